import type { Marked } from '../protocol/search-api.ts';
import { wordsOf, type Word } from './words-of.ts';

/** For each word that answers a question: a bit for each of the words asked for. */
export type BitsByWord = ReadonlyMap<string, number>;

/** A text in parts, those that were asked for marked. */
export function markAll(text: string, asked: BitsByWord): readonly Marked[] {
  return mark(text, { words: wordsOf(text), asked, from: 0, to: text.length });
}

/**
 * The stretch of a text that has the most of what was asked for, marked; the earliest of equals, so the beginning where
 * there is nothing. Of a very long text only the first part is looked through.
 */
export function excerptOf(text: string, asked: BitsByWord): readonly Marked[] {
  const head = text.slice(0, LOOKED_THROUGH);
  const words = wordsOf(head);
  const { from, to } = stretchOf(head, bestStart(words, asked));
  const marked = mark(head, { words, asked, from, to });
  const lead = from > 0 ? [{ text: '… ' }] : [];
  const tail = to < text.length ? [{ text: ' …' }] : [];
  return [...lead, ...marked, ...tail];
}

/** Where the stretch begins that holds the most different words asked for, and then the most of them. */
function bestStart(words: readonly Word[], asked: BitsByWord): number {
  const hits = words.filter(({ word }) => asked.has(word));
  let best = 0;
  let bestValue = 0;
  for (const [i, { from }] of hits.entries()) {
    let bits = 0;
    let count = 0;
    for (let j = i; j < hits.length && hits[j]!.to <= from + LENGTH - LEAD; j++) {
      bits |= asked.get(hits[j]!.word)!;
      count++;
    }
    const value = bitCount(bits) * 100 + Math.min(count, 99);
    if (value > bestValue) [best, bestValue] = [from, value];
  }
  return best;
}

/** A stretch around a place, from the beginning of a word to the end of one. */
function stretchOf(text: string, at: number): { readonly from: number; readonly to: number } {
  if (at <= LEAD) return { from: 0, to: wordEnd(text, LENGTH) };
  const space = text.slice(0, at - LEAD).search(/\s\S*$/);
  const from = space + 1;
  return { from, to: wordEnd(text, from + LENGTH) };
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const length = text.slice(0, at).search(/\s\S*$/);
  return length > 0 ? length : at;
}

function mark(
  text: string,
  {
    words,
    asked,
    from,
    to,
  }: { words: readonly Word[]; asked: BitsByWord; from: number; to: number },
): readonly Marked[] {
  const parts: Marked[] = [];
  let at = from;
  const add = (until: number, isMatch?: true) => {
    // A stretch is one line, whatever blocks it runs across.
    const piece = text.slice(at, until).replaceAll(/\s+/g, ' ');
    if (piece) parts.push(isMatch ? { text: piece, isMatch } : { text: piece });
    at = until;
  };
  for (const word of words) {
    if (word.from < from || word.to > to || !asked.has(word.word)) continue;
    add(word.from);
    add(word.to, true);
  }
  add(to);
  return parts;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left; left &= left - 1) count++;
  return count;
}

/** About two lines on a wide screen, four on a narrow one. */
const LENGTH = 200;
/** What stands before the first match, so that it can be understood. */
const LEAD = 40;
/** A chapter or two; more would be felt while typing. */
const LOOKED_THROUGH = 20_000;
