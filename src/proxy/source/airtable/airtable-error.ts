import { SyncError, type FailureCode, type FailureFacts } from '../../../protocol/failure.ts';

/** A call that Airtable refused or answered wrongly. `type` is Airtable's own word for it, '' where it gave none. */
export class AirtableError extends SyncError {
  readonly type: string;

  constructor(
    code: FailureCode,
    message: string,
    options: FailureFacts & { readonly type?: string; readonly cause?: unknown } = {},
  ) {
    const { type = '', ...rest } = options;
    super(code, message, rest);
    this.type = type;
  }
}

/**
 * Airtable's word for an error, out of the three shapes that are alive at once: `{error: 'X'}`, `{error: {type: 'X'}}` and
 * `{errors: [{error: 'X'}]}`. Its messages are not taken over: they name tables by id (I1).
 */
export function errorTypeOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const { error, errors } = body as { error?: unknown; errors?: unknown };
  if (typeof error === 'string') return wordOf(error);
  if (typeof error === 'object' && error !== null)
    return wordOf((error as { type?: unknown }).type);
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (typeof first !== 'object' || first === null) return '';
  return wordOf((first as { error?: unknown }).error);
}

/** Only a constant-like word may reach a log or a page. */
function wordOf(value: unknown): string {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,79}$/.test(value) ? value : '';
}

/** The month's calls are used up: waiting does not help before the month turns or the plan is raised. */
export const MONTH_USED_UP = 'PUBLIC_API_BILLING_LIMIT_EXCEEDED';

/** Ten is all that a base takes. */
export const TOO_MANY_WEBHOOKS = 'TOO_MANY_WEBHOOKS_IN_BASE';

/** What a refusal means to us. */
export function codeOf(status: number): FailureCode {
  if (status === 429) return 'rate-limited';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 413) return 'too-large';
  return 'invalid-response';
}

/** `Retry-After` in ms, from seconds or a date (RFC 9110 §10.2.3); undefined where there is none or it is nonsense. */
export function retryAfterMsOf(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,7}$/.test(header.trim())) return Number(header) * 1000;
  // Date.parse takes nearly anything for a date, '-1' for one; HTTP's own form ends in GMT.
  const at = header.endsWith('GMT') ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
