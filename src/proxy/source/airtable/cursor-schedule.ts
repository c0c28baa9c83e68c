import type { Clock } from '../../clock.ts';
import type { Budget } from './budget.ts';
import type { Pace } from './pace.ts';

/**
 * When the cursor is read next:
 *
 *     read well ──── a pause of the pace's length ────▶ due
 *         │                                              ▲
 *         └─ notified: at once, but for a short pause ───┤   while the month has calls to spare
 *     failed ──────── its backoff, whatever comes ───────┘
 */
export interface CursorSchedule {
  readonly dueInMs: () => number;
  readonly begin: () => void;
  /** It was read well. True where there was news that no notification had announced. */
  readonly end: (reading: { readonly hasNews: boolean; readonly hasMore: boolean }) => boolean;
  readonly fail: (waitMs: number) => void;
  /** Airtable says that something may have changed. */
  readonly announce: () => void;
  /** Notifications come: there was one, and no news since that came without. */
  readonly isNotified: () => boolean;
}

/** Creates a schedule whose first reading is one pause from now. */
export function createCursorSchedule({
  clock,
  pace,
  budget,
}: {
  readonly clock: Clock;
  readonly pace: Pace;
  readonly budget: Budget;
}): CursorSchedule {
  let endedAt = clock.now();
  let backoffMs: number | undefined;
  let isAnnounced = false;
  let wasAnnounced = false;
  let isNotified = false;
  let isUnfinished = false;

  const pauseMs = () => {
    if (backoffMs !== undefined) return backoffMs;
    const every = pace.cursorEveryMs(isNotified);
    const canHurry = isUnfinished || (isAnnounced && budget.allowance().mayHurry);
    return canHurry ? Math.min(every, pace.hurryEveryMs()) : every;
  };

  return Object.freeze<CursorSchedule>({
    // Set back, a clock says nothing of how long ago the last reading was (fault N15).
    dueInMs: () => (clock.now() < endedAt ? 0 : Math.max(0, endedAt + pauseMs() - clock.now())),
    begin: () => {
      wasAnnounced ||= isAnnounced;
      isAnnounced = false;
    },
    end: ({ hasNews, hasMore }) => {
      isUnfinished = hasMore;
      const isSurprise = hasNews && !wasAnnounced;
      if (isSurprise) isNotified = false;
      wasAnnounced = false;
      backoffMs = undefined;
      endedAt = clock.now();
      return isSurprise;
    },
    fail: (waitMs: number) => {
      backoffMs = waitMs;
      endedAt = clock.now();
    },
    announce: () => {
      isAnnounced = true;
      isNotified = true;
    },
    isNotified: () => isNotified,
  });
}
