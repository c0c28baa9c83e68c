import type { Clock } from '../../clock.ts';
import { SyncError } from '../../../protocol/failure.ts';
import { AirtableError, codeOf, errorTypeOf, retryAfterMsOf } from './airtable-error.ts';
import type { Budget, Lane } from './budget.ts';
import { orAborted, readBody, startWatchdog } from './read-body.ts';

/** One call to Airtable. */
export interface AirtableRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the API's address, encoded: `v0/app…/Articles`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: unknown;
  readonly lane: Lane;
  /** What the call is about, for messages: a collection's name, never an id of the upstream's (I1). */
  readonly about: string;
  readonly signal: AbortSignal;
}

/** Calls Airtable within the budget. */
export interface AirtableClient {
  /** The parsed body of a 2xx answer; else throws an `AirtableError`. A 429 silences the whole budget. */
  readonly call: (request: AirtableRequest) => Promise<unknown>;
}

/** What a client is given. */
export interface AirtableClientOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly stallMs?: number;
  readonly maxBytes?: number;
}

const STALL_MS = 10_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** Our own client: the official one stalls on a stalled body, hangs on the monthly cap and has no abort to its end. */
export function createAirtableClient(options: AirtableClientOptions): AirtableClient {
  const { budget, clock } = options;

  const call = async (request: AirtableRequest): Promise<unknown> => {
    await budget.admit(request.lane, request.signal);
    const watchdog = startWatchdog(clock, options.stallMs ?? STALL_MS, request.signal);
    try {
      const response = await orAborted(
        options.fetch(toRequest(request, options, watchdog.signal)),
        watchdog.signal,
      );
      watchdog.touch();
      const bytes = await readBody(response, options.maxBytes ?? MAX_BYTES, watchdog);
      if (!response.ok) {
        const type = errorTypeOf(parseOr(bytes, undefined));
        throw refusalOf(response, `${request.about}: ${response.status} ${type}`, {
          type,
          nowMs: clock.now(),
        });
      }
      return parse(bytes, request.about, response.status);
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof AirtableError && error.facts.status === 429) {
        budget.penalise(error.facts.retryAfterMs);
      }
      if (error instanceof SyncError) throw error;
      throw new AirtableError('offline', `${request.about}: no connection to Airtable`, {
        cause: error,
      });
    } finally {
      watchdog.stop();
    }
  };
  return Object.freeze({ call });
}

function toRequest(
  { method, path, query, body }: AirtableRequest,
  { apiUrl, token }: AirtableClientOptions,
  signal: AbortSignal,
): Request {
  const search = query ? `?${query.toString()}` : '';
  return new Request(`${apiUrl}/${path}${search}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // A redirect would carry the token to wherever it points.
    redirect: 'error',
    signal,
  });
}

function refusalOf(
  { status, headers }: Response,
  message: string,
  { type, nowMs }: { readonly type: string; readonly nowMs: number },
): AirtableError {
  const retryAfterMs = retryAfterMsOf(headers.get('retry-after'), nowMs);
  // A 429 without Retry-After means half a minute (B24).
  const waitMs = retryAfterMs ?? (status === 429 ? 30_000 : undefined);
  return new AirtableError(codeOf(status), message.trim(), {
    status,
    type,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

function parse(bytes: Uint8Array<ArrayBuffer>, about: string, status: number): unknown {
  const value = parseOr(bytes, NOT_JSON);
  if (value !== NOT_JSON) return value;
  throw new AirtableError('invalid-response', `${about}: the answer is not JSON`, { status });
}

const NOT_JSON = Symbol('not JSON');
const decoder = new TextDecoder('utf-8', { fatal: true });

function parseOr(bytes: Uint8Array<ArrayBuffer>, otherwise: unknown): unknown {
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown;
  } catch {
    // A portal's page, a cut body: the caller says which.
    return otherwise;
  }
}
