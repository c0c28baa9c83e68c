import type { Cache } from '../cache/cache.ts';
import { createMemoryCache } from '../cache/memory-cache.ts';
import { openCache, type OpenCacheOptions } from '../cache/open-cache.ts';
import { inTime } from '../store/deadline.ts';

/**
 * The best store that there is: IndexedDB, or memory where it is forbidden by the address or refused by the browser
 * (fault D8). Never rejects; a database that is not read within its deadline counts as refused (fault D1).
 */
export async function openStorage(
  options: OpenCacheOptions,
  { idb }: { readonly idb: boolean },
): Promise<Cache> {
  if (idb) {
    try {
      return await inTime(openCache(options), options.startTimer);
    } catch {
      // The status says 'memory', and that nothing is kept on this device: no more can be done about it here.
    }
  }
  return createMemoryCache(options);
}
