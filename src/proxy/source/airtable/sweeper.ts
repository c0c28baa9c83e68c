import type { Collection } from '../../../model/schema.ts';
import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import type { SourceChange, SourceSink } from '../source.ts';
import type { UpstreamRecord } from '../upstream-record.ts';
import type { AirtableBase } from './airtable-base.ts';
import type { Lane } from './budget.ts';
import { ownTableName } from './bind-collection.ts';
import { failureFactsOf } from './failure-words.ts';
import { findMissing } from './find-missing.ts';
import type { Refusals } from './refusals.ts';
import type { TrackedTable } from './tracked-table.ts';

/** Reads tables whole, and keeps each one's failures to itself. */
export interface Sweeper {
  /**
   * Sweeps these one after the other and publishes what came as one version; where `isQuick` tells some apart these come
   * first, and are published before the rest is asked for. Rejects only when aborted.
   */
  readonly sweepTogether: (tables: readonly TrackedTable[], run: SweepRun) => Promise<void>;
  /** Notes and reports that a table could not be read. */
  readonly fail: (table: TrackedTable, error: unknown) => void;
}

/** Under which terms some tables are swept. */
export interface SweepRun {
  readonly sink: SourceSink;
  readonly signal: AbortSignal;
  readonly lane: Lane;
  /** Whether a table takes so few calls that it is not to wait for those that take many. */
  readonly isQuick: (table: TrackedTable) => boolean;
  /** After a sweep that gave so many records. */
  readonly nextInMs: (table: TrackedTable, records: number) => number;
}

interface Sweep {
  readonly table: TrackedTable;
  readonly records: readonly UpstreamRecord[];
  readonly startedAt: number;
  readonly askedAt: number;
}

/** Creates a sweeper. */
export function createSweeper({
  base,
  tables,
  clock,
  report,
  refusals,
}: {
  readonly tables: readonly TrackedTable[];
  readonly base: AirtableBase;
  readonly clock: Clock;
  readonly report: Report;
  readonly refusals: Refusals;
}): Sweeper {
  const fail = (table: TrackedTable, error: unknown) => {
    const retryInMs = table.sweepFailed(error);
    const { name } = table.collection;
    if (refusals.note(name, error)) return;
    const tableName = ownTableName(table.collection);
    report({ type: 'reading-failed', table: name, tableName, ...failureFactsOf(error), retryInMs });
  };

  const sweep = async (
    table: TrackedTable,
    { sink, lane, signal }: SweepRun,
  ): Promise<Sweep | undefined> => {
    const startedAt = clock.now();
    const askedAt = sink.tick();
    table.beginSweep();
    try {
      const records = await base.sweep(table.collection, {
        lane,
        signal,
        onPage: table.pageRead,
      });
      return { table, records, startedAt, askedAt };
    } catch (error) {
      signal.throwIfAborted();
      fail(table, error);
      return undefined;
    }
  };

  /** What a sweep misses is looked for before it is believed; where that fails, the sweep counts as failed. */
  const lookCloser = async (
    { table, records, askedAt }: Sweep,
    sweeps: readonly Sweep[],
    { sink, signal }: SweepRun,
  ): Promise<SourceChange | undefined> => {
    const { collection } = table;
    const siblings = sweeps.flatMap((other) =>
      other.table === table ? [] : siblingOf(other.table.collection, other.records[0]?.id),
    );
    try {
      const found = await findMissing(base, {
        collection,
        records,
        knownIds: sink.knownIds(collection.name),
        siblings: [...siblings, ...knownSiblings(table, sink)],
        signal,
      });
      return {
        kind: 'whole',
        collection: collection.name,
        records: table.mergeSweep(found.records),
        gone: [...found.gone, ...table.gone()],
        lost: base.lostColumns(collection),
        askedAt,
      };
    } catch (error) {
      signal.throwIfAborted();
      fail(table, error);
      return undefined;
    }
  };

  /** Beside the cursor a table is swept alone: then a record of another table, known from before, is its sibling. */
  const knownSiblings = (table: TrackedTable, sink: SourceSink) =>
    tables.flatMap(({ collection }) =>
      collection === table.collection
        ? []
        : siblingOf(collection, sink.knownIds(collection.name)[0]),
    );

  const sweepAll = async (tables: readonly TrackedTable[], run: SweepRun) => {
    const sweeps: Sweep[] = [];
    for (const table of tables) {
      const swept = await sweep(table, run);
      if (swept) sweeps.push(swept);
    }
    return sweeps;
  };

  const publish = async (sweeps: readonly Sweep[], run: SweepRun) => {
    const changes: SourceChange[] = [];
    const done: Sweep[] = [];
    for (const one of sweeps) {
      const change = await lookCloser(one, sweeps, run);
      if (!change) continue;
      changes.push(change);
      done.push(one);
    }
    if (done.length === 0) return;
    try {
      await run.sink.apply(changes);
    } catch (error) {
      report({ type: 'failed', what: 'publishing a sweep', error });
      for (const { table } of done) fail(table, error);
      return;
    }
    for (const { table, records, startedAt } of done) {
      table.sweepDone(startedAt, run.nextInMs(table, records.length));
      refusals.overcome(table.collection.name);
      report({ type: 'sweep-finished', table: table.collection.name, records: records.length });
    }
  };

  const sweepTogether = async (due: readonly TrackedTable[], run: SweepRun) => {
    const quick = due.filter(run.isQuick);
    const rest = due.filter((table) => !quick.includes(table));
    await publish(await sweepAll(quick, run), run);
    await publish(await sweepAll(rest, run), run);
    refusals.tell();
  };

  return Object.freeze({ sweepTogether, fail });
}

function siblingOf(collection: Collection, id: string | undefined) {
  return id === undefined ? [] : [{ collection, id }];
}
