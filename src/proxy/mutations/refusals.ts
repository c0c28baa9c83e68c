import { SyncError } from '../../protocol/failure.ts';

/** Refused because of what it says, so that nothing was written and asking again would not help. */
export function isRefusal(error: unknown): boolean {
  const status = error instanceof SyncError ? (error.facts.status ?? 0) : 0;
  return status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429;
}

/** A failure that says nothing about other tables: this one is gone, or the token may not use it. */
export function isOfOneTable(error: unknown): boolean {
  return isRefusal(error) || (error instanceof SyncError && error.code === 'not-found');
}
