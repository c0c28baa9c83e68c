import { ApiError } from './api-error.ts';
import type { BaseStore } from './base-store.ts';
import type { CellOutput } from './cell-output.ts';
import { readFault, type Fault, type Faults } from './faults.ts';
import { answerGrid } from './grid/answer-grid.ts';
import type { RequestLog } from './request-log.ts';
import type { TableEditor } from './table-editor.ts';

/** What `/_emulator/…` may touch. */
export interface ControlContext {
  readonly base: { readonly id: string; readonly name: string };
  readonly store: BaseStore;
  readonly output: CellOutput;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly reset: () => void;
  readonly table: (idOrName: string) => TableEditor;
}

/**
 * Answers `/_emulator/…`: faults, reset, requests, and the grid's own calls. They need no token, so they answer
 * only pages of the emulator itself and programs: a request that a browser sends for another site is refused.
 */
export function createControl(context: ControlContext): (request: Request) => Promise<Response> {
  return async (request) => {
    if (isForeign(request))
      return Response.json({ error: 'Only the emulator itself may ask this.' }, { status: 403 });
    const [, , area, ...rest] = new URL(request.url).pathname.replace(/\/+$/, '').split('/');
    try {
      if (area === 'grid') return await answerGrid(request, rest.map(decode), context);
      return await answerArea(`${request.method} ${area ?? ''}`, request, context);
    } catch (error) {
      if (error instanceof ApiError) return Response.json(error.body, { status: error.status });
      throw error;
    }
  };
}

async function answerArea(
  call: string,
  request: Request,
  { faults, requests, reset }: ControlContext,
): Promise<Response> {
  switch (call) {
    case 'GET faults':
      return Response.json({ faults: faults.active() });
    case 'POST faults':
      return addFaults(await readJson(request), faults);
    case 'DELETE faults':
      faults.clear();
      return Response.json({ faults: [] });
    case 'POST reset':
      reset();
      return Response.json({ reset: true });
    case 'GET requests':
      return Response.json({ total: requests.total(), requests: requests.entries() });
    case 'DELETE requests':
      requests.clear();
      return Response.json({ total: 0, requests: [] });
    default:
      return Response.json({ error: 'NOT_FOUND' }, { status: 404 });
  }
}

function addFaults(body: unknown, faults: Faults): Response {
  const list: readonly unknown[] = Array.isArray(body) ? body : [body];
  const read = list.map(readFault);
  const wrong = read.find((fault) => typeof fault === 'string');
  if (wrong !== undefined) return Response.json({ error: wrong }, { status: 422 });
  faults.add(...read.filter((fault): fault is Fault => typeof fault !== 'string'));
  return Response.json({ faults: faults.active() });
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new ApiError(422, { error: 'The body is not JSON.' });
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A lone per cent sign is no encoding; then the segment is what it says.
    return segment;
  }
}

/** A browser names the page a request comes from; programs do not. */
function isForeign(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = request.headers.get('origin');
  const host = request.headers.get('host');
  return origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host);
}
