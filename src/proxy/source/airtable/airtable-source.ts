import type { Collection } from '../../../model/schema.ts';
import { SyncError } from '../../../protocol/failure.ts';
import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import type { Source, SourceSink, SourceStatus } from '../source.ts';
import type { AirtableBase } from './airtable-base.ts';
import type { Budget, Lane } from './budget.ts';
import { createCursorReader } from './cursor-reader.ts';
import type { CursorFile } from './cursor-file.ts';
import { codeOf, retryInMs, wordsOf } from './failure-words.ts';
import type { Plan } from './plan.ts';
import { createSweeper } from './sweeper.ts';
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
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: Report;
  readonly plan: Plan;
  /** From the end of one reading to the start of the next; the plan may ask for more. */
  readonly intervalMs: number;
}

/** How often a token that was refused a webhook is asked about it again: an owner may have added the scope. */
const ASK_AGAIN_MS = 6 * 60 * 60_000;

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
  const { clock, random, report, budget, plan } = options;
  const intervalMs = Math.max(options.intervalMs, plan.minIntervalMs);
  const sweepsNap = createWakeable(clock);
  const cursorNap = createWakeable(clock);
  const tables = options.collections.map((collection) =>
    createTrackedTable(collection, { clock, random, onDue: sweepsNap.wake }),
  );
  let mode: Mode = 'undecided';
  let isFirstRound = true;
  let decideAt = -Infinity;
  let decideFailures = 0;
  let cursorFailures = 0;
  let cursorError = '';

  const sweeper = createSweeper(options);
  const cursor = createCursorReader({
    ...options,
    tables,
    file: options.cursorFile,
    onTableFailed: sweeper.fail,
  });

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
      const isRefused = status === 403 || status === 404 || status === 422;
      decideAt =
        clock.now() + (isRefused ? ASK_AGAIN_MS : retryInMs(error, decideFailures++, random));
      if (!isRefused || mode === 'sweeps') return;
      mode = 'sweeps';
      report({ type: 'reading-mode', mode, why: `webhooks are refused (${codeOf(error)})` });
    }
  };

  /** Beside the cursor, tables are checked one at a time: the first checks are spread over the period. */
  const nextInMs = (table: TrackedTable) => {
    if (mode !== 'cursor') return intervalMs;
    const share = (tables.indexOf(table) + 1) / tables.length;
    return isFirstRound ? plan.checkEveryMs * share : plan.checkEveryMs;
  };

  /** The first round is what readers wait for; beside the cursor, a sweep must not hold it up. */
  const sweepLane = (): Lane => {
    if (isFirstRound) return 'burst';
    return mode === 'cursor' ? 'background' : 'steady';
  };

  const runSweeps = async (sink: SourceSink, signal: AbortSignal) => {
    for (;;) {
      if (mode !== 'cursor' && clock.now() >= decideAt) await decide(signal);
      const due = tables.filter((table) => table.isDue());
      const failing = due.filter((table) => table.isFailing());
      const run = { sink, signal, lane: sweepLane(), nextInMs };
      const healthy = due.filter((table) => !table.isFailing());
      await sweeper.sweepTogether(healthy, run);
      // One at a time and after the others: a table that hangs holds up nobody else's news.
      for (const table of failing) await sweeper.sweepTogether([table], run);
      isFirstRound = false;
      if (mode === 'cursor') cursorNap.wake();
      const decideInMs = mode === 'cursor' ? Infinity : decideAt - clock.now();
      const dueInMs = Math.min(decideInMs, ...tables.map((table) => table.dueInMs()));
      await sweepsNap.sleep(Math.max(dueInMs, 0), signal);
    }
  };

  const readCursor = async (sink: SourceSink, signal: AbortSignal): Promise<number> => {
    const startedAt = clock.now();
    try {
      const { payloads, changed } = await cursor.read(sink, signal);
      for (const table of tables) table.confirm(startedAt);
      cursorFailures = 0;
      cursorError = '';
      if (payloads > 0) report({ type: 'cursor-read', payloads, changed });
      return intervalMs;
    } catch (error) {
      signal.throwIfAborted();
      const waitMs = retryInMs(error, cursorFailures++, random);
      cursorError = wordsOf(error);
      const status = error instanceof SyncError ? (error.facts.status ?? 0) : 0;
      report({
        type: 'reading-failed',
        table: 'webhook',
        code: codeOf(error),
        status,
        retryInMs: waitMs,
      });
      if (error instanceof SyncError && error.code === 'not-found') await leaveCursor('undecided');
      if (status === 403) await leaveCursor('sweeps');
      return waitMs;
    }
  };

  const leaveCursor = async (next: Mode) => {
    mode = next;
    decideAt = clock.now() + (next === 'sweeps' ? ASK_AGAIN_MS : 0);
    await cursor.forget();
    // What happened since the last good reading is known to nobody.
    for (const table of tables) table.makeDue();
    sweepsNap.wake();
  };

  const runCursor = async (sink: SourceSink, signal: AbortSignal) => {
    for (;;) {
      const canRead = mode === 'cursor' && !isFirstRound;
      if (canRead) await clock.sleep(await readCursor(sink, signal), signal);
      else await cursorNap.sleep(Infinity, signal);
    }
  };

  /** Begins a loop again after a failure that none of its own steps expected (B25). */
  const keepRunning = async (loop: () => Promise<void>, signal: AbortSignal) => {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await loop();
      } catch (error) {
        if (signal.aborted) return;
        report({ type: 'failed', what: 'reading Airtable', error });
        // It ends by rejection when the signal is aborted, which the loop sees.
        await clock.sleep(retryInMs(error, failures, random), signal).catch(() => undefined);
      }
    }
  };

  return Object.freeze({
    run: async (sink: SourceSink, signal: AbortSignal) => {
      await Promise.all([
        keepRunning(() => runSweeps(sink, signal), signal),
        keepRunning(() => runCursor(sink, signal), signal),
      ]);
    },
    status: (): SourceStatus => {
      const states = tables.map((table) => table.status());
      const silentMs = budget.silentUntil() - clock.now();
      return {
        kind: 'airtable',
        plan: plan.name,
        calls: budget.calls(),
        intervalMs,
        mode,
        waiting:
          silentMs > 0 ? `asked too often; silent for ${Math.ceil(silentMs / 1000)} s more` : '',
        alarm: states.some((table) => table.isRefused)
          ? 'Airtable refuses the token, its scopes or its grants; ask the owner to check them'
          : '',
        cursorError,
        tables: states,
      };
    },
  });
}
