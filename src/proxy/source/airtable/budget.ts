import type { Clock } from '../../clock.ts';

/**
 * What a call is for. `steady` reading leaves room for the owner's other tools; `burst` is a short run that a person
 * waits for (the first sweep, re-reading what just changed, a write).
 */
export type Lane = 'steady' | 'burst';

/** The one gate in front of Airtable: every call to a base passes here, so no mix of them can pass the limits (I11). */
export interface Budget {
  /** Settles when a call may start; it then counts. Rejects when the signal is aborted first. */
  readonly admit: (lane: Lane, signal: AbortSignal) => Promise<void>;
  /** After a 429: nobody is admitted for at least 30 s, or as long as `Retry-After` says where that is longer. */
  readonly penalise: (retryAfterMs?: number) => void;
  /** Until when nobody is admitted, in ms since 1970; 0 for now. */
  readonly silentUntil: () => number;
  /** Calls admitted so far. */
  readonly calls: () => number;
}

/** Airtable refuses the sixth call in a second; we never make a fifth. */
const MAX_PER_SECOND = 4;
const STEADY_GAP_MS = 500;
const PENALTY_MS = 30_000;

/**
 * Creates the gate of one base. With `startsFull` the first call waits a second, since an earlier process, killed a
 * moment ago, may have made its four (fault N7).
 */
export function createBudget(
  clock: Clock,
  { startsFull = false, penaltyMs = PENALTY_MS } = {},
): Budget {
  let startedAt: number[] = startsFull ? Array.from({ length: MAX_PER_SECOND }, clock.now) : [];
  let lastSteadyAt = -Infinity;
  let silentUntil = 0;
  let calls = 0;
  let burstsWaiting = 0;

  const earliest = (lane: Lane): number => {
    const now = clock.now();
    // A clock set back must not hold calls up for hours: what lies in the future counts as now.
    startedAt = startedAt.map((at) => Math.min(at, now)).filter((at) => now - at <= 1_000);
    lastSteadyAt = Math.min(lastSteadyAt, now);
    const byWindow =
      startedAt.length < MAX_PER_SECOND ? now : startedAt.at(-MAX_PER_SECOND)! + 1_001;
    const byLane = lane === 'steady' ? lastSteadyAt + STEADY_GAP_MS : now;
    // Whoever waits for a burst goes first.
    const byRank = lane === 'steady' && burstsWaiting > 0 ? now + 50 : now;
    return Math.max(silentUntil, byWindow, byLane, byRank);
  };

  const waitTurn = async (lane: Lane, signal: AbortSignal) => {
    for (;;) {
      signal.throwIfAborted();
      const waitMs = earliest(lane) - clock.now();
      if (waitMs <= 0) return;
      await clock.sleep(waitMs, signal);
    }
  };

  return Object.freeze({
    admit: async (lane: Lane, signal: AbortSignal) => {
      if (lane === 'burst') burstsWaiting++;
      try {
        await waitTurn(lane, signal);
      } finally {
        if (lane === 'burst') burstsWaiting--;
      }
      // No await between the last look and this: two waiters cannot take the same place.
      startedAt.push(clock.now());
      if (lane === 'steady') lastSteadyAt = clock.now();
      calls++;
    },
    penalise: (retryAfterMs = 0) => {
      silentUntil = Math.max(silentUntil, clock.now() + Math.max(penaltyMs, retryAfterMs));
    },
    silentUntil: () => (silentUntil > clock.now() ? silentUntil : 0),
    calls: () => calls,
  });
}
