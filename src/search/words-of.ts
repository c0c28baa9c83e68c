/** A word as it is compared, and where it stands in its text (UTF-16 units, `to` excluded). */
export interface Word {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The words of a text in reading order, in lower case and without accents: 'Café' and 'cafe' are one word, "don't" is
 * one word. Languages that put no spaces between words are taken character by character.
 */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const from = match.index;
    const [found] = match;
    const to = from + found.length;
    if (ASCII.test(found)) words.push({ word: found.toLowerCase(), from, to });
    else if (UNSPACED.test(found)) words.push(...characters(found, from));
    else words.push({ word: folded(found), from, to });
  }
  return words;
}

function characters(text: string, at: number): readonly Word[] {
  let to = at;
  return Array.from(text, (one) => {
    const from = to;
    to += one.length;
    return { word: folded(one), from, to };
  });
}

/** Letters and marks without what NFKD parts from them, and without apostrophes. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’]/gu, '')
    .toLowerCase();
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
const ASCII = /^[A-Za-z0-9]+$/;
const UNSPACED = /\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Thai}/u;
