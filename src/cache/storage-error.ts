/**
 * What to do about an error of the database: 'lost' for a connection that may be opened again and the transaction run
 * again (faults D2, D3), 'quota-exceeded' for a full disk (fault D5), 'refused' where there is no storage to be had
 * (fault D8), 'other' for a mistake of our own.
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

/** The names of an error and of all it is made of: its cause, and the failures that Dexie gathers in a BulkError. */
function namesOf(error: unknown): readonly string[] {
  const names: string[] = [];
  const left = [error];
  while (left.length > 0 && names.length < MAX_NAMES) {
    const next = left.pop();
    if (!(next instanceof Error || next instanceof DOMException)) continue;
    names.push(next.name);
    const { inner, cause, failures } = next as Wrapped;
    left.push(inner, cause, ...(Array.isArray(failures) ? (failures as unknown[]) : []));
  }
  return names;
}

interface Wrapped {
  readonly inner?: unknown;
  readonly cause?: unknown;
  readonly failures?: unknown;
}

/** An error may be its own cause. */
const MAX_NAMES = 20;
