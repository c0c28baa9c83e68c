import { SyncError, type FailureCode } from '../protocol/failure.ts';

/** True for a store that cannot be used any more, or has no room (faults D1–D5): memory is what is left. */
export function isStoreFailure(error: unknown): error is SyncError {
  return error instanceof SyncError && STORE_FAILURES.has(error.code);
}

const STORE_FAILURES: ReadonlySet<FailureCode> = new Set([
  'quota-exceeded',
  'storage-failed',
  'database-blocked',
]);
