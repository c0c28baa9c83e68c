import { FROM_CACHE_HEADER } from '../src/protocol/paths.ts';
import type { KeptFiles, Lasting } from './kept-files.ts';

/** What the platform does for it; handed in by tests. */
export interface LastKnownOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly now: () => number;
  readonly startTimer: (ms: number, run: () => void) => void;
}

/**
 * Answers for whoever said that a stale copy will do, which is an engine that keeps nothing and shows nothing. Objects
 * never change under their address: what is kept comes at once, unless the request asks past every cache. Whatever else
 * comes from the network; where that has nothing of ours within five seconds, as it was last received, marked with the
 * time at which that was (I16, P8). A server's failure or a captive portal's page counts as no network.
 */
export function createLastKnown(
  files: KeptFiles,
  { fetch, now, startTimer }: LastKnownOptions,
): (request: Request, lasting: Lasting) => Promise<Response> {
  const fromNetwork = async (request: Request, lasting: Lasting) => {
    const response = await fetch(request);
    if (!isOurs(response)) throw new TypeError(`${response.url}: ${response.status}, no content`);
    if (response.status === 200) lasting.waitUntil(keep(request.url, response.clone()));
    return response;
  };

  /** The copy that is kept says since when; the one that goes to the engine does not, for it is news. */
  const keep = async (address: string, response: Response) => {
    const headers = new Headers(response.headers);
    if (!isObject(address)) headers.set(FROM_CACHE_HEADER, new Date(now()).toISOString());
    await files.keep(address, new Uint8Array(await response.arrayBuffer()), headers);
  };

  return async (request, lasting) => {
    const kept = await files.match(request.url, lasting);
    if (kept && isObject(request.url) && request.cache !== 'reload') return kept;
    const asked = fromNetwork(request, lasting);
    if (!kept) return asked;
    const answer = asked.catch(() => kept);
    // What comes later is kept all the same.
    lasting.waitUntil(answer);
    const patience = new Promise<Response>((resolve) => {
      startTimer(PATIENCE_MS, () => resolve(kept));
    });
    return Promise.race([answer, patience]);
  };
}

/** Longer than a slow phone needs for a manifest, short enough to wait for. */
const PATIENCE_MS = 5000;

function isObject(address: string): boolean {
  return /\/v1\/o\/[^/]+$/.test(address);
}

function isOurs({ headers, status }: Response): boolean {
  return status < 500 && headers.get('content-type')?.startsWith('application/json') === true;
}
