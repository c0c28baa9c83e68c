import type { Clock } from '../../clock.ts';

/**
 * What a call is for, the most urgent first. `burst` is a short run that a person waits for (the first sweep, re-reading
 * what just changed, a write). `steady` reading leaves room for the owner's other tools; `background` reading shares its
 * pace and lets it pass, so that a long check does not hold up the news.
 */
export type Lane = 'burst' | 'steady' | 'background';
const LANES: readonly Lane[] = ['burst', 'steady', 'background'];

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
/** How soon somebody who let another pass looks again. */
const YIELD_MS = 50;

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
  let silenceMs = 0;
  let calls = 0;
  const waiting: Record<Lane, number> = { burst: 0, steady: 0, background: 0 };

  /** However far a clock is set back, a silence is over after its own length. */
  const silenceEnd = (): number => {
    silentUntil = Math.min(silentUntil, clock.now() + silenceMs);
    return silentUntil;
  };

  const earliest = (lane: Lane): number => {
    const now = clock.now();
    // A clock set back must not hold calls up for hours: what lies in the future counts as now.
    startedAt = startedAt.map((at) => Math.min(at, now)).filter((at) => now - at <= 1_000);
    lastSteadyAt = Math.min(lastSteadyAt, now);
    const byWindow =
      startedAt.length < MAX_PER_SECOND ? now : startedAt.at(-MAX_PER_SECOND)! + 1_001;
    const byLane = lane === 'burst' ? now : lastSteadyAt + STEADY_GAP_MS;
    const isOvertaken = LANES.slice(0, LANES.indexOf(lane)).some((other) => waiting[other] > 0);
    const byRank = isOvertaken ? now + YIELD_MS : now;
    return Math.max(silenceEnd(), byWindow, byLane, byRank);
  };

  const takeTurn = async (lane: Lane, signal: AbortSignal) => {
    for (;;) {
      signal.throwIfAborted();
      const waitMs = earliest(lane) - clock.now();
      if (waitMs <= 0) break;
      await clock.sleep(waitMs, signal);
    }
    // No await between the last look and this: two waiters cannot take the same place.
    startedAt.push(clock.now());
    if (lane !== 'burst') lastSteadyAt = clock.now();
    calls++;
  };

  return Object.freeze({
    admit: async (lane: Lane, signal: AbortSignal) => {
      waiting[lane]++;
      try {
        await takeTurn(lane, signal);
      } finally {
        waiting[lane]--;
      }
    },
    penalise: (retryAfterMs = 0) => {
      const now = clock.now();
      silenceMs = Math.max(penaltyMs, retryAfterMs, silenceEnd() - now);
      silentUntil = now + silenceMs;
    },
    silentUntil: () => (silenceEnd() > clock.now() ? silentUntil : 0),
    calls: () => calls,
  });
}
