import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';
import type { SourceSink } from '../source.ts';
import { restartAt } from './allowance.ts';
import type { Budget } from './budget.ts';
import { pagesFor, type TableSizes } from './table-sizes.ts';
import type { TrackedTable } from './tracked-table.ts';

/**
 * How far the first reading of all tables since the start is:
 *
 *     ahead ──what was published stands, and the calls do not cover it──▶ held
 *       └──────────────────▶ under-way ◀────────they cover it───────────────┘
 *                                └──every table was read, or failed──▶ over
 */
export type RoundState =
  | { readonly kind: 'ahead' }
  /** `calls`: what it would take; `until`: when the month allows them, `Infinity` where none does. */
  | { readonly kind: 'held'; readonly calls: number; readonly until: number }
  /** `pages`: how many there are, as far as that is known. */
  | { readonly kind: 'under-way'; readonly pages: number | undefined }
  | { readonly kind: 'over' };

/** The first reading of all tables since the start: what readers wait for, and what costs a large base's month the most. */
export interface FirstRound {
  readonly state: () => RoundState;
  readonly isOver: () => boolean;
  /** Settles when it may begin; meanwhile what was published stands. Rejects only when aborted. */
  readonly begin: (sink: SourceSink, terms: RoundTerms) => Promise<void>;
  /** Of what was published already, a table whose part in it takes seconds: it is not to wait for one that takes minutes. */
  readonly isQuick: (table: TrackedTable, sink: SourceSink) => boolean;
  /** Every table was read or has failed. */
  readonly end: () => void;
}

/** What a round is begun with. */
export interface RoundTerms {
  readonly signal: AbortSignal;
  /** Reads tables of which nothing was ever published: these are read at once, whatever is held. */
  readonly readNew: (tables: readonly TrackedTable[]) => Promise<void>;
  /** Told when it is held, and each time it is looked at again. */
  readonly onHeld: () => void;
}

/** What a round is created for. */
export interface FirstRoundOptions {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly report: Report;
  readonly tables: readonly TrackedTable[];
  readonly sizes: TableSizes;
}

/** Beside its pages: the webhook's making, and records that may have slipped between two pages. */
const OTHER_CALLS = 10;

/** About three seconds of reading. */
const QUICK_PAGES = 10;

/** Creates the first round of a start. */
export function createFirstRound(options: FirstRoundOptions): FirstRound {
  const { clock, budget, report, tables, sizes } = options;
  let state: RoundState = { kind: 'ahead' };
  let began = { at: clock.now(), calls: 0 };

  const publishedOf = (sink: SourceSink) =>
    tables.filter(({ collection }) => sink.publishedCount(collection.name) !== undefined);
  const unpublishedOf = (sink: SourceSink) => {
    const published = new Set(publishedOf(sink));
    return tables.filter((table) => !published.has(table));
  };

  /** What was read of a table may be more than is published of it, and an older run kept no sizes. */
  const pagesOf = (table: TrackedTable, sink: SourceSink) => {
    const { name } = table.collection;
    return Math.max(sizes.pagesOf(name) ?? 0, pagesFor(sink.publishedCount(name) ?? 0));
  };

  const stateNow = (sink: SourceSink): RoundState => {
    const published = publishedOf(sink);
    if (published.length === 0) return { kind: 'under-way', pages: undefined };
    const pages = published.reduce((sum, table) => sum + pagesOf(table, sink), 0);
    const calls = pages + OTHER_CALLS;
    const allowance = budget.allowance();
    if (!allowance.mayRestart || allowance.reads < calls) {
      return { kind: 'held', calls, until: restartAt(allowance, calls) };
    }
    return { kind: 'under-way', pages: published.length < tables.length ? undefined : pages };
  };

  return Object.freeze({
    state: () => state,
    isOver: () => state.kind === 'over',
    begin: async (sink: SourceSink, { signal, readNew, onHeld }: RoundTerms) => {
      for (;;) {
        state = stateNow(sink);
        if (state.kind !== 'held') break;
        await readNew(unpublishedOf(sink).filter((table) => table.isDue()));
        onHeld();
        const waitMs = Math.min(
          budget.allowance().readEveryMs,
          state.until - clock.now(),
          // One that failed is tried again as soon as any other is.
          ...unpublishedOf(sink).map((table) => table.dueInMs()),
        );
        await clock.sleep(Math.max(waitMs, 1_000), signal);
      }
      began = { at: clock.now(), calls: budget.calls() };
    },
    isQuick: (table: TrackedTable, sink: SourceSink) =>
      state.kind === 'under-way' &&
      sink.publishedCount(table.collection.name) !== undefined &&
      pagesOf(table, sink) <= QUICK_PAGES,
    end: () => {
      state = { kind: 'over' };
      const read = tables.filter((table) => table.status().lastGoodAt !== undefined);
      if (read.length === 0) return;
      const records = read.reduce(
        (sum, { collection }) => sum + sizes.recordsOf(collection.name),
        0,
      );
      const calls = budget.calls() - began.calls;
      const tookMs = clock.now() - began.at;
      report({ type: 'base-read', records, tables: read.length, calls, tookMs });
    },
  });
}
