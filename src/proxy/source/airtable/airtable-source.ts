import type { Collection } from '../../../model/schema.ts';
import { SyncError } from '../../../protocol/failure.ts';
import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import type { Source, SourceSink, SourceStatus } from '../source.ts';
import type { AirtableBase } from './airtable-base.ts';
import type { Budget, Lane } from './budget.ts';
import { createBudgetTeller } from './budget-teller.ts';
import { createCursorReader } from './cursor-reader.ts';
import type { CursorFile } from './cursor-file.ts';
import { createCursorSchedule } from './cursor-schedule.ts';
import { PAGE_SIZE } from './decode-page.ts';
import { codeOf, failureFactsOf, isRefusal, retryInMs, wordsOf } from './failure-words.ts';
import { createNotificationDesk } from './notification-desk.ts';
import { createPace } from './pace.ts';
import type { Plan } from './plan.ts';
import { monthStatusOf, waitingWords } from './source-words.ts';
import { createRefusals } from './refusals.ts';
import { createSweeper } from './sweeper.ts';
import { createWakeable } from '../../wakeable.ts';
import { createTrackedTable, type TrackedTable } from './tracked-table.ts';
import { refusalWords, schemaWords } from './schema-words.ts';
import type { AirtableWebhook } from './webhook.ts';

/** What the source of one base is given. */
export interface AirtableSourceOptions {
  readonly collections: readonly Collection[];
  readonly base: AirtableBase;
  readonly webhook: AirtableWebhook;
  readonly budget: Budget;
  readonly cursorFile: CursorFile;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: Report;
  readonly plan: Plan;
  /** From the end of one reading to the start of the next; the plan may ask for more. */
  readonly intervalMs: number;
  /** Nobody having read for so long, reading slows down; undefined for never. */
  readonly idleAfterMs?: number | undefined;
  /** Where Airtable may notify us; undefined where it cannot reach us. */
  readonly notificationUrl?: string | undefined;
}

const WEBHOOK_NEEDS = '; the token needs the scope webhook:manage, and its owner the creator role';

/** How often a token that was refused a webhook is asked about it again: an owner may have added the scope. */
const ASK_AGAIN_MS = 6 * 60 * 60_000;
/** On a small plan a refused question is dear: at most one call in so many goes to it. */
const ASK_AGAIN_CALLS = 40;
/** So many failures in a row are soon tried again; then the plan's pace holds for them too. */
const QUICK_RETRIES = 3;

/** A loop that ran for so long has overcome what ended it before: the next time it is tried again soon. */
const WELL_AFTER_MS = 10 * 60_000;

type Mode = 'undecided' | 'cursor' | 'sweeps';

/**
 * Watches one Airtable base; nothing is asked before `run`.
 *
 *     undecided ──webhook allowed──▶ cursor   one call per interval for all tables; each table swept now and then
 *       │    ▲                         │
 *    refused └──────webhook gone───────┤
 *       ▼                              │
 *     sweeps ◀───────refused───────────┘      every table swept, an interval after its last sweep ended
 *
 * A base that cannot be reached leaves it undecided; the next round asks again.
 */
export function createAirtableSource(options: AirtableSourceOptions): Source {
  const { clock, report, budget, plan } = options;
  const pace = createPace({ ...options, checkEveryMs: plan.checkEveryMs });
  const schedule = createCursorSchedule({ clock, pace, budget });
  const pagesByTable = new Map<TrackedTable, number>();
  const sweepsNap = createWakeable(clock);
  const cursorNap = createWakeable(clock);
  /** A call that fails is one of the month's all the same: a long outage must not use them up. */
  const waitMsAfter = (error: unknown, failuresBefore: number) => {
    const backoffMs = retryInMs(error, failuresBefore, options.random);
    const isQuick = failuresBefore < QUICK_RETRIES && !isRefusal(error);
    const askers = options.collections.length + 1;
    return isQuick ? backoffMs : Math.max(backoffMs, budget.allowance().readEveryMs * askers);
  };
  const tables = options.collections.map((collection) =>
    createTrackedTable(collection, { clock, retryInMs: waitMsAfter, onDue: sweepsNap.wake }),
  );
  let mode: Mode = 'undecided';
  let isFirstRound = true;
  let decideAt = -Infinity;
  let decideFailures = 0;
  let cursorFailures = 0;
  let cursorError = '';
  let isHeld = false;

  const tell = createBudgetTeller(options, () => status());
  const refusals = createRefusals(report);
  const sweeper = createSweeper({ ...options, tables, refusals });
  const cursor = createCursorReader({
    ...options,
    tables,
    file: options.cursorFile,
    onTableFailed: sweeper.fail,
  });
  const desk = createNotificationDesk({ clock, cursor, schedule, onNews: cursorNap.wake });

  const askAgainInMs = () =>
    Math.max(ASK_AGAIN_MS, ASK_AGAIN_CALLS * budget.allowance().readEveryMs);

  const pages = () => [...pagesByTable.values()].reduce((sum, one) => sum + one, 0);

  const whyNoWebhook = (error: unknown) => {
    const { by } = options.base.schemaStatus();
    if (by === 'names') return 'what a webhook tells is understood by the schema alone';
    const isForbidden = error instanceof SyncError && error.facts.status === 403;
    return `webhooks are refused (${codeOf(error)})${isForbidden ? WEBHOOK_NEEDS : ''}`;
  };

  const decide = async (signal: AbortSignal) => {
    try {
      await cursor.open(signal);
      mode = 'cursor';
      decideFailures = 0;
      // A new webhook tells nothing of what happened between the last sweeps and its making (P8).
      if (!isFirstRound) for (const table of tables) table.makeDue();
      report({ type: 'reading-mode', mode, why: 'the token allows a webhook' });
    } catch (error) {
      signal.throwIfAborted();
      const status = error instanceof SyncError ? error.facts.status : undefined;
      if (status === 401) refusals.note('webhook', error);
      refusals.tell();
      const isRefused = status === 403 || status === 404 || status === 422;
      decideAt = clock.now() + (isRefused ? askAgainInMs() : waitMsAfter(error, decideFailures++));
      if (!isRefused || mode === 'sweeps') return;
      mode = 'sweeps';
      report({ type: 'reading-mode', mode, why: whyNoWebhook(error) });
    }
  };

  /** Beside the cursor, tables are checked one at a time: the first checks are spread over the period. */
  const nextInMs = (table: TrackedTable, records: number) => {
    pagesByTable.set(table, Math.max(1, Math.ceil(records / PAGE_SIZE)));
    if (mode !== 'cursor') return pace.sweepsEveryMs(pages());
    const share = (tables.indexOf(table) + 1) / tables.length;
    return pace.checksEveryMs(pages()) * (isFirstRound ? share : 1);
  };

  /** The first round is what readers wait for; beside the cursor, a sweep must not hold it up. */
  const sweepLane = (): Lane => {
    if (isFirstRound) return 'burst';
    return mode === 'cursor' ? 'background' : 'steady';
  };

  /** What was published stands meanwhile; only a server that starts over and over ever comes here. */
  const holdFirstRound = async (signal: AbortSignal) => {
    for (;;) {
      const { mayRestart, readEveryMs } = budget.allowance();
      isHeld = !mayRestart;
      if (!isHeld) return;
      tell();
      await clock.sleep(readEveryMs, signal);
    }
  };

  const runSweeps = async (sink: SourceSink, signal: AbortSignal) => {
    if (isFirstRound) await holdFirstRound(signal);
    for (;;) {
      if (mode !== 'cursor' && clock.now() >= decideAt) await decide(signal);
      const due = tables.filter((table) => table.isDue());
      const failing = due.filter((table) => table.isFailing());
      const run = { sink, signal, lane: sweepLane(), nextInMs };
      const healthy = due.filter((table) => !table.isFailing());
      await sweeper.sweepTogether(healthy, run);
      // One at a time and after the others: a table that hangs holds up nobody else's news.
      for (const table of failing) await sweeper.sweepTogether([table], run);
      if (isFirstRound) {
        schedule.end({ hasNews: false, hasMore: false });
        pace.forgetCalls();
      }
      isFirstRound = false;
      tell();
      if (mode === 'cursor') cursorNap.wake();
      const decideInMs = mode === 'cursor' ? Infinity : decideAt - clock.now();
      const dueInMs = Math.min(decideInMs, ...tables.map((table) => table.dueInMs()));
      await sweepsNap.sleep(Math.max(dueInMs, 0), signal);
    }
  };

  const readCursor = async (sink: SourceSink, signal: AbortSignal): Promise<void> => {
    const startedAt = clock.now();
    schedule.begin();
    try {
      const { payloads, changed, hasMore } = await cursor.read(sink, signal);
      if (!hasMore) for (const table of tables) table.confirm(startedAt);
      cursorFailures = 0;
      cursorError = '';
      refusals.overcome('webhook');
      pace.cursorRead();
      if (schedule.end({ hasNews: payloads > 0, hasMore })) await desk.missed(signal);
      if (payloads > 0) report({ type: 'cursor-read', payloads, changed });
    } catch (error) {
      signal.throwIfAborted();
      const waitMs = waitMsAfter(error, cursorFailures++);
      schedule.fail(waitMs);
      pace.forgetCalls();
      cursorError = wordsOf(error);
      const facts = failureFactsOf(error);
      if (facts.status !== 401 || !refusals.note('webhook', error)) {
        report({ type: 'reading-failed', table: 'webhook', ...facts, retryInMs: waitMs });
      }
      refusals.tell();
      if (error instanceof SyncError && error.code === 'not-found') await leaveCursor('undecided');
      if (facts.status === 403) await leaveCursor('sweeps');
    }
    tell();
  };

  const leaveCursor = async (next: Mode) => {
    mode = next;
    decideAt = clock.now() + (next === 'sweeps' ? askAgainInMs() : 0);
    await cursor.forget();
    // What happened since the last good reading is known to nobody.
    for (const table of tables) table.makeDue();
    sweepsNap.wake();
  };

  const runCursor = async (sink: SourceSink, signal: AbortSignal) => {
    for (;;) {
      const isDue = mode === 'cursor' && !isFirstRound;
      const dueInMs = isDue ? schedule.dueInMs() : Infinity;
      // The turn of the month may end a long pause early.
      const turnInMs = budget.allowance().endsAt - clock.now();
      if (dueInMs <= 0) await readCursor(sink, signal);
      else
        await cursorNap.sleep(isDue ? Math.min(dueInMs, Math.max(turnInMs, 1)) : Infinity, signal);
    }
  };

  /** Begins a loop again after a failure that none of its own steps expected (B25). */
  const keepRunning = async (loop: () => Promise<void>, signal: AbortSignal) => {
    let failures = 0;
    while (!signal.aborted) {
      const beganAt = clock.now();
      try {
        await loop();
      } catch (error) {
        if (signal.aborted) return;
        report({ type: 'failed', what: 'reading Airtable', error });
        if (clock.now() - beganAt > WELL_AFTER_MS) failures = 0;
        // It ends by rejection when the signal is aborted, which the loop sees.
        await clock.sleep(waitMsAfter(error, failures++), signal).catch(() => undefined);
      }
    }
  };

  const intervalMs = () =>
    mode === 'cursor' ? pace.cursorEveryMs(schedule.isNotified()) : pace.sweepsEveryMs(pages());

  const status = (): SourceStatus => {
    const states = tables.map((table) => table.status());
    const allowance = budget.allowance();
    return {
      kind: 'airtable',
      plan: plan.name,
      calls: budget.calls(),
      month: monthStatusOf(allowance),
      isNotified: cursor.notifier() ? schedule.isNotified() : undefined,
      intervalMs: intervalMs(),
      mode,
      waiting: waitingWords({
        nowMs: clock.now(),
        silentUntil: budget.silentUntil(),
        stoppedUntil: budget.stoppedUntil(),
        allowance,
        plan: plan.name,
        intervalMs: options.intervalMs,
        isHeld,
        isIdle: pace.isIdle(),
      }),
      alarm: [refusalWords(states), ...schemaWords(options.base.schemaStatus(), states)]
        .filter((words) => words !== '')
        .join('. '),
      schema: options.base.schemaStatus(),
      cursorError,
      tables: states,
    };
  };

  return Object.freeze({
    run: async (sink: SourceSink, signal: AbortSignal) => {
      await Promise.all([
        keepRunning(() => runSweeps(sink, signal), signal),
        keepRunning(() => runCursor(sink, signal), signal),
      ]);
      await budget.close();
    },
    status,
    readerSeen: () => {
      if (!pace.readerSeen()) return;
      cursorNap.wake();
      if (mode !== 'sweeps') return;
      const everyMs = pace.sweepsEveryMs(pages());
      for (const table of tables) {
        if (clock.now() - (table.status().lastGoodAt ?? 0) >= everyMs) table.makeDue();
      }
    },
    notify: desk.notify,
  });
}
