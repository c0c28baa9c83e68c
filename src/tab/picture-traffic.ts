import { cachePrefix } from '../protocol/names.ts';

/*
 * Pictures that are fetched to be kept share a lock, in all tabs. Who holds it alone holds them back: an update has to wait
 * for a moment in which nobody asks anything of the old service worker (update-flow.ts).
 */

const lockOf = (basePath: string) => `${cachePrefix(basePath)}fetching`;

/** Fetches when nobody holds pictures back. Rejects with the signal's reason. */
export function whenLetThrough<T>(
  basePath: string,
  signal: AbortSignal,
  fetch: () => Promise<T>,
): Promise<T> {
  return navigator.locks.request(lockOf(basePath), { mode: 'shared', signal }, fetch) as Promise<T>;
}

/** Settles when no picture is on its way; none sets out while this page lives. */
export function holdPicturesBack(basePath: string): Promise<void> {
  return new Promise((resolve) => {
    const untilThePageEnds = () => new Promise<never>(() => resolve());
    navigator.locks.request(lockOf(basePath), untilThePageEnds).catch(() => resolve());
  });
}
