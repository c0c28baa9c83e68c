import type { Budget } from './budget.ts';
import type { FirstRound } from './first-round.ts';
import type { TableSizes } from './table-sizes.ts';
import type { TrackedTable } from './tracked-table.ts';

/** Which tables are to be read whole, and which of them have to wait for calls. */
export interface DueTables {
  /** Those that are due and covered: a walk that is cut off would have used up the month's calls for nothing. */
  readonly take: () => readonly TrackedTable[];
  /** Until one is due, or there may be a call more for those that were not covered when some were last taken. */
  readonly inMs: () => number;
  /** Those that were not, with the calls that each takes; what was published of them stands. */
  readonly uncovered: () => readonly { readonly name: string; readonly calls: number }[];
}

/** Creates the choice among these tables; one whose size is not known counts as small, and small ones are always tried. */
export function createDueTables({
  tables,
  budget,
  sizes,
  firstRound,
}: {
  readonly tables: readonly TrackedTable[];
  readonly budget: Pick<Budget, 'allowance'>;
  readonly sizes: Pick<TableSizes, 'pagesOf'>;
  /** It looks to its calls itself, and reads whatever was never published. */
  readonly firstRound: Pick<FirstRound, 'isOver'>;
}): DueTables {
  let uncovered: readonly TrackedTable[] = [];

  const pagesOf = ({ collection }: TrackedTable) => sizes.pagesOf(collection.name) ?? 1;

  return Object.freeze({
    take: () => {
      const due = tables.filter((table) => table.isDue());
      let left = firstRound.isOver() ? budget.allowance().reads : Infinity;
      const covered = due.filter((table) => {
        const pages = pagesOf(table);
        if (pages > 1 && pages > left) return false;
        left -= pages;
        return true;
      });
      uncovered = due.filter((table) => !covered.includes(table));
      return covered;
    },
    inMs: () => {
      const others = tables.filter((table) => !uncovered.includes(table));
      const moreInMs = uncovered.length > 0 ? budget.allowance().readEveryMs : Infinity;
      return Math.min(moreInMs, ...others.map((table) => table.dueInMs()));
    },
    uncovered: () =>
      uncovered.map((table) => ({ name: table.collection.name, calls: pagesOf(table) })),
  });
}
