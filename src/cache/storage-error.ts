/**
 * What to do about an error of the database: 'lost' for a connection that may be opened again and the transaction run
 * again (faults D2, D3), 'quota-exceeded' for a full disk (D5), 'refused' where there is no storage to be had (D8), 'other'
 * for a mistake of our own.
 *
 * A full disk arrives as the *cause* of an abort, and Dexie wraps what it gets, so the whole chain is looked at.
 */
export function classifyStorageError(error: unknown): StorageErrorKind {
  const names = namesOf(error);
  if (names.includes('QuotaExceededError')) return 'quota-exceeded';
  if (names.some((name) => REFUSED.has(name))) return 'refused';
  return names.some((name) => LOST.has(name)) ? 'lost' : 'other';
}

export type StorageErrorKind = 'quota-exceeded' | 'refused' | 'lost' | 'other';

const REFUSED = new Set(['MissingAPIError', 'SecurityError', 'NotAllowedError']);

const LOST = new Set([
  'InvalidStateError',
  'UnknownError',
  'AbortError',
  'DatabaseClosedError',
  'OpenFailedError',
  'TransactionInactiveError',
  'PrematureCommitError',
  'TimeoutError',
  'NotReadableError',
  'NotFoundError',
]);

function namesOf(error: unknown): readonly string[] {
  const names: string[] = [];
  let next = error;
  while (next instanceof Error || next instanceof DOMException) {
    names.push(next.name);
    const { inner, cause } = next as { inner?: unknown; cause?: unknown };
    next = inner ?? cause;
    if (names.length > 8) break;
  }
  return names;
}
