import { PAGE_SIZE } from './decode-page.ts';

/** How large each collection's table is, and so what reading it whole costs. */
export interface TableSizes {
  /** A reading of the whole table brought so many records. */
  readonly note: (collection: string, records: number) => void;
  /** Calls that reading the table whole takes; undefined while that is not known. */
  readonly pagesOf: (collection: string) => number | undefined;
  /** Those of all tables that are known. */
  readonly pages: () => number;
  /** Records that this run has read of a table. */
  readonly recordsOf: (collection: string) => number;
  /** Puts on disk what has changed; settles when all of it is there. */
  readonly keep: () => Promise<void>;
}

/** What sizes are made of. */
export interface TableSizesOptions {
  /** The collections. */
  readonly names: readonly string[];
  /** What an earlier run left, nothing of it believed yet. */
  readonly kept?: Readonly<Record<string, unknown>> | undefined;
  /** Puts it on disk; a failure must be reported by it: without it the next start knows less. */
  readonly save?: (members: object) => Promise<void>;
}

/** Creates the sizes of these collections' tables. */
export function createTableSizes({ names, kept, save }: TableSizesOptions): TableSizes {
  const pagesByName = new Map<string, number>();
  const recordsByName = new Map<string, number>();
  for (const [name, pages] of Object.entries(Object(kept?.['pages']) as object)) {
    if (names.includes(name) && Number.isSafeInteger(pages)) pagesByName.set(name, Number(pages));
  }

  const textOf = () => JSON.stringify([...pagesByName]);
  let saved = textOf();
  let saving: Promise<void> = Promise.resolve();

  return Object.freeze({
    note: (name: string, records: number) => {
      recordsByName.set(name, records);
      pagesByName.set(name, pagesFor(records));
    },
    pagesOf: (name: string) => pagesByName.get(name),
    pages: () => [...pagesByName.values()].reduce((sum, one) => sum + one, 0),
    recordsOf: (name: string) => recordsByName.get(name) ?? 0,
    keep: () => {
      const text = textOf();
      if (text === saved) return saving;
      saved = text;
      const pages = Object.fromEntries(pagesByName);
      saving = saving.then(() => save?.({ pages }));
      return saving;
    },
  });
}

/** The calls that list so many records; an empty table takes one too. */
export function pagesFor(records: number): number {
  return Math.max(1, Math.ceil(records / PAGE_SIZE));
}
