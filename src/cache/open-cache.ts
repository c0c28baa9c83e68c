import type { Names } from '../protocol/names.ts';
import type { Cache } from './cache.ts';
import { createCache, type CacheOptions } from './create-cache.ts';
import { createIndexedDbStorage, type IndexedDbStorageOptions } from './indexeddb-storage.ts';

export interface OpenCacheOptions
  extends CacheOptions, Omit<IndexedDbStorageOptions, 'database' | 'onClosed'> {
  readonly names: Pick<Names, 'database'>;
}

/**
 * Opens the cache in IndexedDB, making the database where there is none. Rejects with 'database-blocked' after two
 * seconds (fault D1), 'storage-failed' where the browser refuses (fault D8): then a memory cache is the next choice. A
 * database that is emptied while this is open is noticed by itself (fault D4) and told by `onLost`.
 */
export async function openCache({
  names,
  collections,
  onLost,
  pending,
  ...options
}: OpenCacheOptions): Promise<Cache> {
  const storage = createIndexedDbStorage({
    ...options,
    database: names.database,
    // One look is enough: the cache sees for itself whether its claim is still there.
    onClosed: () => void cache.current().catch(() => {}),
  });
  const cache = createCache(storage, { collections, onLost, ...(pending ? { pending } : {}) });
  await cache.current();
  return cache;
}
