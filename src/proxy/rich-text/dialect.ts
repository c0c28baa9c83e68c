/**
 * Airtable's Markdown dialect as Markdown that remark reads the way Airtable shows it:
 * a task is a bare `[x] ` at the start of a line, the text of a fence may begin on the fence's own line, and mentions
 * are tokens around a name. Linear in the length of the text.
 */
export function toCommonMark(source: string): string {
  const lines = source.replaceAll(MENTION_TAG, '').split(/\r\n|\r|\n/);
  const out: string[] = [];
  let fence: string | undefined;
  for (const [i, line] of lines.entries()) {
    const [, indent = '', marks = '', rest = ''] = FENCE.exec(line) ?? [];
    const word = rest.trim();
    if (fence !== undefined) {
      out.push(line);
      if (marks.startsWith(fence) && word === '') fence = undefined;
    } else if (marks !== '' && !rest.includes('`')) {
      fence = marks;
      out.push(...(isCode(word, lines[i + 1]) ? [indent + marks, rest.trimStart()] : [line]));
    } else {
      out.push(line.replace(TASK, '$1- [$2] '));
    }
  }
  return out.join('\n');
}

const MENTION_TAG = /<\/?airtable:mention\b[^<>]*>/g;
const FENCE = /^( {0,12})(`{3,}|~{3,})(.*)$/;
const TASK = /^( {0,12})\[([ xX])\] /;

/**
 * Airtable knows no languages, so a word on the fence line is code, unless it is one of these and code follows below:
 * then an editor who knows Markdown elsewhere meant it as the language.
 */
function isCode(word: string, nextLine: string | undefined): boolean {
  if (word === '') return false;
  return !LANGUAGES.has(word.toLowerCase()) || nextLine === undefined || FENCE.test(nextLine);
}

const LANGUAGES = new Set(
  'bash c cpp cs css csv diff elixir go graphql html http ini java javascript js json jsx kotlin lua markdown md php python py ruby rb rust rs sh shell sql svg swift text toml ts tsx txt typescript xml yaml yml'.split(
    ' ',
  ),
);
