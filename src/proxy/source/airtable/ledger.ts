import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import { allowanceOf, type Allowance, type MonthUse } from './allowance.ts';
import { followClock, NO_CALLS, type MonthCount } from './month-count.ts';
import { monthNamed, monthOf } from './month.ts';
import type { Plan } from './plan.ts';

/** What is kept of the calls to one base, over restarts. */
export interface LedgerPage {
  readonly plan: string;
  readonly month: string;
  /** With those of `ahead`. */
  readonly reads: number;
  readonly writes: number;
  /** How many of these were counted before they were made: a process that was killed may have made fewer. */
  readonly ahead?: number;
  /** What of `reads` and `writes` the month had when the clock came to it; nothing, unless told. */
  readonly carried?: MonthUse | undefined;
  /** The months that the clock said before. */
  readonly left?: MonthCount['left'] | undefined;
  /** Airtable has said that the month is used up; nothing is asked before this moment (ms since 1970). */
  readonly stoppedUntil: number;
  /** After a 429: until when nothing is asked, and for how long that was from its beginning. */
  readonly silentUntil: number;
  readonly silenceMs: number;
}

/** Counts the calls of a month (I11). Counting costs no write to disk but one in many. */
export interface Ledger {
  readonly count: (purpose: 'reads' | 'writes') => void;
  readonly allowance: () => Allowance;
  /** Airtable says that the month is used up. */
  readonly stop: () => void;
  /** Until when Airtable wants no call at all, in ms since 1970; 0 while it takes them. */
  readonly stoppedUntil: () => number;
  readonly keepSilence: (silentUntil: number, silenceMs: number) => void;
  /** The silence that an earlier process was told to keep. */
  readonly silence: () => Pick<LedgerPage, 'silentUntil' | 'silenceMs'>;
  /** An earlier process has asked this base, perhaps a moment ago: when it last did is known to nobody. */
  readonly hasPredecessor: boolean;
  /** Puts the exact count on disk. */
  readonly close: () => Promise<void>;
}

/** What a ledger is made of. */
export interface LedgerOptions {
  readonly plan: Plan;
  readonly clock: Clock;
  /** What an earlier process left. */
  readonly page?: LedgerPage | undefined;
  /** Puts a page on disk; a failure must be reported by it, and is not waited for. */
  readonly save?: (page: LedgerPage) => Promise<void>;
  /** Told of a clock that went back further than it may. */
  readonly report?: Report;
}

/** On the first day a refusal may belong to the month before: the clocks, or the zones, may differ. */
const MONTH_TURNS_WITHIN_MS = 26 * 60 * 60_000;
const ASK_AFTER_TURN_MS = 60 * 60_000;

/**
 * Creates the ledger of one base. The page on disk is always ahead by some calls that are yet to be made: a process that
 * is killed leaves a count that is a little too high, never one that is too low, and no call waits for the disk.
 */
export function createLedger({ plan, clock, page, save, report }: LedgerOptions): Ledger {
  const ahead = Math.min(1_000, Math.max(4, plan.callsPerMonth / 1_000));
  let count = page ? countOn(page) : countFrom(clock.now());
  /** Calls that an earlier process may have made, or not. */
  let uncertain = page?.ahead ?? 0;
  let covered = 0;
  // Under another plan than the one it was said of, 'used up' is no longer known to be true.
  let stoppedUntil = page?.plan === plan.name ? page.stoppedUntil : 0;
  let silence = { silentUntil: page?.silentUntil ?? 0, silenceMs: page?.silenceMs ?? 0 };
  let saving: Promise<void> = Promise.resolve();

  const write = (margin: number) => {
    const { month, use, carried, left } = count;
    covered = use.reads + use.writes + margin;
    const counted = { ...use, reads: use.reads + margin, ahead: uncertain + margin };
    const said = { stoppedUntil, ...silence };
    const current = { plan: plan.name, month, ...counted, carried, left, ...said };
    saving = saving.then(() => save?.(current));
    return saving;
  };

  const turnPage = () => {
    const turned = followClock(count, clock.now());
    if (turned === count) return;
    const isBack = turned.month < count.month;
    if (isBack) report?.({ type: 'warned', text: backWords(count.month, turned) });
    // A month that begins anew has nothing of the one before; an earlier one is over earlier.
    stoppedUntil = isBack ? Math.min(stoppedUntil, monthOf(clock.now()).endsAt) : 0;
    if (turned.use === NO_CALLS) uncertain = 0;
    count = turned;
    void write(ahead);
  };

  turnPage();
  void write(ahead);
  return Object.freeze({
    count: (purpose: 'reads' | 'writes') => {
      turnPage();
      const use = { ...count.use, [purpose]: count.use[purpose] + 1 };
      count = { ...count, use };
      if (use.reads + use.writes > covered - ahead / 2) void write(ahead);
    },
    allowance: () => {
      turnPage();
      const at = { month: monthNamed(count.month), nowMs: clock.now() };
      return { ...allowanceOf(plan.callsPerMonth, count.use, at), uncertain };
    },
    stop: () => {
      const { startsAt, endsAt } = monthOf(clock.now());
      const hasJustTurned = clock.now() - startsAt < MONTH_TURNS_WITHIN_MS;
      stoppedUntil = hasJustTurned ? clock.now() + ASK_AFTER_TURN_MS : endsAt;
      void write(ahead);
    },
    stoppedUntil: () => {
      turnPage();
      return stoppedUntil > clock.now() ? stoppedUntil : 0;
    },
    keepSilence: (silentUntil: number, silenceMs: number) => {
      silence = { silentUntil, silenceMs };
      void write(ahead);
    },
    silence: () => silence,
    hasPredecessor: page !== undefined,
    close: () => write(0),
  });
}

function countFrom(nowMs: number): MonthCount {
  return { month: monthOf(nowMs).name, use: NO_CALLS, carried: NO_CALLS, left: [] };
}

function countOn({ month, reads, writes, carried = NO_CALLS, left = [] }: LedgerPage): MonthCount {
  return { month, use: { reads, writes }, carried, left };
}

function backWords(later: string, { month, use }: MonthCount): string {
  const calls = use.reads + use.writes;
  return `the clock went back from ${later} to ${month}; Airtable’s calls are counted for ${month} again, ${calls} so far`;
}
