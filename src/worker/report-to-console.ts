import type { SyncEvent } from '../sync/sync-event.ts';

/**
 * Writes what the engine reports to the console: changes of state as INFO, the rest as DEBUG, which browsers hide. Polls
 * that find nothing are only counted (B119), and a failed request is no ERROR: nobody needs to look.
 */
export function reportToConsole({ kind, ...facts }: SyncEvent): void {
  if (kind === 'pull-started' || kind === 'pull-unchanged') return;
  const level = kind === 'pull-applied' || kind === 'pull-failed' ? 'debug' : 'info';
  // oxlint-disable-next-line no-console -- the worker's one reporting file
  console[level](`offprint ${kind}`, facts);
}
