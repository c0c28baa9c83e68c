import { SyncError } from '../../../protocol/failure.ts';
import type { Clock } from '../../clock.ts';
import { askService, type ServiceAnswer } from '../ask-service.ts';
import { retryAfterMsOf } from '../airtable/airtable-error.ts';

/** What a client of GitHub's REST API is given. */
export interface GithubClientOptions {
  readonly apiUrl: string;
  /** Without one GitHub allows 60 calls an hour, and counts unchanged answers too. */
  readonly token: string | undefined;
  readonly clock: Clock;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** GitHub's API, as far as it is asked: each address with the ETag of its last answer. */
export interface GithubClient {
  /**
   * What an address holds; undefined where there is nothing (404). Throws a `SyncError` whose message says what was
   * answered, in words that may be shown.
   */
  readonly get: (path: string, signal: AbortSignal) => Promise<unknown>;
  /** How long to wait before as many calls again as were counted since it was last asked, in ms. */
  readonly pauseMs: () => number;
}

/** A client that has asked nothing yet. */
export function createGithubClient(options: GithubClientOptions): GithubClient {
  const { apiUrl, token, clock } = options;
  const keptByPath = new Map<string, { readonly etag: string; readonly value: unknown }>();
  /** The allowance as the last answer told it; `endsAt` on our clock. */
  let allowance = { left: Infinity, endsAt: 0 };
  let silentUntil = 0;
  let counted = 0;

  function note({ status, headers }: ServiceAnswer): void {
    // A 304 is free, but only for those who say who they are.
    if (status !== 304 || token === undefined) counted++;
    const now = clock.now();
    const left = wholeNumber(headers.get('x-ratelimit-remaining'));
    const resetAt = wholeNumber(headers.get('x-ratelimit-reset'));
    if (left !== undefined && resetAt !== undefined) {
      // The moment is one of GitHub's clock, which its own date tells.
      const served = Date.parse(headers.get('date') ?? '') || now;
      allowance = { left, endsAt: now + Math.max(0, resetAt * 1000 - served) };
    }
    if (status !== 429 && status !== 403) return;
    const asked = retryAfterMsOf(headers.get('retry-after'), now);
    if (asked !== undefined) silentUntil = now + asked;
    else if (allowance.left === 0) silentUntil = allowance.endsAt;
    // GitHub's advice for a secondary limit that names no time.
    else if (status === 429) silentUntil = now + 60_000;
  }

  return Object.freeze({
    get: async (path: string, signal: AbortSignal) => {
      if (clock.now() < silentUntil) {
        throw new SyncError('rate-limited', 'GitHub asked for a pause');
      }
      const kept = keptByPath.get(path);
      const answer = await askService(`${apiUrl}${path}`, {
        ...options,
        signal,
        headers: {
          accept: 'application/vnd.github+json',
          'x-github-api-version': '2022-11-28',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(kept ? { 'if-none-match': kept.etag } : {}),
        },
      });
      note(answer);
      const { status, headers, text } = answer;
      if (status === 304 && kept) return kept.value;
      if (status === 404) return undefined;
      if (status === 401) throw new SyncError('unauthorized', 'GitHub refuses GITHUB_TOKEN');
      if (status !== 200) throw new SyncError('invalid-response', `GitHub answered ${status}`);
      const value = parse(text);
      const etag = headers.get('etag');
      if (etag !== null) keptByPath.set(path, { etag, value });
      return value;
    },
    pauseMs: () => {
      const now = clock.now();
      const calls = Math.max(counted, 1);
      counted = 0;
      const untilResetMs = Math.max(0, allowance.endsAt - now);
      const spreadMs = Math.min(
        untilResetMs,
        (untilResetMs * calls) / Math.max(allowance.left, 0.5),
      );
      return Math.max(spreadMs, silentUntil - now, 0);
    },
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyncError('invalid-response', 'GitHub answered something that is not JSON');
  }
}

function wholeNumber(header: string | null): number | undefined {
  return header !== null && /^\d{1,12}$/.test(header) ? Number(header) : undefined;
}
