import { ApiError } from './api-error.ts';
import { errorResponse, jsonResponse } from './api-response.ts';
import type { Fault } from './faults.ts';
import {
  billingLimitExceeded,
  rateLimitReached,
  type Limits,
  type LimitSettings,
} from './limits.ts';

/** What faults act upon. */
export interface FaultTools {
  readonly limits: Limits;
  readonly rateLimitBody: LimitSettings['rateLimitBody'];
  readonly loseIterators: () => void;
  /** Lets an editor change the table that is being listed. */
  readonly disturb: (fault: Fault, target: string) => void;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Answers a request with these faults in force, in the order in which they were asked for. A broken connection is
 * `Response.error()`, or a body that breaks off; a hang settles only when the request is aborted, by throwing.
 */
// oxlint-disable-next-line complexity -- one line per kind of fault; the compiler checks that none is missing
export async function answerWithFaults(
  request: Request,
  faults: readonly Fault[],
  tools: FaultTools & { readonly target: string; readonly answer: () => Promise<Response> },
): Promise<Response> {
  const [fault, ...others] = faults;
  if (fault === undefined) return await tools.answer();
  const goOn = (): Promise<Response> => answerWithFaults(request, others, tools);
  switch (fault.kind) {
    case 'status':
      return errorResponse(statusError(fault));
    case 'rate-limit':
      tools.limits.startPenalty();
      return errorResponse(rateLimitReached(tools.rateLimitBody));
    case 'billing-limit':
      return errorResponse(billingLimitExceeded());
    case 'offline':
      return Response.error();
    case 'html':
      return new Response(PORTAL_PAGE, { headers: { 'content-type': 'text/html; charset=utf-8' } });
    case 'hang':
      return await hang(request.signal);
    case 'slow':
      await tools.sleep(fault.delayMs ?? 1_000, request.signal);
      return await goOn();
    case 'answer-lost':
      await goOn();
      return Response.error();
    case 'truncate':
      return await halfOf(await goOn(), request.signal, 'ends');
    case 'cut':
      return await halfOf(await goOn(), request.signal, 'breaks');
    case 'stall':
      return await halfOf(await goOn(), request.signal, 'stalls');
    case 'record-added':
    case 'record-removed':
    case 'schema-changed':
      tools.disturb(fault, tools.target);
      return await goOn();
    case 'iterator-lost':
      tools.loseIterators();
      return await goOn();
    case 'empty-table': {
      const response = await goOn();
      return isList(request) && response.ok ? jsonResponse({ records: [] }) : response;
    }
  }
}

const PORTAL_PAGE = '<!doctype html><title>Sign in</title><p>Sign in to use this network.</p>';

function statusError({ status = 503, body, retryAfter }: Fault): ApiError {
  const message =
    'Server encountered an error while processing your request, and it is safe to retry the request';
  const usual = { error: { type: status === 503 ? 'RETRIABLE_ERROR' : 'SERVER_ERROR', message } };
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return new ApiError(status, body ?? usual, headers);
}

function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}

/** A body that breaks or stalls was promised whole: its length is that of the whole answer. */
async function halfOf(
  response: Response,
  signal: AbortSignal,
  how: 'ends' | 'breaks' | 'stalls',
): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const half = bytes.slice(0, Math.floor(bytes.byteLength / 2));
  const headers = new Headers(response.headers);
  headers.set('content-length', String(how === 'ends' ? half.byteLength : bytes.byteLength));
  const { status } = response;
  if (how === 'ends') return new Response(half, { status, headers });
  let isSent = false;
  const spoilt = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (!isSent) controller.enqueue(half);
      else if (how === 'breaks') controller.error(new TypeError('The connection was cut.'));
      else await hang(signal);
      isSent = true;
    },
  });
  return new Response(spoilt, { status, headers });
}

function isList(request: Request): boolean {
  const { pathname } = new URL(request.url);
  const isPostedList = request.method === 'POST' && /\/listRecords\/?$/.test(pathname);
  return isPostedList || (request.method === 'GET' && /^\/v0\/app[^/]+\/[^/]+\/?$/.test(pathname));
}
