import type { OutboxRow } from '../cache/outbox.ts';
import { bytesOf } from '../model/hash.ts';
import { SyncError, type FailureCode } from '../protocol/failure.ts';
import {
  MAX_MUTATION_BYTES,
  type MutationFailure,
  type MutationRequest,
  type MutationResult,
  type SentMutation,
} from '../protocol/mutation.ts';
import { decodeFailure, decodeResults } from '../protocol/mutation-answer.ts';
import { parseJson } from '../protocol/parse-json.ts';
import { MUTATIONS_PATH, SESSION_PATH } from '../protocol/paths.ts';
import { createRequest, type Request } from './request.ts';

/** One round trip with changes: what became of each, or why the batch as it is will never be taken. */
export type PushAnswer =
  | { readonly kind: 'results'; readonly results: readonly MutationResult[] }
  | { readonly kind: 'ill'; readonly error: MutationFailure };

/** The way to the server's half of the write path. Rejects with a `SyncError` where asking again may help. */
export interface Push {
  /** Sends changes of one client and identity, in their order; 'unauthorized' where the token is not good any more. */
  send(rows: readonly OutboxRow[], who: Who): Promise<PushAnswer>;
  /** Settles where the token is an editor's, else rejects with 'unauthorized'. */
  checkToken(token: string, signal: AbortSignal): Promise<void>;
}

/** In whose name. */
export interface Who {
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
}

/** A way below `baseUrl`. */
export function createPush(options: Parameters<typeof createRequest>[0]): Push {
  const request = createRequest(options);
  return Object.freeze({
    async send(rows: readonly OutboxRow[], { token, signal }: Who): Promise<PushAnswer> {
      const { status, value } = await ask(request, {
        path: MUTATIONS_PATH,
        body: bodyOf(rows),
        signal,
        token,
      });
      const ids = rows.map(({ id }) => id);
      // A batch of nothing but refused ones carries the first one's status.
      if (status === 200 || hasResults(value)) {
        return { kind: 'results', results: decodeResults(value, ids) };
      }
      const error = decodeFailure((value as { error?: unknown }).error);
      const code = CODES[status];
      if (code === 'invalid-arguments') return { kind: 'ill', error: { ...error, code } };
      throw new SyncError(code ?? 'invalid-response', error.message, { status });
    },

    async checkToken(token: string, signal: AbortSignal) {
      const body = JSON.stringify({ token });
      const { status } = await ask(request, { path: SESSION_PATH, body, signal });
      if (status !== 200)
        throw new SyncError('unauthorized', 'This token is not valid here.', { status });
    },
  });
}

/** What is sent of a change. */
type Sendable = Required<SentMutation> & Partial<Pick<OutboxRow, 'clientId'>>;

/** How many bytes the body of a request with these changes has. */
export function sizeOf(rows: readonly Sendable[]): number {
  return bytesOf(bodyOf(rows)).byteLength;
}

/** Throws 'too-large' for a change that no request can take. */
export function checkSize(row: Sendable): void {
  if (sizeOf([row]) <= MAX_MUTATION_BYTES - CLIENT_ID_BYTES) return;
  throw new SyncError('too-large', 'This is too much for one change.');
}

/** Who sends a change is known when it is kept. */
const CLIENT_ID_BYTES = 64;

/** The body of a request with these changes, which are of one client. */
export function bodyOf(rows: readonly Sendable[]): string {
  const mutations = rows.map(({ id, name, args, ctx }): SentMutation => ({ id, name, args, ctx }));
  return JSON.stringify({ clientId: rows[0]?.clientId ?? '', mutations } satisfies MutationRequest);
}

function ask(
  request: Request,
  { path, body, signal, token }: { path: string; body: string } & Who,
): Promise<{ readonly status: number; readonly value: unknown }> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const get = {
    path,
    body,
    headers,
    cache: 'no-store',
    maxBytes: MAX_ANSWER_BYTES,
    signal,
  } as const;
  return request({ ...get, isAnswer }, async ({ status }, read) => ({
    status,
    value: parseJson(await read(), `[POST] ${path}`),
  }));
}

/** Only what our own server says of a batch: a sign-in page's 403 is none, nor the 404 of a host that serves files. */
function isAnswer({ status, headers, redirected }: Response): boolean {
  const isJson = /^application\/json\b/i.test(headers.get('content-type') ?? '');
  return isJson && !redirected && status > 399 && status < 500 && status !== 429;
}

function hasResults(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'results' in value;
}

/** What a status says of a batch as a whole. */
const CODES: Readonly<Record<number, FailureCode>> = {
  400: 'invalid-arguments',
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not-found',
  409: 'invalid-arguments',
  413: 'invalid-arguments',
  415: 'invalid-arguments',
  422: 'invalid-arguments',
};

const MAX_ANSWER_BYTES = 1024 * 1024;
