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
import { createDueTables } from './due-tables.ts';
import {
  failureFactsOf,
  isRefusal,
  isPublishFailure,
  retryInMs,
  wordsOf,
} from './failure-words.ts';
import { createFirstRound } from './first-round.ts';
import { keepRunning } from './keep-running.ts';
import { createNotificationDesk } from './notification-desk.ts';
import { createPace } from './pace.ts';
import type { Plan } from './plan.ts';
import { alarmWords, monthStatusOf, waitingWords } from './source-words.ts';
import { createReadingMode, type Mode } from './reading-mode.ts';
import { createRefusals } from './refusals.ts';
import { createSweeper } from './sweeper.ts';
import { createTableSizes, type TableSizes } from './table-sizes.ts';
import { createWakeable } from '../../wakeable.ts';
import { createTrackedTable, type TrackedTable } from './tracked-table.ts';
import type { AirtableWebhook } from './webhook.ts';

/** What the source of one base is given. */
export interface AirtableSourceOptions {
  readonly collections: readonly Collection[];
  readonly base: AirtableBase;
  readonly webhook: AirtableWebhook;
  readonly budget: Budget;
  readonly cursorFile: CursorFile;
  /** With what an earlier run learnt of them; without it nothing is known of that. */
  readonly sizes?: TableSizes;
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

/** So many failures in a row are soon tried again; then the plan's pace holds for them too. */
const QUICK_RETRIES = 3;

/**
 * Watches one Airtable base by two loops: one sweeps the tables that are due, the other reads the cursor in that mode.
 * Nothing is asked before `run`.
 */
export function createAirtableSource(options: AirtableSourceOptions): Source {
  const { clock, report, budget, plan } = options;
  const names = options.collections.map(({ name }) => name);
  const sizes = options.sizes ?? createTableSizes({ names });
  const pace = createPace({ ...options, checkEveryMs: plan.checkEveryMs });
  const schedule = createCursorSchedule({ clock, pace, budget });
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
  let cursorFailures = 0;
  let cursorError = '';
  let isUnpublished = false;

  const firstRound = createFirstRound({ clock, budget, report, tables, sizes });
  const dueTables = createDueTables({ tables, budget, sizes, firstRound });
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

  const makeAllDue = () => {
    for (const table of tables) table.makeDue();
  };

  const mode = createReadingMode({
    ...options,
    cursor,
    refusals,
    waitMsAfter,
    onCursor: () => {
      // A new webhook tells nothing of what happened between the last sweeps and its making (P8).
      if (firstRound.isOver()) makeAllDue();
    },
  });

  /** Beside the cursor, tables are checked one at a time: the first checks are spread over the period. */
  const nextInMs = (table: TrackedTable, records: number) => {
    sizes.note(table.collection.name, records);
    if (mode.current() !== 'cursor') return pace.sweepsEveryMs(sizes.pages());
    const share = (tables.indexOf(table) + 1) / tables.length;
    return pace.checksEveryMs(sizes.pages()) * (firstRound.isOver() ? 1 : share);
  };

  /** The first round is what readers wait for; beside the cursor, a sweep must not hold it up. */
  const sweepLane = (): Lane => {
    if (!firstRound.isOver()) return 'burst';
    return mode.current() === 'cursor' ? 'background' : 'steady';
  };

  const runSweeps = async (sink: SourceSink, signal: AbortSignal) => {
    const isQuick = (table: TrackedTable) => firstRound.isQuick(table, sink);
    const runOf = () => ({ sink, signal, lane: sweepLane(), isQuick, nextInMs });
    if (!firstRound.isOver()) {
      const readNew = (fresh: readonly TrackedTable[]) => sweeper.sweepTogether(fresh, runOf());
      await firstRound.begin(sink, { signal, readNew, onHeld: tell });
    }
    for (;;) {
      if (mode.decideInMs() <= 0) await mode.decide(signal);
      const due = dueTables.take();
      const failing = due.filter((table) => table.isFailing());
      const run = runOf();
      const healthy = due.filter((table) => !table.isFailing());
      await sweeper.sweepTogether(healthy, run);
      // One at a time and after the others: a table that hangs holds up nobody else's news.
      for (const table of failing) await sweeper.sweepTogether([table], run);
      if (!firstRound.isOver()) {
        schedule.end({ hasNews: false, hasMore: false });
        pace.forgetCalls();
        firstRound.end();
      }
      // Nobody waits for the disk.
      void sizes.keep();
      tell();
      if (mode.current() === 'cursor') cursorNap.wake();
      const dueInMs = Math.min(mode.decideInMs(), dueTables.inMs());
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
      isUnpublished = false;
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
      isUnpublished = isPublishFailure(error);
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

  const leaveCursor = async (next: Exclude<Mode, 'cursor'>) => {
    mode.turnTo(next);
    await cursor.forget();
    // What happened since the last good reading is known to nobody.
    makeAllDue();
    sweepsNap.wake();
  };

  const runCursor = async (sink: SourceSink, signal: AbortSignal) => {
    for (;;) {
      const isDue = mode.current() === 'cursor' && firstRound.isOver();
      const dueInMs = isDue ? schedule.dueInMs() : Infinity;
      // The turn of the month may end a long pause early.
      const turnInMs = budget.allowance().endsAt - clock.now();
      if (dueInMs <= 0) await readCursor(sink, signal);
      else
        await cursorNap.sleep(isDue ? Math.min(dueInMs, Math.max(turnInMs, 1)) : Infinity, signal);
    }
  };

  const intervalMs = () =>
    mode.current() === 'cursor'
      ? pace.cursorEveryMs(schedule.isNotified())
      : pace.sweepsEveryMs(sizes.pages());

  const status = (): SourceStatus => {
    const states = tables.map((table) => table.status());
    const allowance = budget.allowance();
    const round = firstRound.state();
    const schema = options.base.schemaStatus();
    const nowMs = clock.now();
    return {
      kind: 'airtable',
      plan: plan.name,
      calls: budget.calls(),
      month: monthStatusOf(allowance),
      isNotified: cursor.notifier() ? schedule.isNotified() : undefined,
      intervalMs: intervalMs(),
      mode: mode.current(),
      waiting: waitingWords({
        nowMs,
        silentUntil: budget.silentUntil(),
        stoppedUntil: budget.stoppedUntil(),
        allowance,
        plan: plan.name,
        intervalMs: options.intervalMs,
        round,
        tables: states,
        recordsOf: sizes.recordsOf,
        isIdle: pace.isIdle(),
      }),
      alarm: alarmWords({
        tables: states,
        schema,
        isUnpublished,
        allowance,
        round,
        uncovered: dueTables.uncovered(),
        nowMs,
      }),
      isHeld: round.kind === 'held',
      schema,
      cursorError,
      tables: states,
    };
  };

  return Object.freeze({
    run: async (sink: SourceSink, signal: AbortSignal) => {
      const terms = { clock, report, waitMsAfter, signal };
      await Promise.all([
        keepRunning(() => runSweeps(sink, signal), terms),
        keepRunning(() => runCursor(sink, signal), terms),
      ]);
      await sizes.keep();
      await budget.close();
    },
    status,
    readerSeen: () => {
      if (!pace.readerSeen()) return;
      cursorNap.wake();
      if (mode.current() !== 'sweeps') return;
      const everyMs = pace.sweepsEveryMs(sizes.pages());
      for (const table of tables) {
        if (clock.now() - (table.status().lastGoodAt ?? 0) >= everyMs) table.makeDue();
      }
    },
    notify: desk.notify,
  });
}
