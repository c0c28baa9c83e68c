import type { Clock } from '../../clock.ts';
import type { Budget } from './budget.ts';

/** How fast a base may be read: as fast as was asked for, the month allows, and somebody is there to see. */
export interface Pace {
  /** From the end of one reading of the cursor to the next; where Airtable notifies us, polling is but a second way. */
  readonly cursorEveryMs: (isNotified: boolean) => number;
  /** From one sweep of all tables to the next, where there is no cursor. */
  readonly sweepsEveryMs: (pages: number) => number;
  /** From one check of a table to the next, beside the cursor. */
  readonly checksEveryMs: (pages: number) => number;
  /** The least time between two readings that notifications may cause. */
  readonly hurryEveryMs: () => number;
  /** A reading of the cursor, with all that followed from it, is over. */
  readonly cursorRead: () => void;
  /** The calls since then were of no ordinary reading: the first sweeps, or attempts that failed. */
  readonly forgetCalls: () => void;
  readonly isIdle: () => boolean;
  /** A reader asked; true where that ends an idle time. */
  readonly readerSeen: () => boolean;
}

/** What a pace depends on. */
export interface PaceOptions {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly intervalMs: number;
  readonly checkEveryMs: number;
  /** Nobody having asked for so long, reading slows down; undefined for never. */
  readonly idleAfterMs?: number | undefined;
}

const IDLE_FACTOR = 10;
const IDLE_LEAST_MS = 60_000;
/** Announced edits are read at once; polling then only finds those whose announcement was lost. */
const NOTIFIED_FACTOR = 4;
/** Well within a webhook's life, which each reading of it extends. */
const MOST_MS = 6 * 60 * 60_000;
/** Checks beside the cursor take at most one in five of the calls that reading has. */
const CHECKS_SHARE = 5;

/** Creates the pace of one base. */
export function createPace(options: PaceOptions): Pace {
  const { clock, budget, intervalMs, idleAfterMs = Infinity } = options;
  let readerSeenAt = clock.now();
  let usedBefore = budget.allowance().used;
  // How many calls one reading costs on the average: itself, what it re-reads, and its part of the checks.
  let callsPerReading = 1;

  const callEveryMs = () => budget.allowance().readEveryMs;
  const isIdle = () => clock.now() - readerSeenAt > idleAfterMs;
  const slowed = (ms: number) => (isIdle() ? Math.max(ms * IDLE_FACTOR, IDLE_LEAST_MS) : ms);
  const isCapped = () => budget.allowance().limit !== Infinity;

  return Object.freeze({
    cursorEveryMs: (isNotified: boolean) => {
      const ms = Math.max(intervalMs, Math.ceil(callEveryMs() * callsPerReading));
      return Math.min(MOST_MS, slowed(isNotified && isCapped() ? ms * NOTIFIED_FACTOR : ms));
    },
    sweepsEveryMs: (pages: number) =>
      slowed(Math.max(intervalMs, Math.ceil(callEveryMs() * Math.max(1, pages)))),
    checksEveryMs: (pages: number) =>
      Math.max(options.checkEveryMs, CHECKS_SHARE * pages * callEveryMs()),
    hurryEveryMs: () => Math.max(intervalMs, callEveryMs() / 100),
    cursorRead: () => {
      const { used } = budget.allowance();
      // The count begins anew when the month turns.
      const calls = Math.max(1, used - usedBefore);
      usedBefore = used;
      callsPerReading += (calls - callsPerReading) / 16;
    },
    forgetCalls: () => {
      usedBefore = budget.allowance().used;
    },
    isIdle,
    readerSeen: () => {
      const wasIdle = isIdle();
      readerSeenAt = clock.now();
      return wasIdle;
    },
  });
}
