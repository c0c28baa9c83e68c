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
  const { from, to } = stretchOf(head, words, bestStart(words, asked));
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

/**
 * A stretch around a place, from one space to another; where none is near, as in Japanese, from the beginning of a word to
 * the end of one.
 */
function stretchOf(
  text: string,
  words: readonly Word[],
  at: number,
): { readonly from: number; readonly to: number } {
  const from = at <= LEAD ? 0 : startAfter(text, words, at - LEAD);
  const end = from + LENGTH;
  if (end >= text.length) return { from, to: text.length };
  const space = spaceBefore(text, end);
  const to = space > from ? space : words.findLast((word) => word.to <= end)?.to;
  return { from, to: to === undefined || to <= from ? end : to };
}

function startAfter(text: string, words: readonly Word[], at: number): number {
  const space = spaceBefore(text, at);
  return space >= 0 ? space + 1 : (words.find(({ from }) => from >= at)?.from ?? at);
}

/** The last space before a place; -1 where it is farther away than a long word. */
function spaceBefore(text: string, at: number): number {
  const begin = Math.max(0, at - LEAD);
  const space = text.slice(begin, at).search(/\s\S*$/);
  return space === -1 ? -1 : begin + space;
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
/** What stands before the first match, so that it can be understood; no word but a made-up one is longer. */
const LEAD = 40;
/** A chapter or two; more would be felt while typing. */
const LOOKED_THROUGH = 20_000;
