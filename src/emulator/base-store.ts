import type { StoredTable, Tables } from './tables.ts';
import { createTransaction, type Transaction } from './transaction.ts';

/** Who made a change, in the words of webhook payloads: a person in the grid, or a program over the Web API. */
export type ChangeSource = 'client' | 'publicApi';

/** One committed transaction: the tables before and after, and which rows to compare to see what
 * changed; a table is named there even if only its fields changed. */
export interface Commit {
  readonly number: number;
  readonly atMs: number;
  readonly source: ChangeSource;
  readonly before: Tables;
  readonly after: Tables;
  readonly touchedRowIds: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * The content of one base. A transaction is all or nothing: if its body throws, nothing changed. Listeners are
 * called after each one that changed something, in order, before `transact` returns.
 */
export interface BaseStore {
  readonly tables: () => Tables;
  readonly transactionNumber: () => number;
  readonly findTable: (idOrName: string) => StoredTable | undefined;
  readonly transact: <T>(source: ChangeSource, body: (tx: Transaction) => T) => T;
  readonly onCommit: (listener: (commit: Commit) => void) => void;
  /** Puts other content in the place of all there is, without telling anybody: a reset, or a restart. */
  readonly replace: (tables: Tables, transactionNumber: number) => void;
}

/** Keeps the tables of one base in memory. */
export function createBaseStore(initial: Tables, now: () => number): BaseStore {
  let tables = initial;
  let transactionNumber = 0;
  const listeners: ((commit: Commit) => void)[] = [];
  return Object.freeze({
    tables: () => tables,
    transactionNumber: () => transactionNumber,
    findTable: (idOrName: string) =>
      tables.get(idOrName) ?? [...tables.values()].find((table) => table.name === idOrName),
    transact: <T>(source: ChangeSource, body: (tx: Transaction) => T): T => {
      const tx = createTransaction(tables, now());
      const answer = body(tx);
      const { after, touchedRowIds } = tx.result();
      if (touchedRowIds.size === 0) return answer;
      const before = tables;
      tables = after;
      transactionNumber += 1;
      const commit = { number: transactionNumber, atMs: tx.atMs, source, before, after };
      for (const listener of listeners) listener({ ...commit, touchedRowIds });
      return answer;
    },
    onCommit: (listener: (commit: Commit) => void) => {
      listeners.push(listener);
    },
    replace: (next: Tables, number: number) => {
      tables = next;
      transactionNumber = number;
    },
  });
}
