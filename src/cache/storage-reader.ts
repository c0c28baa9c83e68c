import type { Collection } from '../model/schema.ts';
import { placeOf } from '../protocol/version.ts';
import type { ReadRequest } from '../protocol/worker-api.ts';
import type { Current } from '../store/layout.ts';
import type { Memo } from '../store/memo.ts';
import { byName, checkDeclared } from '../store/open-reader.ts';
import { answerAll } from '../store/plan-read.ts';
import type { Reader } from '../store/reader.ts';
import type { Storage } from './storage.ts';

/** Reads through the writer's own storage, by the same rules as a page: for tabs that ask the worker, and for memory. */
export function createStorageReader(storage: Storage, collections: readonly Collection[]): Reader {
  const declared = byName(collections);
  const memo: Memo = new Map();
  return Object.freeze({
    version: async () => {
      const current = await storage.read((transaction) =>
        transaction.get<Current>('meta', 'current'),
      );
      return current && placeOf(current);
    },
    read: async (requests: readonly ReadRequest[]) => {
      checkDeclared(declared, requests);
      const snapshot = await storage.read((transaction) =>
        answerAll(transaction, { collections: declared, memo }, requests),
      );
      // What lies in memory is handed out as a copy: a view may wrap or mark what it is given.
      return storage.kind === 'memory' ? structuredClone(snapshot) : snapshot;
    },
    // The storage belongs to the cache, and is closed with it.
    close: () => {},
  });
}
