import { ExpirationPlugin } from 'workbox-expiration';
import type { WorkboxPlugin } from 'workbox-core/types.js';

/**
 * Keeps a cache at `maxEntries`: the least recently used leave first, and all of it goes when the browser says that the
 * disk is full, for outbox and articles matter more. (Its book-keeping lies in the database `workbox-expiration`, whose
 * name is not ours to choose; its rows carry our caches' names.)
 */
export function keepAtMost(maxEntries: number): WorkboxPlugin {
  // Workbox's own declarations disagree about `undefined` under exactOptionalPropertyTypes.
  return new ExpirationPlugin({ maxEntries, purgeOnQuotaError: true }) as WorkboxPlugin;
}
