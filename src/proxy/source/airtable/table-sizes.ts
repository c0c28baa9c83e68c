import type { Report } from '../../report.ts';
import type { BaseFile } from './base-file.ts';
import { PAGE_SIZE } from './decode-page.ts';

/** How large each collection's table is, and so what reading it whole costs; over restarts, where there is a file. */
export interface TableSizes {
  /** Reads what an earlier run kept. */
  readonly load: () => Promise<void>;
  /** A reading of the whole table brought so many records. */
  readonly note: (collection: string, records: number) => void;
  /** Calls that reading the table whole takes; undefined while that is not known. */
  readonly pagesOf: (collection: string) => number | undefined;
  /** Those of all tables that are known. */
  readonly pages: () => number;
  /** Records that this run has read of a table. */
  readonly recordsOf: (collection: string) => number;
  /** Puts on disk what has changed. It never rejects: without it the next start knows less. */
  readonly keep: () => Promise<void>;
}

/** Creates the sizes of these collections' tables, none of them known yet. */
export function createTableSizes({
  names,
  file,
  report,
}: {
  readonly names: readonly string[];
  readonly file?: BaseFile | undefined;
  readonly report: Report;
}): TableSizes {
  const pagesByName = new Map<string, number>();
  const recordsByName = new Map<string, number>();
  let kept = '';

  const textOf = () => JSON.stringify([...pagesByName]);

  return Object.freeze({
    load: async () => {
      const { pages } = (await file?.read()) ?? {};
      for (const [name, count] of Object.entries(Object(pages) as Record<string, unknown>)) {
        const isKnown = names.includes(name) && !pagesByName.has(name);
        if (isKnown && Number.isSafeInteger(count)) pagesByName.set(name, count as number);
      }
      kept = textOf();
    },
    note: (name: string, records: number) => {
      recordsByName.set(name, records);
      pagesByName.set(name, pagesFor(records));
    },
    pagesOf: (name: string) => pagesByName.get(name),
    pages: () => [...pagesByName.values()].reduce((sum, one) => sum + one, 0),
    recordsOf: (name: string) => recordsByName.get(name) ?? 0,
    keep: async () => {
      const text = textOf();
      if (text === kept) return;
      kept = text;
      await file
        ?.write({ pages: Object.fromEntries(pagesByName) })
        .catch((error: unknown) =>
          report({ type: 'failed', what: 'keeping the tables’ sizes', error }),
        );
    },
  });
}

/** The calls that list so many records; an empty table takes one too. */
export function pagesFor(records: number): number {
  return Math.max(1, Math.ceil(records / PAGE_SIZE));
}
