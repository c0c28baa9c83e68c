import type { MonthUse } from './allowance.ts';
import { monthNamed, monthOf } from './month.ts';

/** Calls by the month that the clock said when they were made. */
export interface MonthCount {
  /** Such as `2026-11`. */
  readonly month: string;
  readonly use: MonthUse;
  /** What of `use` was there when the clock came to this month. */
  readonly carried: MonthUse;
  /** The months that the clock said before, newest first. */
  readonly left: readonly { readonly month: string; readonly use: MonthUse }[];
}

/** A month's first count. */
export const NO_CALLS: MonthUse = { reads: 0, writes: 0 };

/** How far back a clock that is set right may go before its month is believed: about a month. */
const SET_RIGHT_MS = 31 * 24 * 60 * 60_000;
/** A clock that jumps about says few months; each is small. */
const LEFT_MONTHS = 6;

/**
 * The count for the month of this moment; the same object where that is the one that is counted for. A clock that goes
 * back a little stays in the later month. One that goes back further was wrong before: its earlier month has all that was
 * counted for it, and what was called since. So has a later month that the clock jumps to for the second time, and no
 * jumping about makes calls to a month be forgotten (fault N15). A month that follows on the one before, or that the clock
 * jumps to for the first time, has what was counted while the clock said so.
 */
export function followClock(count: MonthCount, nowMs: number): MonthCount {
  const { startsAt, endsAt } = monthNamed(count.month);
  const isBack = startsAt - nowMs > SET_RIGHT_MS;
  if (nowMs < endsAt && !isBack) return count;
  const { name } = monthOf(nowMs);
  const known = count.left.find(({ month }) => month === name)?.use;
  const others = count.left.filter(({ month }) => month !== name);
  const hasCallsSince = isBack || (known && nowMs >= monthOf(endsAt).endsAt);
  const use = hasCallsSince ? withCallsSince(count, known ?? NO_CALLS) : (known ?? NO_CALLS);
  const left = [{ month: count.month, use: count.use }, ...others].slice(0, LEFT_MONTHS);
  return { month: name, use, carried: use, left };
}

function withCallsSince({ use, carried }: MonthCount, known: MonthUse): MonthUse {
  return {
    reads: known.reads + use.reads - carried.reads,
    writes: known.writes + use.writes - carried.writes,
  };
}
