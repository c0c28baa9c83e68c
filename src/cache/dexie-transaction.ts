import {
  Dexie,
  type IndexableType,
  type IndexableTypePart,
  type Table,
  type Transaction,
} from 'dexie';

import type { StoreName } from '../store/layout.ts';
import type { WriteTransaction } from './storage.ts';

/** Our transaction over Dexie's; keys are out of line, and `[collection, name]` where two parts are needed. */
export function transactionOf(transaction: Transaction): WriteTransaction {
  const table = (store: StoreName) => transaction.table(store) as Table<unknown, IndexableType>;
  return {
    get: async <T>(store: StoreName, key: unknown) =>
      (await table(store).get(key as IndexableType)) as T | undefined,
    names: async (store, collection) => {
      const keys = await table(store)
        .where(':id')
        .between([collection, Dexie.minKey], [collection, Dexie.maxKey])
        .primaryKeys();
      return keys.map((key) => (key as string[])[1]!);
    },
    hashes: async () => (await table('chunks').toCollection().primaryKeys()) as string[],
    put: async (store, entries) => {
      if (entries.length === 0) return;
      await table(store).bulkPut(
        entries.map(([, value]) => value),
        entries.map(([key]) => key as IndexableTypePart),
      );
    },
    delete: (store, keys) =>
      Promise.resolve(table(store).bulkDelete([...keys] as IndexableTypePart[])),
    clear: (store) => Promise.resolve(table(store).clear()),
  };
}
