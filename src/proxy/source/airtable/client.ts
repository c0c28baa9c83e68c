import type { Clock } from '../../clock.ts';
import { SyncError } from '../../../protocol/failure.ts';
import {
  AirtableError,
  codeOf,
  errorTypeOf,
  MONTH_USED_UP,
  retryAfterMsOf,
} from './airtable-error.ts';
import type { Budget, Lane } from './budget.ts';
import { orAborted, readBody, startWatchdog } from './read-body.ts';

/** One call to Airtable. */
export interface AirtableRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
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
  /**
   * The parsed body of a 2xx answer, undefined where it is empty; else throws an `AirtableError`. A 429 silences the
   * whole budget, one that says the month is used up until that turns.
   */
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

  const ask = async (request: AirtableRequest, answered: () => void): Promise<unknown> => {
    // A write under way is waited for even at a stop: broken off, nobody would know whether it took effect.
    const signal = request.lane === 'write' ? new AbortController().signal : request.signal;
    const watchdog = startWatchdog(clock, options.stallMs ?? STALL_MS, signal);
    try {
      const response = await orAborted(
        options.fetch(toRequest(request, options, watchdog.signal)),
        watchdog.signal,
      );
      watchdog.touch();
      answered();
      // At once: a penalty must not wait for a body, which may stall or break off.
      if (response.status === 429) budget.penalise(waitMsOf(response, clock.now()));
      const body = readBody(response, options.maxBytes ?? MAX_BYTES, watchdog);
      if (response.ok) return parse(await body, request.about, response.status);
      // Its status says enough; a body that does not come only keeps the reason to itself.
      const bytes = await body.catch(() => new Uint8Array());
      const type = errorTypeOf(parseOr(bytes, undefined));
      if (type === MONTH_USED_UP) budget.stopForMonth();
      throw refusalOf(response, `${request.about}: ${response.status} ${type}`, {
        type,
        nowMs: clock.now(),
        stoppedUntil: budget.stoppedUntil(),
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SyncError) throw error;
      throw new AirtableError('offline', `${request.about}: no connection to Airtable`, {
        cause: error,
      });
    } finally {
      watchdog.stop();
    }
  };
  return Object.freeze({
    call: (request: AirtableRequest) =>
      budget.run(request.lane, (answered) => ask(request, answered), {
        signal: request.signal,
        // Airtable counts no metadata, and answers it after the month's last call too.
        isFree: request.path.startsWith('v0/meta/'),
      }),
  });
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
  response: Response,
  message: string,
  facts: { readonly type: string; readonly nowMs: number; readonly stoppedUntil: number },
): AirtableError {
  const { type, nowMs, stoppedUntil } = facts;
  const ownWaitMs = waitMsOf(response, nowMs);
  const waitMs = type === MONTH_USED_UP ? stoppedUntil - nowMs : ownWaitMs;
  return new AirtableError(codeOf(response.status), message.trim(), {
    status: response.status,
    type,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

/** How long an answer asks to wait; a 429 without Retry-After means half a minute (B24). */
function waitMsOf({ status, headers }: Response, nowMs: number): number | undefined {
  return retryAfterMsOf(headers.get('retry-after'), nowMs) ?? (status === 429 ? 30_000 : undefined);
}

function parse(bytes: Uint8Array<ArrayBuffer>, about: string, status: number): unknown {
  // What is deleted or switched is answered by nothing.
  if (bytes.length === 0) return undefined;
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
