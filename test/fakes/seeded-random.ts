import { fnv1a } from '../../src/model/fnv1a.ts';

/** Chance that is the same for the same seed, on every machine. */
export interface SeededRandom {
  /** In [0, 1). */
  readonly next: () => number;
  /** A whole number, both ends included. */
  readonly int: (from: number, to: number) => number;
  /** Between the two, small ones as likely as large ones: as many below 1 s as above where 1 s is the middle in powers. */
  readonly spread: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  /** One of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** Chance of its own, so that asking here does not change what comes there. */
  readonly fork: (name: string) => SeededRandom;
}

/** Numbers for a seed; the generator is a 32-bit xorshift-multiply, which is plenty for choosing steps. */
export function createSeededRandom(seed: string): SeededRandom {
  let state = fnv1a(seed) || 1;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    spread: (from, to) => Math.round(from * (to / from) ** next()),
    chance: (probability) => next() < probability,
    pick: (list) => list[int(0, list.length - 1)]!,
    fork: (name) => createSeededRandom(`${seed}/${name}`),
  };
}
