import type { Cache } from './cache.ts';
import { createCache, type CacheOptions } from './create-cache.ts';
import { createMemoryStorage } from './memory-storage.ts';

/**
 * A cache in memory, for a browser that refuses IndexedDB (fault D8): the same contract, gone with its realm. Its reader
 * works in this realm only; a page elsewhere asks the worker. Two caches over one `storage` stand for two workers.
 */
export function createMemoryCache({
  storage = createMemoryStorage(),
  ...options
}: MemoryCacheOptions): Cache {
  return createCache(storage, options);
}

export interface MemoryCacheOptions extends CacheOptions {
  readonly storage?: ReturnType<typeof createMemoryStorage>;
}
