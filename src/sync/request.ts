import { SyncError } from '../protocol/failure.ts';
import { ACCEPT_STALE_HEADER, FROM_CACHE_HEADER } from '../protocol/paths.ts';
import { withDeadline } from './deadline.ts';
import type { Clock, Fetch } from './environment.ts';
import { retryAfterMs } from './freshness.ts';
import { readBody } from './read-body.ts';

/**
 * One request to the end of its body: a GET, or a POST where it has a body. `accept` is given a response whose status is 200 with JSON, or 304, and may ask for
 * its body; everything else rejects with a `SyncError`. Aborting rejects with the signal's reason.
 */
export type Request = <T>(
  get: Get,
  accept: (response: Response, body: () => Promise<Uint8Array<ArrayBuffer>>) => Promise<T>,
) => Promise<T>;

/** What to ask for; `path` is below the base address. */
export interface Get {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cache: RequestCache;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** JSON to send. */
  readonly body?: string;
  /** True for a response that says something to the caller beside 200 and 304. */
  readonly isAnswer?: (response: Response) => boolean;
}

/** A way to ask below `baseUrl`, which ends in a slash. */
export function createRequest({
  fetch,
  baseUrl,
  clock,
  acceptsStale,
  traffic = { requests: 0, bytes: 0 },
}: {
  readonly fetch: Fetch;
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Whether a service worker may answer from what it kept; it may not where left out. */
  readonly acceptsStale?: (() => boolean) | undefined;
  /** Counted up here: requests as they begin, bytes of bodies that came whole. */
  readonly traffic?: { requests: number; bytes: number };
}): Request {
  return async ({ path, headers, cache, maxBytes, signal, body: sent, isAnswer }, accept) => {
    signal.throwIfAborted();
    const post = sent === undefined ? {} : { method: 'POST', body: sent };
    const what = `[${sent === undefined ? 'GET' : 'POST'}] ${path}`;
    const isStaleFine = acceptsStale?.() === true;
    const stop = new AbortController();
    const lateError = () =>
      new SyncError('timeout', `${what}: no progress for ${NO_PROGRESS_MS / 1000} s`);
    const within = <V>(work: Promise<V>) =>
      withDeadline(abortable(work, signal), { clock, ms: NO_PROGRESS_MS, lateError });
    const forward = () => stop.abort(signal.reason);
    signal.addEventListener('abort', forward, { once: true });
    try {
      traffic.requests++;
      const response = await within(
        fetch(baseUrl + path, {
          ...post,
          headers: isStaleFine ? { ...headers, [ACCEPT_STALE_HEADER]: '1' } : headers,
          cache,
          credentials: 'omit',
          signal: stop.signal,
        }),
      );
      if (!isAnswer?.(response)) refuse(response, { what, isStaleFine, now: clock.now() });
      return await accept(response, async () => {
        const body = await readBody(response, { what, maxBytes, within });
        traffic.bytes += body.byteLength;
        return body;
      });
    } catch (error) {
      stop.abort();
      signal.throwIfAborted();
      throw asSyncError(error, what);
    } finally {
      signal.removeEventListener('abort', forward);
    }
  };
}

/** A request that makes no progress for this long is over (fault N3). */
export const NO_PROGRESS_MS = 10_000;

/** Throws unless the response's head is that of an answer of ours. */
function refuse(
  response: Response,
  {
    what,
    isStaleFine,
    now,
  }: { readonly what: string; readonly isStaleFine: boolean; readonly now: number },
): void {
  const { status, statusText, headers } = response;
  const line = `${what}: ${status} ${statusText}`.trimEnd();
  if (response.redirected || response.type === 'opaqueredirect' || (status > 300 && status < 304)) {
    throw new SyncError('offline', `${line}: led elsewhere, as a sign-in page does`, { status });
  }
  if (headers.has(FROM_CACHE_HEADER) && !isStaleFine) {
    throw new SyncError('offline', `${line}: a stored copy, no news`, { status });
  }
  if (status === 304) return;
  if (status !== 200) throw statusError(response, { line, now });
  if (!/^application\/json\b/i.test(headers.get('content-type') ?? '')) {
    const type = headers.get('content-type') ?? 'no content type';
    throw new SyncError('offline', `${line}: ${type}, as a sign-in page does`, { status });
  }
}

function statusError(
  response: Response,
  { line, now }: { readonly line: string; readonly now: number },
): SyncError {
  const { status } = response;
  const facts = { status, retryAfterMs: retryAfterMs(response, now) };
  if (status === 429) return new SyncError('rate-limited', line, facts);
  if (status === 404 || status === 410) return new SyncError('not-found', line, facts);
  if (status === 401 || status === 403) return new SyncError('unauthorized', line, facts);
  // 511 is what an honest captive portal says (RFC 6585 §6); other 5xx mean that nobody is there either.
  if (status >= 500) return new SyncError('offline', line, facts);
  return new SyncError('invalid-response', line, facts);
}

/** What fetch itself throws is a TypeError: no network, no name, no certificate, no permission; it does not say which. */
function asSyncError(error: unknown, what: string): SyncError {
  if (error instanceof SyncError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SyncError('offline', `${what}: no response (${reason})`, { cause: error });
}

/** Rejects when the signal fires, whatever the work does: a fetch that ignores its signal must not hold anybody. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
