/** All words of an index in order, so that those which begin alike lie together. */
export interface Vocabulary {
  add(word: string): void;
  /** The words that begin so, itself included. */
  beginningWith(prefix: string): readonly string[];
  /** The words that become this one by at most `most` letters put in, left out, changed or swapped with their neighbour. */
  near(word: string, most: number): readonly NearWord[];
}

/** A word, and how many slips lie between it and the one asked for. */
export interface NearWord {
  readonly word: string;
  readonly slips: number;
}

/** Nothing in it yet. No word is ever added twice. */
export function createVocabulary(): Vocabulary {
  let words: string[] = [];
  let added: string[] = [];

  /** Words come by the thousand while an index is built, and a few at a time later: they are put in order when asked for. */
  function sorted(): readonly string[] {
    if (added.length > 0) {
      words = words.concat(added).sort(compare);
      added = [];
    }
    return words;
  }

  return Object.freeze({
    add: (word: string) => void added.push(word),
    beginningWith(prefix: string) {
      const all = sorted();
      const first = lowerBound(all, prefix);
      let end = first;
      while (end < all.length && all[end]!.startsWith(prefix)) end++;
      return all.slice(first, end);
    },
    near: (word: string, most: number) => nearIn(sorted(), word, most),
  });
}

/**
 * The distance of Damerau and Levenshtein (no letter is edited twice) to every word, row by row. Neighbours in the order
 * share their beginnings, and so their rows; a beginning that is too far already rules out all that begin so.
 */
function nearIn(words: readonly string[], wanted: string, most: number): readonly NearWord[] {
  const width = wanted.length + 1;
  const rows = [Uint8Array.from({ length: width }, (_, i) => i)];
  const near: NearWord[] = [];
  let before = '';
  /** How many letters of `before` have their row. */
  let done = 0;
  /** The length of the beginning of `before` that is too far; Infinity where it is not. */
  let farAt = Infinity;
  for (const word of words) {
    const shared = sharedLength(before, word);
    before = word;
    if (shared >= farAt) continue;
    farAt = Infinity;
    done = Math.min(done, shared);
    while (done < word.length && farAt === Infinity) {
      const row = (rows[done + 1] ??= new Uint8Array(width));
      const least = fillRow(row, { rows, at: done, word, wanted });
      done++;
      if (least > most) farAt = done;
    }
    if (farAt !== Infinity) continue;
    const slips = rows[word.length]![width - 1]!;
    if (slips <= most) near.push({ word, slips });
  }
  return near;
}

/** Fills the row after `rows[at]`, that of the letter `word[at]`; gives its smallest value. */
function fillRow(
  row: Uint8Array,
  { rows, at, word, wanted }: { rows: Uint8Array[]; at: number; word: string; wanted: string },
): number {
  const above = rows[at]!;
  let least = (row[0] = at + 1);
  for (let i = 1; i < row.length; i++) {
    const cost = word[at] === wanted[i - 1] ? 0 : 1;
    let value = Math.min(above[i]! + 1, row[i - 1]! + 1, above[i - 1]! + cost);
    const isSwapped = word[at] === wanted[i - 2] && word[at - 1] === wanted[i - 1];
    if (at > 0 && i > 1 && isSwapped) value = Math.min(value, rows[at - 1]![i - 2]! + 1);
    row[i] = value;
    if (value < least) least = value;
  }
  return least;
}

function sharedLength(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

function lowerBound(words: readonly string[], wanted: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By code unit, as `lowerBound` looks. */
function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
