import { passedMs, type Clock } from '../clock.ts';
import { REFUSED_TABLE_MS } from '../source/upstream-writes.ts';

/** Tables that Airtable refused as a whole, and that are left alone for a while. Each is known by its collection's name. */
export interface PausedTables {
  readonly isPaused: (name: string) => boolean;
  readonly pause: (name: string, error: unknown) => void;
  /** How long the last of them is still left alone; 0 where none is. */
  readonly leftMs: () => number;
}

/** Creates it with no table paused; `onPaused` hears of each that is, and for how long. */
export function createPausedTables(
  { now }: Pick<Clock, 'now'>,
  onPaused: (error: unknown, ms: number) => void,
): PausedTables {
  const sinceByName = new Map<string, number>();
  const leftMsOf = (since = -Infinity) => Math.max(0, REFUSED_TABLE_MS - passedMs(since, now()));
  return Object.freeze({
    isPaused: (name: string) => leftMsOf(sinceByName.get(name)) > 0,
    pause: (name: string, error: unknown) => {
      sinceByName.set(name, now());
      onPaused(error, REFUSED_TABLE_MS);
    },
    leftMs: () => Math.max(0, ...[...sinceByName.values()].map(leftMsOf)),
  });
}
