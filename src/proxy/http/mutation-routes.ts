import { Hono } from 'hono';
import type { FailureCode } from '../../protocol/failure.ts';
import {
  decodeMutationRequest,
  MAX_MUTATION_BYTES,
  type MutationRequest,
  type MutationResponse,
  type MutationResult,
} from '../../protocol/mutation.ts';
import type { MutationService } from '../mutations/mutation-service.ts';
import type { Report } from '../report.ts';
import { DATA_HEADERS } from '../security-headers.ts';
import { clientAddress } from './client-address.ts';
import { tooMany, type EditorDoor } from './editor-door.ts';
import { isOwnOrigin } from './own-origin.ts';
import { createRateLimit } from './rate-limit.ts';
import { readJson } from './read-json.ts';
import { refuse } from './refusal.ts';

/** What the routes that change something are given. */
export interface MutationRoutesOptions {
  /** Undefined where this site takes no changes. */
  readonly mutations?: Pick<MutationService, 'submit'> | undefined;
  readonly door: EditorDoor;
  readonly siteUrl?: string | undefined;
  /** How many own proxies stand in front. */
  readonly trustedHops: number;
  readonly now: () => number;
  readonly report: Report;
}

/** Requests, with up to a hundred mutations in each. An editor's scripts may do more. */
const PER_CLIENT = { burst: 120, perSecond: 4 };
const PER_ADDRESS = { burst: 600, perSecond: 20 };
const PER_EDITOR = { burst: 6_000, perSecond: 200 };
/** Mutations of those who need no token: journal, base and the queue before the next one's like are not for one to fill. */
const CHANGES_PER_ADDRESS = { burst: 10_000, perSecond: 20 };
const SESSION_BYTES = 4_096;

/** `POST /v1/mutations` and `POST /v1/session`. */
export function mutationRoutes(options: MutationRoutesOptions): Hono {
  const { mutations, door, siteUrl, now } = options;
  const perClient = createRateLimit(PER_CLIENT, now);
  const perAddress = createRateLimit(PER_ADDRESS, now);
  const changesPerAddress = createRateLimit(CHANGES_PER_ADDRESS, now);
  const perEditor = createRateLimit(PER_EDITOR, now);
  const app = new Hono({ strict: false });

  /** What a reader's request is refused with, by what it asks for. */
  const refusalOf = ({ clientId, mutations: { length } }: MutationRequest, address: string) => {
    const clientWaitMs = perClient.take(clientId);
    if (clientWaitMs > 0) return tooMany(clientWaitMs, 'This client sent too many requests.');
    const waitMs = changesPerAddress.take(address, length);
    return waitMs > 0 ? tooMany(waitMs, 'Too many changes came from this address.') : undefined;
  };

  app.post('/mutations', async ({ req, env }) => {
    if (!mutations) {
      return refuse(
        404,
        'not-found',
        'This site takes no changes; its manifest says writable: false.',
      );
    }
    if (!isOwnOrigin(req.raw, siteUrl)) return refuse(403, 'unauthorized', FOREIGN);
    const address = clientAddress(req.raw, env, options.trustedHops);
    const role = door.roleOf(req.raw, address);
    if (role instanceof Response) return role;
    const waitMs = (role === 'editor' ? perEditor : perAddress).take(address);
    if (waitMs > 0) return tooMany(waitMs, 'Too many requests came from this address.');
    const body = await readJson(req.raw, MAX_MUTATION_BYTES);
    if (body instanceof Response) return body;
    const request = requestOf(body.value);
    if (typeof request === 'string') return refuse(400, 'bad-request', request);
    const refusal = role === 'editor' ? undefined : refusalOf(request, address);
    if (refusal) return refusal;
    try {
      return answer(await mutations.submit(request, role));
    } catch (error) {
      // A full disk: what cannot be promised is not taken.
      options.report({ type: 'failed', what: 'journalling changes', error });
      return refuse(503, 'storage-failed', 'The server cannot keep changes now; ask again.', {
        'retry-after': '30',
      });
    }
  });

  app.post('/session', async ({ req, env }) => {
    if (!isOwnOrigin(req.raw, siteUrl)) return refuse(403, 'unauthorized', FOREIGN);
    const address = clientAddress(req.raw, env, options.trustedHops);
    const body = await readJson(req.raw, SESSION_BYTES);
    if (body instanceof Response) return body;
    const token = (body.value as { readonly token?: unknown } | null)?.token;
    if (typeof token !== 'string') return refuse(400, 'bad-request', 'Send { "token": … }.');
    const verdict = door.check(token, address);
    return verdict === true ? json({ role: 'editor' }, 200) : verdict;
  });
  return app;
}

const FOREIGN = 'Only this site’s own pages may ask for this.';

/** The request, or the sentence that says what is wrong with its form. */
function requestOf(value: unknown): MutationRequest | string {
  try {
    return decodeMutationRequest(value);
  } catch (error) {
    return error instanceof Error ? error.message : 'The body is not a list of mutations.';
  }
}

/** 200 with a result each; what is wholly refused answers as its first, with the results all the same. */
function answer(results: readonly MutationResult[]): Response {
  const [first] = results;
  const isRefused = results.every(({ status }) => status === 'rejected');
  if (first?.status !== 'rejected' || !isRefused) {
    return json({ results } satisfies MutationResponse, 200);
  }
  return json({ error: first.error, results }, STATUS[first.error.code] ?? 422);
}

const STATUS: Readonly<Partial<Record<FailureCode, number>>> = {
  unauthorized: 401,
  'not-found': 404,
  conflict: 409,
  expired: 410,
  'too-large': 413,
};

function json(value: unknown, status: number): Response {
  return Response.json(value, {
    status,
    headers: { ...DATA_HEADERS, 'cache-control': 'no-store' },
  });
}
