/** A word as it is compared, and where it stands in its text (UTF-16 units, `to` excluded). */
export interface Word {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The words of a text in reading order, in lower case and without accents: 'Café' and 'cafe' are one word, "don't" is
 * one word. Languages that put no spaces between words are taken character by character, each with its marks.
 */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const from = match.index;
    const [found] = match;
    if (ASCII.test(found)) words.push({ word: found.toLowerCase(), from, to: from + found.length });
    else if (!UNSPACED.test(found)) addFolded(words, found, from);
    else for (const one of found.matchAll(CHARACTER)) addFolded(words, one[0], from + one.index);
  }
  return words;
}

function addFolded(words: Word[], text: string, from: number): void {
  const word = folded(text);
  // What is a mark in all but name, as '\uff9e' is, leaves nothing: and with nothing every word begins.
  if (word) words.push({ word, from, to: from + text.length });
}

/** Letters and marks without what NFKD parts from them, and without apostrophes. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’]/gu, '')
    .toLowerCase();
}

/** A mark begins none: in '❤️' one stands behind what is no letter. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{M}]+)*/gu;
const CHARACTER = /[\p{L}\p{N}]\p{M}*/gu;
const ASCII = /^[A-Za-z0-9]+$/;
const UNSPACED = /\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Thai}/u;
