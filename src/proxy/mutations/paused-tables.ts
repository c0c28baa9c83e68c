import type { Clock } from '../clock.ts';

/** Tables that Airtable refused as a whole, and that are left alone for a while. Each is known by its collection's name. */
export interface PausedTables {
  readonly isPaused: (name: string) => boolean;
  readonly pause: (name: string, error: unknown) => void;
  /** How long the last of them is still left alone; 0 where none is. */
  readonly leftMs: () => number;
}

/** Only a person can mend a token's grants. */
const PAUSE_MS = 5 * 60_000;

/** Creates it with no table paused; `onPaused` hears of each that is, and for how long. */
export function createPausedTables(
  { now }: Pick<Clock, 'now'>,
  onPaused: (error: unknown, ms: number) => void,
): PausedTables {
  const untilByName = new Map<string, number>();
  return Object.freeze({
    isPaused: (name: string) => (untilByName.get(name) ?? -Infinity) > now(),
    pause: (name: string, error: unknown) => {
      untilByName.set(name, now() + PAUSE_MS);
      onPaused(error, PAUSE_MS);
    },
    leftMs: () => Math.max(0, ...[...untilByName.values()].map((until) => until - now())),
  });
}
