import type { SyncEvent } from '../sync/sync-event.ts';

/**
 * Writes what the engine reports to the worker's console: changes of state as INFO, the rest as DEBUG, which browsers
 * hide. A failed request is no ERROR: nobody needs to look.
 */
export function reportToConsole({ kind, ...facts }: SyncEvent): void {
  const isQuiet = kind === 'pull-started' || kind === 'pull-unchanged';
  const level = isQuiet || kind === 'pull-applied' || kind === 'pull-failed' ? 'debug' : 'info';
  // oxlint-disable-next-line no-console -- the worker's one reporting file
  console[level](`offprint ${kind}`, facts);
}
