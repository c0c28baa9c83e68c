import { ApiError } from './api-error.ts';
import type { EmulatorClock } from './emulator-clock.ts';
import type { Faults } from './faults.ts';
import { answerGrid, type GridContext } from './grid/answer-grid.ts';
import { isObject } from './json.ts';
import { NAMED_FAULTS } from './named-faults.ts';
import { readFaults } from './read-faults.ts';
import type { RequestLog } from './request-log.ts';
import { readSeed } from './read-seed.ts';
import type { SeedBase } from './seed.ts';
import type { Stream } from './stream/stream.ts';

/** What `/_emulator/…` may touch. */
export interface ControlContext extends GridContext {
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly stream: Stream;
  readonly reset: () => void;
  /** Puts another base in the place of this one, and resets; throws when it does not fit its own schema. */
  readonly plant: (seed: SeedBase) => void;
}

/**
 * Answers `/_emulator/…`: faults, reset, seed, clock, requests, and the grid's own calls. They need no token, so they answer
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

// oxlint-disable-next-line complexity -- one line per call
async function answerArea(
  call: string,
  request: Request,
  context: ControlContext,
): Promise<Response> {
  const { clock, faults, requests } = context;
  switch (call) {
    case 'GET faults':
      return Response.json(faultList(faults));
    case 'POST faults':
      return addFaults(await readJson(request), faults);
    case 'DELETE faults':
      faults.clear(new URL(request.url).searchParams.get('name') ?? undefined);
      return Response.json(faultList(faults));
    case 'POST reset':
      context.reset();
      return Response.json({ reset: true });
    case 'POST seed':
      return plantSeed(await readJson(request), context);
    case 'GET clock':
      return Response.json(timeOf(clock));
    case 'POST stream':
      return steerStream(await readJson(request), context.stream);
    case 'POST clock':
      return moveClock(await readJson(request), clock);
    case 'GET requests':
      return Response.json({ total: requests.total(), requests: requests.entries() });
    case 'DELETE requests':
      requests.clear();
      return Response.json({ total: 0, requests: [] });
    default:
      return Response.json({ error: 'NOT_FOUND' }, { status: 404 });
  }
}

/** The faults in force, and every name that can be switched on. */
function faultList(faults: Faults): unknown {
  const active = faults.active();
  const named = NAMED_FAULTS.map(({ name, says }) => {
    return { name, says, isOn: active.some((fault) => fault.name === name) };
  });
  return { faults: active, named };
}

/** A name that is on already is not put on twice. */
function addFaults(body: unknown, faults: Faults): Response {
  const read = (Array.isArray(body) ? body : [body]).map(readFaults);
  const wrong = read.find((entry) => typeof entry === 'string');
  if (wrong !== undefined) return Response.json({ error: wrong }, { status: 422 });
  const added = read.filter((entry) => typeof entry !== 'string').flat();
  for (const { name } of added) if (name !== undefined) faults.clear(name);
  faults.add(...added);
  return Response.json(faultList(faults));
}

function plantSeed(body: unknown, { plant, base }: ControlContext): Response {
  const read = readSeed(body, base());
  if (typeof read === 'string') return Response.json({ error: read }, { status: 422 });
  try {
    plant(read);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return Response.json({ error: error.message }, { status: 422 });
  }
  return Response.json({ seeded: true, tables: read.tables.map(({ name }) => name) });
}

function timeOf(clock: EmulatorClock): unknown {
  return { now: new Date(clock.now()).toISOString(), aheadMs: clock.aheadMs() };
}

/** `{"advanceMs": n}` goes on by n, `{"aheadMs": 0}` goes back to the time of the machine. */
function moveClock(body: unknown, clock: EmulatorClock): Response {
  const { advanceMs, aheadMs } = isObject(body) ? body : {};
  if (aheadMs === 0) clock.reset();
  else if (typeof advanceMs === 'number' && advanceMs >= 0) clock.advance(advanceMs);
  else
    return Response.json(
      { error: 'The body is {"advanceMs": n}, or {"aheadMs": 0} for the machine’s own time.' },
      { status: 422 },
    );
  return Response.json(timeOf(clock));
}

/** `{"text": …}` posts it; `{"postsPerSecond": n, "seconds": n}` is a burst. */
function steerStream(body: unknown, stream: Stream): Response {
  const { text, postsPerSecond, seconds = 60 } = isObject(body) ? body : {};
  if (typeof text === 'string') return Response.json(stream.post(text.slice(0, 3000)));
  const isBurst =
    typeof postsPerSecond === 'number' && postsPerSecond > 0 && postsPerSecond <= 1000;
  if (!isBurst || typeof seconds !== 'number') {
    return Response.json(
      {
        error:
          'The body is {"text": "…"}, or {"postsPerSecond": n, "seconds": n} with n up to 1000.',
      },
      { status: 422 },
    );
  }
  stream.burst(postsPerSecond, seconds * 1000);
  return Response.json({ postsPerSecond, seconds });
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
