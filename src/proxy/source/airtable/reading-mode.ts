import { SyncError } from '../../../protocol/failure.ts';
import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import { AirtableError, TOO_MANY_WEBHOOKS } from './airtable-error.ts';
import type { AirtableBase } from './airtable-base.ts';
import type { Budget } from './budget.ts';
import type { CursorReader } from './cursor-reader.ts';
import { codeOf } from './failure-words.ts';
import type { Refusals } from './refusals.ts';

/**
 * How a base is read:
 *
 *     undecided ──webhook allowed──▶ cursor   one call per interval for all tables; each table swept now and then
 *       │    ▲                         │
 *    refused └──────webhook gone───────┤
 *       ▼                              │
 *     sweeps ◀───────refused───────────┘      every table swept, an interval after its last sweep ended
 *
 * A base that cannot be reached leaves it undecided; the next round asks again.
 */
export type Mode = 'undecided' | 'cursor' | 'sweeps';

/** The mode of one base. */
export interface ReadingMode {
  readonly current: () => Mode;
  /** How long until a webhook is to be asked for; `Infinity` while there is one. */
  readonly decideInMs: () => number;
  /** Asks for a webhook. Rejects only when aborted. */
  readonly decide: (signal: AbortSignal) => Promise<void>;
  /** Leaves the cursor. */
  readonly turnTo: (next: Exclude<Mode, 'cursor'>) => void;
}

/** What a mode is given; `onCursor` hears of each webhook that was allowed. */
export interface ReadingModeOptions {
  readonly base: AirtableBase;
  readonly cursor: CursorReader;
  readonly budget: Budget;
  readonly refusals: Refusals;
  readonly clock: Clock;
  readonly report: Report;
  readonly waitMsAfter: (error: unknown, failuresBefore: number) => number;
  readonly onCursor: () => void;
}

const NEEDS = '; the token needs the scope webhook:manage, and its owner the creator role';
/** Each new DATA_DIR makes one, and nobody who only has the token can tell whose the others are. */
const TOO_MANY =
  '; the base has as many as Airtable allows. One that nobody reads, as those of starts with another DATA_DIR, ends within a week; then there is room again';

/** How often a token that was refused a webhook is asked about it again: an owner may have added the scope. */
const ASK_AGAIN_MS = 6 * 60 * 60_000;
/** On a small plan a refused question is dear: at most one call in so many goes to it. */
const ASK_AGAIN_CALLS = 40;

/** Creates the mode of a base of which nothing is known yet. */
export function createReadingMode(options: ReadingModeOptions): ReadingMode {
  const { base, cursor, budget, refusals, clock, report } = options;
  let mode: Mode = 'undecided';
  let decideAt = -Infinity;
  let failures = 0;

  const askAgainInMs = () =>
    Math.max(ASK_AGAIN_MS, ASK_AGAIN_CALLS * budget.allowance().readEveryMs);

  const whyNoWebhook = (error: unknown) => {
    const { by } = base.schemaStatus();
    if (by === 'names') return 'what a webhook tells is understood by the schema alone';
    return `webhooks are refused (${codeOf(error)})${remedyOf(error)}`;
  };

  return Object.freeze({
    current: () => mode,
    decideInMs: () => (mode === 'cursor' ? Infinity : decideAt - clock.now()),
    decide: async (signal: AbortSignal) => {
      try {
        await cursor.open(signal);
        mode = 'cursor';
        failures = 0;
        options.onCursor();
        report({ type: 'reading-mode', mode, why: 'the token allows a webhook' });
      } catch (error) {
        signal.throwIfAborted();
        const status = error instanceof SyncError ? error.facts.status : undefined;
        if (status === 401) refusals.note('webhook', error);
        refusals.tell();
        const isRefused = status === 403 || status === 404 || status === 422;
        const waitMs = isRefused ? askAgainInMs() : options.waitMsAfter(error, failures++);
        decideAt = clock.now() + waitMs;
        if (!isRefused || mode === 'sweeps') return;
        mode = 'sweeps';
        report({ type: 'reading-mode', mode, why: whyNoWebhook(error) });
      }
    },
    turnTo: (next: Exclude<Mode, 'cursor'>) => {
      mode = next;
      decideAt = clock.now() + (next === 'sweeps' ? askAgainInMs() : 0);
    },
  });
}

function remedyOf(error: unknown): string {
  if (error instanceof AirtableError && error.type === TOO_MANY_WEBHOOKS) return TOO_MANY;
  return error instanceof SyncError && error.facts.status === 403 ? NEEDS : '';
}
