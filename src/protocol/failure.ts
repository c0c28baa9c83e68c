/** Why something between reader and upstream failed. Decide on this code, never on a message. */
export type FailureCode =
  | 'offline'
  | 'timeout'
  | 'rate-limited'
  | 'unauthorized'
  | 'not-found'
  | 'invalid-response'
  | 'too-large'
  | 'quota-exceeded'
  | 'storage-failed'
  | 'database-blocked'
  | 'not-owner'
  | 'conflict'
  | 'invalid-arguments'
  | 'expired'
  | 'newer-version'
  | 'worker-gone';

/** The facts that may come with a failure; each only where it is known. */
export interface FailureFacts {
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly collection?: string;
}

/** A failure as plain data, for crossing a thread or a wire: Comlink loses an error's class and fields. */
export interface Failure extends FailureFacts {
  readonly code: FailureCode;
  readonly message: string;
}

/** A result that crosses a port. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };

/**
 * The one error class of Offprint. Its message says what was attempted, on what, what came back and what happens next;
 * `cause` keeps the platform's own error. Cancelling is not one of these: that is the platform's AbortError.
 */
export class SyncError extends Error {
  override readonly name = 'SyncError';
  readonly code: FailureCode;
  readonly facts: FailureFacts;

  constructor(
    code: FailureCode,
    message: string,
    options: FailureFacts & { cause?: unknown } = {},
  ) {
    const { cause, ...facts } = options;
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.facts = facts;
  }
}

/** Any thrown value as a `Failure`; what is not a `SyncError` becomes 'invalid-response' with its own message. */
export function toFailure(error: unknown): Failure {
  if (error instanceof SyncError) {
    return { code: error.code, message: error.message, ...error.facts };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'invalid-response', message };
}

/** The inverse of `toFailure`, on the other side of the port. */
export function fromFailure({ code, message, ...facts }: Failure): SyncError {
  return new SyncError(code, message, facts);
}

/** For programmer mistakes: throws with this sentence unless the condition holds. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${sentence}`);
}
