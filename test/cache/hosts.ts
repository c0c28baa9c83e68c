import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';

import type { Cache } from '../../src/cache/cache.ts';
import { createIndexedDbStorage } from '../../src/cache/indexeddb-storage.ts';
import { createMemoryCache } from '../../src/cache/memory-cache.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { openCache } from '../../src/cache/open-cache.ts';
import type { Storage } from '../../src/cache/storage.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import { openReader } from '../../src/store/open-reader.ts';
import type { Reader } from '../../src/store/reader.ts';
import { collections } from './publication.ts';

/** One isolated place where caches live: every cache opened on it sees the same data, as workers of one origin do. */
export interface CacheHost {
  open(onLost?: () => void): Promise<Cache>;
  /** A reader as a page has it, beside any cache. */
  reader(): Reader;
  /** Writes what pending mutations would make of the base, past the cache. */
  putOverlay(
    collection: string,
    records: Readonly<Record<string, StoredRecord | null>>,
  ): Promise<void>;
  dispose(): void;
}

/** Every implementation of the contract, by the name its tests carry. */
export const hosts: Readonly<Record<string, () => CacheHost>> = {
  IndexedDB: () => {
    const indexedDB = new IDBFactory();
    const storage = createIndexedDbStorage({
      database: DATABASE,
      indexedDB,
      IDBKeyRange,
      onClosed: () => {},
    });
    const open: { close(): void }[] = [storage];
    const keep = <T extends { close(): void }>(one: T): T => {
      open.push(one);
      return one;
    };
    return {
      open: async (onLost = () => {}) =>
        keep(
          await openCache({
            names: { database: DATABASE },
            collections,
            indexedDB,
            IDBKeyRange,
            onLost,
          }),
        ),
      reader: () => keep(openReader({ database: DATABASE, collections, indexedDB, IDBKeyRange })),
      putOverlay: putOverlay(storage),
      dispose: () => open.forEach((one) => one.close()),
    };
  },
  memory: () => {
    const storage = createMemoryStorage();
    const open = (onLost = () => {}) => createMemoryCache({ storage, collections, onLost });
    return {
      open: async (onLost) => open(onLost),
      reader: () => open().reader,
      putOverlay: putOverlay(storage),
      dispose: () => {},
    };
  },
};

export const DATABASE = 'offprint:/:test:cache:1-abc';

const putOverlay =
  (storage: Storage): CacheHost['putOverlay'] =>
  (collection, records) =>
    storage.write(async (transaction) => {
      await transaction.clear('overlay');
      await transaction.put(
        'overlay',
        Object.entries(records).map(([id, record]) => [[collection, id], { record, hash: null }]),
      );
    });
