import { SyncError } from '../../../protocol/failure.ts';
import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import type { SourceSink, UpstreamRecord } from '../source.ts';
import type { AirtableBase } from './airtable-base.ts';
import type { Lane } from './budget.ts';
import { codeOf } from './failure-words.ts';
import type { TrackedTable } from './tracked-table.ts';

/** Reads tables whole, and keeps each one's failures to itself. */
export interface Sweeper {
  /** Sweeps these one after the other and publishes what came as one version. Rejects only when aborted. */
  readonly sweepTogether: (tables: readonly TrackedTable[], run: SweepRun) => Promise<void>;
  /** Notes and reports that a table could not be read. */
  readonly fail: (table: TrackedTable, error: unknown) => void;
}

/** Under which terms some tables are swept. */
export interface SweepRun {
  readonly sink: SourceSink;
  readonly signal: AbortSignal;
  readonly lane: Lane;
  /** After a sweep that gave so many records. */
  readonly nextInMs: (table: TrackedTable, records: number) => number;
}

interface Sweep {
  readonly table: TrackedTable;
  readonly records: readonly UpstreamRecord[];
  readonly startedAt: number;
}

/** Creates a sweeper. */
export function createSweeper({
  base,
  clock,
  report,
}: {
  readonly base: AirtableBase;
  readonly clock: Clock;
  readonly report: Report;
}): Sweeper {
  const fail = (table: TrackedTable, error: unknown) =>
    report({
      type: 'reading-failed',
      table: table.collection.name,
      code: codeOf(error),
      status: error instanceof SyncError ? (error.facts.status ?? 0) : 0,
      retryInMs: table.sweepFailed(error),
    });

  const sweep = async (
    table: TrackedTable,
    { lane, signal }: SweepRun,
  ): Promise<Sweep | undefined> => {
    const startedAt = clock.now();
    table.beginSweep();
    try {
      return { table, records: await base.sweep(table.collection, lane, signal), startedAt };
    } catch (error) {
      signal.throwIfAborted();
      fail(table, error);
      return undefined;
    }
  };

  const sweepTogether = async (tables: readonly TrackedTable[], run: SweepRun) => {
    const sweeps: Sweep[] = [];
    for (const table of tables) {
      const done = await sweep(table, run);
      if (done) sweeps.push(done);
    }
    if (sweeps.length === 0) return;
    const changes = sweeps.map(({ table, records }) => ({
      kind: 'whole' as const,
      collection: table.collection.name,
      records: table.mergeSweep(records),
    }));
    try {
      await run.sink.apply(changes);
    } catch (error) {
      report({ type: 'failed', what: 'publishing a sweep', error });
      for (const { table } of sweeps) fail(table, error);
      return;
    }
    for (const { table, records, startedAt } of sweeps) {
      table.sweepDone(startedAt, run.nextInMs(table, records.length));
      report({ type: 'sweep-finished', table: table.collection.name, records: records.length });
    }
  };

  return Object.freeze({ sweepTogether, fail });
}
