import type { Clock } from '../../clock.ts';
import { allowanceOf, type Allowance } from './allowance.ts';
import { monthOf } from './month.ts';
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
}

/** On the first day a refusal may belong to the month before: the clocks, or the zones, may differ. */
const MONTH_TURNS_WITHIN_MS = 26 * 60 * 60_000;
const ASK_AFTER_TURN_MS = 60 * 60_000;

/**
 * Creates the ledger of one base. The page on disk is always ahead by some calls that are yet to be made: a process that
 * is killed leaves a count that is a little too high, never one that is too low, and no call waits for the disk.
 */
export function createLedger({ plan, clock, page, save }: LedgerOptions): Ledger {
  const ahead = Math.min(1_000, Math.max(4, plan.callsPerMonth / 1_000));
  let month = monthOf(clock.now());
  let use = { reads: 0, writes: 0 };
  /** Calls that an earlier process may have made, or not. */
  let uncertain = 0;
  let covered = 0;
  // Under another plan than the one it was said of, 'used up' is no longer known to be true.
  let stoppedUntil = page?.plan === plan.name ? page.stoppedUntil : 0;
  let silence = { silentUntil: page?.silentUntil ?? 0, silenceMs: page?.silenceMs ?? 0 };
  let saving: Promise<void> = Promise.resolve();

  // A page of a later month was written before the clock was set back; it goes on (fault N15).
  if (page && page.month >= month.name) {
    use = { reads: page.reads, writes: page.writes };
    uncertain = page.ahead ?? 0;
    month = monthOf(Date.parse(`${page.month}-01T00:00:00Z`));
  }

  const write = (margin: number) => {
    covered = use.reads + use.writes + margin;
    const counted = { ...use, reads: use.reads + margin, ahead: uncertain + margin };
    const current = { plan: plan.name, month: month.name, ...counted, stoppedUntil, ...silence };
    saving = saving.then(() => save?.(current));
    return saving;
  };

  const turnPage = () => {
    if (clock.now() < month.endsAt) return;
    month = monthOf(clock.now());
    use = { reads: 0, writes: 0 };
    uncertain = 0;
    stoppedUntil = 0;
    void write(ahead);
  };

  void write(ahead);
  return Object.freeze({
    count: (purpose: 'reads' | 'writes') => {
      turnPage();
      use = { ...use, [purpose]: use[purpose] + 1 };
      if (use.reads + use.writes > covered - ahead / 2) void write(ahead);
    },
    allowance: () => {
      turnPage();
      const allowance = allowanceOf(plan.callsPerMonth, use, { month, nowMs: clock.now() });
      return { ...allowance, uncertain };
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
