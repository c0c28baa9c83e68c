import { ApiError } from './api-error.ts';
import { CORS_HEADERS, errorResponse, jsonResponse } from './api-response.ts';
import type { Faults } from './faults.ts';
import { answerWithFaults, type FaultTools } from './inject-faults.ts';
import type { RequestLog } from './request-log.ts';

/** The door through which every request of the Web API and for a file goes: logged, and hit by faults. */
export interface Gate {
  readonly api: (request: Request, answer: () => Promise<unknown>) => Promise<Response>;
  readonly file: (request: Request, answer: () => Promise<Response>) => Promise<Response>;
}

/** Builds the door. A fault without `match` hits the Web API only, so that pictures survive a bad day. */
export function createGate(
  options: FaultTools & {
    readonly now: () => number;
    readonly faults: Faults;
    readonly requests: RequestLog;
  },
): Gate {
  const pass = async (
    request: Request,
    kind: 'api' | 'file',
    answer: () => Promise<Response>,
  ): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const [method, target] = [request.method, pathname + search];
    const seen = target + (await offsetOfBody(request));
    const faults = options.faults.take({ method, target: seen, needsMatch: kind === 'file' });
    const atMs = options.now();
    let status = 0;
    try {
      const response = await answerWithFaults(request, faults, {
        ...options,
        target: seen,
        answer,
      });
      status = response.status;
      return response;
    } finally {
      options.requests.add({ atMs, method, target, status });
    }
  };
  return Object.freeze({
    api: async (request: Request, answer: () => Promise<unknown>) => {
      if (request.method === 'OPTIONS')
        return new Response(null, { status: 200, headers: CORS_HEADERS });
      return await pass(request, 'api', () => orRefusal(async () => jsonResponse(await answer())));
    },
    file: (request: Request, answer: () => Promise<Response>) =>
      pass(request, 'file', () => orRefusal(answer)),
  });
}

async function orRefusal(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ApiError) return errorResponse(error);
    throw error;
  }
}

/** A walk that goes on by POST names its place in the body; faults look for it in the address. */
async function offsetOfBody(request: Request): Promise<string> {
  if (request.method !== 'POST' || !/\/listRecords\/?(?:\?|$)/.test(request.url)) return '';
  const place = /"offset"\s*:\s*"([^"]+)"/.exec(await request.clone().text())?.[1];
  if (place === undefined) return '';
  return `${request.url.includes('?') ? '&' : '?'}offset=${place}`;
}
