import type { Clock } from '../../clock.ts';
import { AirtableError, MONTH_USED_UP } from './airtable-error.ts';
import type { Allowance } from './allowance.ts';
import { createCallWindow } from './call-window.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { PLANS } from './plan.ts';

/**
 * What a call is for, the most urgent first. `write` carries what somebody did. `burst` is a short run of reading that a
 * person waits for (the first sweep, re-reading what just changed). `steady` reading leaves room for the owner's other
 * tools; `background` reading shares its pace and lets it pass, so that a long check does not hold up the news.
 */
export type Lane = 'write' | 'burst' | 'steady' | 'background';
const LANES: readonly Lane[] = ['write', 'burst', 'steady', 'background'];

/** The one gate in front of Airtable: every call to a base passes here, so no mix of them can pass the limits (I11). */
export interface Budget {
  /**
   * Runs one call when its turn comes; it then counts. Rejects when the signal is aborted first, and with a
   * 'rate-limited' `AirtableError`, whose `retryAfterMs` says when to come again, where the month has no call left for
   * its purpose: writing cannot use up what is kept for reading, nor reading what is kept for writing. A call may say
   * that its answer begins to come, so that others need not wait for the rest of it.
   */
  readonly run: <T>(lane: Lane, call: Call<T>, terms: CallTerms) => Promise<T>;
  /** After a 429: nobody is admitted for at least 30 s, or as long as `Retry-After` says where that is longer. */
  readonly penalise: (retryAfterMs?: number) => void;
  /** Until when nobody is admitted after a 429, in ms since 1970; 0 for now. */
  readonly silentUntil: () => number;
  /** Airtable says that the month is used up: nobody is admitted until it turns. */
  readonly stopForMonth: () => void;
  /** Until when that lasts, in ms since 1970; 0 while there is nothing of the kind. */
  readonly stoppedUntil: () => number;
  /** What the month allows. */
  readonly allowance: () => Allowance;
  /** Calls admitted so far, by this process. */
  readonly calls: () => number;
  /** Puts the exact count on disk; to be called when nothing is asked any more. */
  readonly close: () => Promise<void>;
}

/** What is asked; `answered` may be called as soon as the answer begins. */
type Call<T> = (answered: () => void) => Promise<T>;

/** Under which terms a call is made. */
export interface CallTerms {
  readonly signal: AbortSignal;
  /** Airtable does not count it for the month: metadata. */
  readonly isFree?: boolean;
}

const STEADY_GAP_MS = 500;
const PENALTY_MS = 30_000;
/** How soon somebody who let another pass looks again. */
const YIELD_MS = 50;
/** How soon a write may ask again whether reading has left something over. */
const NO_WRITES_MS = 60 * 60_000;

/**
 * Creates the gate of one base. Where its ledger has a predecessor the first call waits a second, since that one, killed a
 * moment ago, may have made its four (fault N7). The silence that it was told to keep is in the ledger too.
 */
export function createBudget(
  clock: Clock,
  {
    penaltyMs = PENALTY_MS,
    ledger = createLedger({ plan: PLANS.business, clock }),
  }: { readonly penaltyMs?: number; readonly ledger?: Ledger } = {},
): Budget {
  const window = createCallWindow(clock, { startsFull: ledger.hasPredecessor });
  let lastSteadyAt = -Infinity;
  let { silentUntil, silenceMs } = ledger.silence();
  let calls = 0;
  const waiting: Record<Lane, number> = { write: 0, burst: 0, steady: 0, background: 0 };

  /** However far a clock is set back, a silence is over after its own length. */
  const silenceEnd = (): number => {
    silentUntil = Math.min(silentUntil, clock.now() + silenceMs);
    return silentUntil;
  };

  const earliest = (lane: Lane): number => {
    const now = clock.now();
    // A clock set back must not hold calls up for hours: what lies in the future counts as now.
    lastSteadyAt = Math.min(lastSteadyAt, now);
    const byLane = isSteady(lane) ? lastSteadyAt + STEADY_GAP_MS : now;
    const isOvertaken = LANES.slice(0, LANES.indexOf(lane)).some((other) => waiting[other] > 0);
    const byRank = isOvertaken ? now + YIELD_MS : now;
    return Math.max(silenceEnd(), window.roomAt(), byLane, byRank);
  };

  const refuseWithoutAllowance = (lane: Lane) => {
    const stoppedMs = ledger.stoppedUntil() - clock.now();
    if (stoppedMs > 0) throw usedUp('this month’s calls are used up, says Airtable', stoppedMs);
    const { reads, writes, readEveryMs } = ledger.allowance();
    if (lane === 'write' && writes < 1) {
      throw usedUp('the month’s calls that are left are kept for reading', NO_WRITES_MS);
    }
    if (lane !== 'write' && reads < 1) {
      throw usedUp('the month’s calls that are left are kept for writing', readEveryMs);
    }
  };

  const takeTurn = async (lane: Lane, { signal, isFree = false }: CallTerms) => {
    for (;;) {
      signal.throwIfAborted();
      if (!isFree) refuseWithoutAllowance(lane);
      const waitMs = earliest(lane) - clock.now();
      if (waitMs <= 0) break;
      await clock.sleep(waitMs, signal);
    }
    // No await between the last look and this: two waiters cannot take the same place.
    const answered = window.begin();
    if (isSteady(lane)) lastSteadyAt = clock.now();
    calls++;
    if (!isFree) ledger.count(lane === 'write' ? 'writes' : 'reads');
    return answered;
  };

  return Object.freeze({
    run: async <T>(lane: Lane, call: Call<T>, terms: CallTerms): Promise<T> => {
      waiting[lane]++;
      const answered = await takeTurn(lane, terms).finally(() => waiting[lane]--);
      try {
        return await call(answered);
      } finally {
        answered();
      }
    },
    penalise: (retryAfterMs = 0) => {
      const now = clock.now();
      silenceMs = Math.max(penaltyMs, retryAfterMs, silenceEnd() - now);
      silentUntil = now + silenceMs;
      ledger.keepSilence(silentUntil, silenceMs);
    },
    silentUntil: () => (silenceEnd() > clock.now() ? silentUntil : 0),
    stopForMonth: ledger.stop,
    stoppedUntil: ledger.stoppedUntil,
    allowance: ledger.allowance,
    calls: () => calls,
    close: ledger.close,
  });
}

function isSteady(lane: Lane): boolean {
  return lane === 'steady' || lane === 'background';
}

function usedUp(message: string, retryAfterMs: number): AirtableError {
  return new AirtableError('rate-limited', message, { type: MONTH_USED_UP, retryAfterMs });
}
