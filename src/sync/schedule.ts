import type { Random } from './environment.ts';

/** What decides how often to poll. */
export interface Pace {
  readonly tabs: Tabs;
  /** `navigator.onLine`, which proves nothing: it only shortens or lengthens waits. */
  readonly isOnline: boolean;
  /** The person asked their browser to save data. */
  readonly isSavingData: boolean;
  /** What the newest manifest asks for. */
  readonly pollAfterMs: number;
}

/** What can be seen of all tabs together: one is visible, there are only hidden ones, or there is none. */
export type Tabs = 'visible' | 'hidden' | 'none';

/** How long to wait after a poll that succeeded, in milliseconds. */
export function pollIntervalMs({ tabs, isOnline, isSavingData, pollAfterMs }: Pace): number {
  const askedMs = Math.min(Math.max(pollAfterMs, MIN_POLL_MS), MAX_POLL_MS);
  const paceMs = askedMs * (isSavingData ? SAVE_DATA_FACTOR : 1);
  if (tabs === 'visible' && isOnline) return paceMs;
  return Math.max(paceMs * HIDDEN_FACTOR, MIN_HIDDEN_POLL_MS);
}

/**
 * How long to wait after the n-th failure in a row: full jitter below a bound that doubles, never under a second, so
 * that no way leads back at once (fault N17), and never below what the server asked for, an hour at most.
 */
export function retryDelayMs(failures: number, random: number, floorMs: number): number {
  const boundMs = Math.min(MAX_BACKOFF_MS, BACKOFF_BASE_MS * 2 ** Math.min(failures, 20));
  const askedMs = Math.min(floorMs, MAX_RETRY_AFTER_MS);
  return Math.round(Math.max(MIN_RETRY_MS, askedMs, random * boundMs));
}

/** A random place in a span, for deadlines that several workers share. */
export function jittered(ms: number, random: Random): number {
  return ms + random() * ms * 0.4;
}

/** A manifest that asks for less is a mistake that would cost every reader a core. */
export const MIN_POLL_MS = 250;

/** One that asks for more than `POLL_INTERVAL_MS` can be is a mistake too, and would be the last that a tab hears of. */
const MAX_POLL_MS = 24 * 60 * 60_000;

/** Until a manifest says otherwise. */
export const DEFAULT_POLL_MS = 1000;

/** The person asked for less. */
export const SAVE_DATA_FACTOR = 5;
const HIDDEN_FACTOR = 10;
const MIN_HIDDEN_POLL_MS = 30_000;

const BACKOFF_BASE_MS = 1000;
const MIN_RETRY_MS = 1000;
const MAX_BACKOFF_MS = 5 * 60_000;

/** A 429 without Retry-After counts as this (B24): Airtable's own penalty. */
export const RATE_LIMIT_MS = 30_000;

/** A Retry-After above this is taken as this: a slip in a header must not silence a reader for days. */
export const MAX_RETRY_AFTER_MS = 60 * 60_000;
