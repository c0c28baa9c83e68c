import { monthOf, type Month } from './month.ts';

/** What was called in a month, by purpose. */
export interface MonthUse {
  readonly reads: number;
  readonly writes: number;
}

/** What the rest of a month allows. All of it is `Infinity`, 0 and true on a plan without a cap. */
export interface Allowance {
  readonly month: string;
  readonly endsAt: number;
  readonly limit: number;
  readonly used: number;
  /** How many of `used` may not have been made: a process that was killed had counted ahead. */
  readonly uncertain?: number;
  readonly left: number;
  /** Calls that reading may still make, what is kept for writing apart. */
  readonly reads: number;
  /** Calls that writing may still make, what is kept for reading apart. */
  readonly writes: number;
  /** The time between two calls of reading with which its share lasts to the month's end. */
  readonly readEveryMs: number;
  /** Reading is ahead of its share by enough to ask at once when an edit is announced. */
  readonly mayHurry: boolean;
  /** There is enough left to read every table anew at a start; else a server that restarts over and over would use up the month. */
  readonly mayRestart: boolean;
}

/** Parts of the month's calls. The rest, a tenth, stays with the owner's other tools. */
const OURS = 0.9;
const FOR_READING = 0.75;
const FOR_WRITING = 0.15;
/** As parts of the plan's calls: below these, as long as the month is young, there is no hurry and no fresh start. */
const HURRY_ABOVE = 0.68;
const RESTART_ABOVE = 0.4;

/**
 * What may still be called. Each purpose has a share that the other cannot use; both shrink with the month, so that what
 * one leaves over falls to the other and nothing is wasted at the end.
 */
export function allowanceOf(
  limit: number,
  { reads: usedReads, writes: usedWrites }: MonthUse,
  { month: { name, startsAt, endsAt }, nowMs }: { readonly month: Month; readonly nowMs: number },
): Allowance {
  const used = usedReads + usedWrites;
  const common = { month: name, endsAt, limit, used, left: Math.max(0, limit - used) };
  if (limit === Infinity) {
    const none = { reads: Infinity, writes: Infinity, readEveryMs: 0 };
    return { ...common, ...none, mayHurry: true, mayRestart: true };
  }
  // A clock may stand outside the month it has turned to before (fault N15).
  const msLeft = Math.min(Math.max(endsAt - nowMs, 1), endsAt - startsAt);
  const part = msLeft / (endsAt - startsAt);
  const ours = limit * OURS - used;
  const reads = Math.max(0, ours - limit * FOR_WRITING * part);
  const keptForReading = Math.max(
    0,
    limit * FOR_READING - Math.max(usedReads, limit * FOR_READING * (1 - part)),
  );
  return {
    ...common,
    reads,
    writes: Math.max(0, ours - keptForReading),
    readEveryMs: reads < 1 ? msLeft : msLeft / reads,
    mayHurry: reads > limit * HURRY_ABOVE * part,
    mayRestart: reads > limit * RESTART_ABOVE * part,
  };
}

/**
 * When a start may read so many calls' worth of tables, should nobody call meanwhile: later this month, or in the next one;
 * `Infinity` where no month of the plan has so many.
 */
export function restartAt(
  { limit, used, endsAt }: Pick<Allowance, 'limit' | 'used' | 'endsAt'>,
  calls: number,
): number {
  /** The largest part of a month that may be left of it; what is kept for writing shrinks with it. */
  const partOf = (usedThen: number) => {
    const ours = limit * OURS - usedThen;
    const covered = (ours - calls) / (limit * FOR_WRITING);
    return Math.min(1, covered, ours / (limit * (FOR_WRITING + RESTART_ABOVE)));
  };
  const [now, fresh] = [partOf(used), partOf(0)];
  if (now > 0) return endsAt - now * (endsAt - monthOf(endsAt - 1).startsAt);
  return fresh > 0 ? endsAt + (1 - fresh) * (monthOf(endsAt).endsAt - endsAt) : Infinity;
}
