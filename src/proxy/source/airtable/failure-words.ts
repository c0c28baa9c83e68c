import { SyncError } from '../../../protocol/failure.ts';
import { diskWordsOf } from '../../check-folder.ts';
import { backoffMs, READ_BACKOFF } from '../../backoff.ts';
import type { ProxyEvent } from '../../report.ts';
import { AirtableError, MONTH_USED_UP } from './airtable-error.ts';

/** Asking with a refused token more often than this would only fill the owner's log. */
const REFUSED_WAIT_MS = 5 * 60_000;

/** How long to wait after a failure (B24); a refused token waits 5 minutes, since only a person can mend it. */
export function retryInMs(error: unknown, failuresBefore: number, random: () => number): number {
  const facts = error instanceof SyncError ? error.facts : {};
  const retryAfterMs = Math.max(facts.retryAfterMs ?? 0, isRefusal(error) ? REFUSED_WAIT_MS : 0);
  return backoffMs(failuresBefore, random, { ...READ_BACKOFF, retryAfterMs });
}

/** True where the token, its scopes or its grants are refused. */
export function isRefusal(error: unknown): boolean {
  return error instanceof SyncError && error.code === 'unauthorized';
}

/** What a table, a view or a field that is not there (any more) is answered with. */
const UNKNOWN_NAME = new Set([
  'UNKNOWN_FIELD_NAME',
  'VIEW_NAME_NOT_FOUND',
  'VIEW_ID_NOT_FOUND',
  'TABLE_NOT_FOUND',
  'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
]);

/** True where Airtable knows no table, view or field of a name that it was asked for. */
export function isUnknownName(error: unknown): boolean {
  return error instanceof AirtableError && UNKNOWN_NAME.has(error.type);
}

/** True where it was not the reading that failed: what came could not be published. */
export function isPublishFailure(error: unknown): boolean {
  return !(error instanceof SyncError);
}

/**
 * An error in words fit for the status page: our own sentences only, since others may hold an address (I1), and those of
 * a check quote what came, which nobody has published.
 */
export function wordsOf(error: unknown): string {
  if (!(error instanceof SyncError)) {
    return ['what came could not be published', diskWordsOf(error)].filter(Boolean).join(': ');
  }
  const isCheck = error.code === 'invalid-response' && !(error instanceof AirtableError);
  return isCheck ? 'what came is of another form than expected' : error.message;
}

/** What a log line tells of a failed reading. */
export function failureFactsOf(
  error: unknown,
): Pick<Extract<ProxyEvent, { readonly type: 'reading-failed' }>, 'code' | 'status' | 'wasAsked'> {
  const status = error instanceof SyncError ? (error.facts.status ?? 0) : 0;
  const code = codeOf(error);
  // Without a status it is the budget's own word: Airtable said it earlier this month.
  return { code, status, wasAsked: code !== MONTH_USED_UP || status !== 0 };
}

/** An error's shortest name, for a log line. */
export function codeOf(error: unknown): string {
  if (error instanceof AirtableError && error.type !== '') return error.type;
  return error instanceof SyncError ? error.code : 'not-published';
}
