/** A schedule that once broke a promise; it is run for ever. What it tells may change with the table of steps. */
export interface KeptSeed {
  readonly seed: number;
  readonly store?: 'memory' | 'indexeddb';
  /** What it found. */
  readonly story: string;
}

/** Every seed that ever failed, the oldest first. */
export const KEPT_SEEDS: readonly KeptSeed[] = [
  {
    seed: 30,
    story:
      'A proxy killed within its first ten seconds called its publication new when it came back (P8).',
  },
  { seed: 44, story: 'The same, with an edit that came while it was away (P8).' },
  {
    seed: 331,
    story:
      'A 429 whose body broke off counted as no connection, and Airtable was asked again at once (R17).',
  },
];
