import type { Collection } from '../model/schema.ts';
import { SyncError } from '../protocol/failure.ts';
import { placeOf } from '../protocol/version.ts';
import type { ReadRequest } from '../protocol/worker-api.ts';
import { createConnection, type ConnectionOptions } from './connection.ts';
import type { Current } from './layout.ts';
import type { Memo } from './memo.ts';
import { answerAll, LOADING, type Collections } from './plan-read.ts';
import type { Reader } from './reader.ts';

/**
 * Reads the cache database directly, without a worker: for first paint. Opens nothing until the first
 * read. Where there is no database yet, everything is 'loading'. What it keeps between reads are the ids of the lists
 * that were used and the names of chunks: under 100 bytes a record.
 */
export function openReader({ collections, ...options }: ReaderOptions): Reader {
  const connection = createConnection(options);
  const declared = byName(collections);
  const memo: Memo = new Map();
  return Object.freeze({
    version: async () => {
      const current = await connection.run((access) => access.get<Current>('meta', 'current'));
      return current && placeOf(current);
    },
    read: async (requests: readonly ReadRequest[]) => {
      checkDeclared(declared, requests);
      const snapshot = await connection.run((access) =>
        answerAll(access, { collections: declared, memo }, requests),
      );
      return snapshot ?? { answers: requests.map(() => LOADING) };
    },
    close: () => connection.close(),
  });
}

export interface ReaderOptions extends ConnectionOptions {
  readonly collections: readonly Collection[];
}

/** Collections by name. */
export function byName(collections: readonly Collection[]): Collections {
  return new Map(collections.map((collection) => [collection.name, collection]));
}

/** Throws 'not-found' for a request whose collection the site does not declare. */
export function checkDeclared(declared: Collections, requests: readonly ReadRequest[]): void {
  for (const { collection } of requests) {
    if (!declared.has(collection)) {
      throw new SyncError('not-found', `"${collection}" is no collection of this site`);
    }
  }
}
