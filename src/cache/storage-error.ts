/**
 * What to do about an error of the database: 'lost' for a connection that may be opened again and the transaction run
 * again (faults D2, D3), 'quota-exceeded' for a full disk (fault D5), 'refused' where there is no storage to be had
 * (fault D8), 'other' for a mistake of our own.
 */
export function classifyStorageError(error: unknown): StorageErrorKind {
  const { name } = error as Error;
  if (name === 'QuotaExceededError') return 'quota-exceeded';
  if (REFUSED.has(name)) return 'refused';
  return LOST.has(name) ? 'lost' : 'other';
}

export type StorageErrorKind = 'quota-exceeded' | 'refused' | 'lost' | 'other';

const REFUSED = new Set(['SecurityError', 'NotAllowedError']);

const LOST = new Set([
  'InvalidStateError',
  'UnknownError',
  'AbortError',
  'TransactionInactiveError',
  'TimeoutError',
  'NotReadableError',
  'NotFoundError',
]);
