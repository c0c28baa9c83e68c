import { createVocabulary } from './vocabulary.ts';

/** Which entries (small whole numbers) hold which words, and how much each counts there. */
export interface WordIndex {
  /** Adds an entry's words. Numbers are given in ascending order and never again. */
  add(entry: number, weightByWord: ReadonlyMap<string, number>): void;
  /** The entries that hold what is asked for, each with its score. */
  find(asked: readonly AskedWord[], entries: number): FoundEntries;
  /** The word that was perhaps meant, among those that are held; undefined where none is like it. */
  likeliest(word: string): string | undefined;
  /** Leaves out the entries whose new number is undefined. */
  renumber(newNumber: (entry: number) => number | undefined): void;
}

/** A word of a question; the one that is still being typed also stands for all that begin with it, however short it is. */
export interface AskedWord {
  readonly word: string;
  readonly isLast: boolean;
}

/** By entry: its score, and how many of the words asked for it holds. */
export interface FoundEntries {
  readonly scores: Float32Array;
  readonly held: Uint8Array;
  /** For each word that was taken as an answer: a bit for each of the words asked for. */
  readonly bitsByWord: ReadonlyMap<string, number>;
}

/**
 * An empty index. Each place of a word is one small number, entry and weight together: 4 bytes in most engines. A word is
 * held while an entry that `isThere` holds it; places of others are passed over until `renumber`.
 */
export function createWordIndex(isThere: (entry: number) => boolean): WordIndex {
  const vocabulary = createVocabulary();
  const placesByWord = new Map<string, number[]>();

  function add(entry: number, weightByWord: ReadonlyMap<string, number>): void {
    for (const [word, weight] of weightByWord) {
      const share = weight / (weight + HALFWAY);
      const place = (entry << WEIGHT_BITS) | Math.max(1, Math.round(share * MAX_WEIGHT));
      const places = placesByWord.get(word);
      if (places) places.push(place);
      else {
        placesByWord.set(word, [place]);
        vocabulary.add(word);
      }
    }
  }

  const isHeld = (word: string) =>
    placesByWord.get(word)?.some((place) => isThere(place >>> WEIGHT_BITS)) === true;

  /** The words that answer one that was asked for, and how well. */
  function answersTo({ word, isLast }: AskedWord): readonly Answering[] {
    const isOpen = isLast || word.length >= MIN_OPEN_LENGTH;
    const begun = isOpen ? vocabulary.beginningWith(word) : [word];
    const held = begun.filter(isHeld);
    if (held.length > 0) {
      return held.map((one) => ({
        word: one,
        share: one === word ? 1 : 0.3 + 0.5 * (word.length / one.length),
      }));
    }
    // Nothing begins so: it was mistyped, or is not here.
    const near = vocabulary.near(word, slipsIn(word));
    return near
      .filter((one) => isHeld(one.word))
      .map((one) => ({ word: one.word, share: 0.4 / one.slips }));
  }

  return Object.freeze({
    add,
    find(asked: readonly AskedWord[], entries: number) {
      const scores = new Float32Array(entries);
      const held = new Uint8Array(entries);
      const best = new Float32Array(entries);
      const bitsByWord = new Map<string, number>();
      for (const [i, one] of asked.entries()) {
        best.fill(0);
        for (const { word, share } of answersTo(one)) {
          bitsByWord.set(word, (bitsByWord.get(word) ?? 0) | (1 << i));
          raise(best, placesByWord.get(word)!, share / MAX_WEIGHT);
        }
        let holders = 0;
        for (let entry = 0; entry < entries; entry++) if (best[entry]! > 0) holders++;
        // What is rare tells more (BM25's own measure).
        const rarity = Math.log(1 + (entries - holders + 0.5) / (holders + 0.5));
        for (let entry = 0; entry < entries; entry++) {
          if (best[entry] === 0) continue;
          scores[entry]! += best[entry]! * rarity;
          held[entry]!++;
        }
      }
      return { scores, held, bitsByWord };
    },
    likeliest(word: string) {
      // Of a word of two letters no other one is a slip.
      const most = Math.max(0, Math.min(word.length - 2, Math.max(2, word.length >> 1)));
      const near = vocabulary.near(word, most);
      const known = near.filter((one) => isHeld(one.word));
      const commonness = (one: string) => placesByWord.get(one)!.length;
      known.sort((a, b) => a.slips - b.slips || commonness(b.word) - commonness(a.word));
      return known[0]?.word;
    },
    renumber(newNumber: (entry: number) => number | undefined) {
      for (const [word, places] of placesByWord) {
        const kept: number[] = [];
        for (const place of places) {
          const entry = newNumber(place >>> WEIGHT_BITS);
          if (entry !== undefined) kept.push((entry << WEIGHT_BITS) | (place & MAX_WEIGHT));
        }
        // A word that nothing holds stays in the vocabulary: it costs little, and may come back.
        placesByWord.set(word, kept);
      }
    },
  });
}

interface Answering {
  readonly word: string;
  readonly share: number;
}

function raise(best: Float32Array, places: readonly number[], share: number): void {
  for (const place of places) {
    const entry = place >>> WEIGHT_BITS;
    const score = (place & MAX_WEIGHT) * share;
    if (score > best[entry]!) best[entry] = score;
  }
}

/** A weight's bits; an entry's number stands above them, and together they stay a small integer up to 33 million entries. */
const WEIGHT_BITS = 5;
const MAX_WEIGHT = (1 << WEIGHT_BITS) - 1;

/** The weight at which a word counts half of what it ever can: a second mention tells less than the first. */
const HALFWAY = 4;

/** Shorter words, such as 'a' or 'of', are what they are once the next one is begun. */
const MIN_OPEN_LENGTH = 3;

/** How many slips are forgiven: none where a word is so short that it would become another. */
function slipsIn(word: string): number {
  if (word.length < 4) return 0;
  return word.length < 8 ? 1 : 2;
}
