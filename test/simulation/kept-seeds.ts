import type { SimulationOptions } from './simulate.ts';

/** A schedule that once broke a promise; it is run for ever. What it tells may change with the table of steps. */
export interface KeptSeed {
  readonly seed: number;
  /** With what it was run, where something was asked for. */
  readonly options?: SimulationOptions;
  /** What it found. */
  readonly story: string;
}

/** People also undo what they did. */
const UNDOING: SimulationOptions = { writes: true, secondThoughts: true };
const LONG: SimulationOptions = { ...UNDOING, steps: 200 };
/** Whole pages with a worker each. */
const OWN_WORKERS: SimulationOptions = { writes: true, clients: true, hosts: ['dedicated'] };
/** People with lists of their own, on every rung, through deploys. */
const LISTS: SimulationOptions = {
  ...LONG,
  clients: true,
  store: 'indexeddb',
  todos: true,
  hosts: ['shared', 'dedicated', 'page'],
  deploys: true,
};

/** Every seed that ever failed, by what they found. */
export const KEPT_SEEDS: readonly KeptSeed[] = [
  {
    seed: 30,
    story: 'a proxy killed in its first seconds called its publication new when it came back (P8)',
  },
  { seed: 44, story: 'the same, with edits that came while it was away (P8)' },
  { seed: 692, story: 'the same, by the second between a walk and its publication (P8)' },
  { seed: 1418, story: 'the same, by a machine that slept in the middle of its first walk (P8)' },
  {
    seed: 730,
    story:
      'a 429 whose body broke off counted as no connection, and Airtable was asked again (R17)',
  },
  {
    seed: 79,
    story: 'a check asked of an owner that was polling was never answered (P7)',
  },
  {
    seed: 2,
    story: 'a worker that began while the outbox could not be read showed nothing of it (P5)',
  },
  { seed: 95, story: 'a new owner that could not read the outbox hid what was made (P4, P5)' },
  {
    seed: 235,
    story: 'a worker that had not heard of the sign-out kept an editor’s change as a reader’s (P1)',
  },
  {
    seed: 312,
    story: 'a change that was asked for again after it was done showed twice (P2)',
  },
  {
    seed: 383,
    story: 'what was accepted before the clock was set back was never asked about again (P7)',
  },
  {
    seed: 1013,
    story: 'likes that waited for their editor took back what the base had counted since (P4)',
  },
  { seed: 1606, story: 'the same, by a batch whose answer was lost (P4, P5)' },
  { seed: 1617, story: 'the same, when the later likes were answered (P4, P5)' },
  { seed: 1726, story: 'the same, over a lock that was stolen (P4)' },
  {
    seed: 1885,
    story: 'likes of one turn that were sent before they showed were shown as one (P5)',
  },
  {
    seed: 1967,
    story: 'likes that the base had before the version that their answer named showed twice (P2)',
  },
  {
    seed: 1826,
    story: 'a save that was kept and done was said to change nothing when asked for again (P1)',
  },
  {
    seed: 2201,
    story:
      'likes that waited for a table took the number of later ones, which overwrote them (P1, P4)',
  },
  {
    seed: 2850,
    story: 'a worker was to show at once what it could not read, against W10',
  },
  {
    seed: 1111,
    story: 'a dead proxy’s write was counted as heard when it was refused by a 429 (R17)',
  },
  {
    seed: 155,
    options: UNDOING,
    story: 'what a dead worker kept did not show where the owner had met it by its own write (P5)',
  },
  {
    seed: 16,
    options: UNDOING,
    story: 'likes of one turn that were sent after all was forgotten were shown as one (P5)',
  },
  { seed: 180, options: UNDOING, story: 'the same, where another worker forgot (P5)' },
  {
    seed: 9005,
    options: { ...UNDOING, store: 'indexeddb' },
    story:
      'a review made before anything was kept was hidden by forgetting, though it had shown (P4)',
  },
  {
    seed: 9094,
    options: { ...UNDOING, store: 'indexeddb' },
    story:
      'changes waited for an editor who had signed out as they were sent, and in again (P1, P7)',
  },
  {
    seed: 4013,
    options: { ...UNDOING, steps: 160 },
    story: 'saves overtook one that waited since everything was forgotten, which undid them (P1)',
  },
  {
    seed: 7_100_453,
    options: LONG,
    story: 'a tab took what was read of a store that was filled anew for older than it showed (P6)',
  },
  {
    seed: 7_000_434,
    options: LONG,
    story: 'a first version hid what was kept in an outbox that could not be read yet (P4, P5)',
  },
  {
    seed: 7_101_254,
    options: LONG,
    story: 'a refused change read what others had kept, and nobody showed it (P5)',
  },
  {
    seed: 7_000_465,
    options: LONG,
    story: 'a first walk that Airtable kept waiting for minutes counted as a minute long (P8)',
  },
  {
    seed: 80116,
    options: { ...OWN_WORKERS, steps: 240 },
    story:
      'who was robbed in its sleep claimed the store as it woke, and what the owner kept did not show (P5)',
  },
  { seed: 80107, options: { ...OWN_WORKERS, steps: 240 }, story: 'the same, over a version (P4)' },
  {
    seed: 72029,
    options: { ...OWN_WORKERS, ...LONG, badDisk: true },
    story: 'a worker whose disk failed as it was robbed fought for the lock from its memory (P7)',
  },
  {
    seed: 2_000_589,
    options: { ...LISTS, badDisk: true },
    story: 'a list that could not be read at first was not read again (P1, P7)',
  },
  {
    seed: 4_000_194,
    options: { ...LISTS, reshapes: true },
    story: 'a worker kept a change of a list and died before it told anybody (P6)',
  },
];
