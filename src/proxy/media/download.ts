import type { Clock } from '../clock.ts';
import { orAborted, readBody, startWatchdog, type Watchdog } from '../source/airtable/read-body.ts';
import { isAllowedMediaUrl } from './allowed-url.ts';

/** What a download is given. */
export interface DownloadOptions {
  readonly apiUrl: string;
  /** Must follow no redirect by itself. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly clock: Clock;
  readonly maxBytes: number;
}

const STALL_MS = 10_000;
const MAX_DOWNLOAD_MS = 2 * 60_000;
/** As many as Airtable itself follows. */
const MAX_REDIRECTS = 3;

/**
 * The bytes of an attachment. Rejects with what to say about it: nothing came for ten seconds, or not all in two minutes,
 * or it is above the cap (`too-large`), or a redirect leads away from the allowed hosts.
 */
export async function download(
  url: string,
  options: DownloadOptions,
  caller: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { clock } = options;
  const tooLong = new AbortController();
  const watchdog = startWatchdog(clock, STALL_MS, AbortSignal.any([caller, tooLong.signal]));
  clock
    .sleep(MAX_DOWNLOAD_MS, watchdog.signal)
    .then(() => tooLong.abort(new Error('took longer than two minutes')))
    // The download ended first.
    .catch(() => undefined);
  try {
    const response = await follow(url, options, watchdog);
    return await readBody(response, options.maxBytes, watchdog);
  } finally {
    watchdog.stop();
    tooLong.abort();
  }
}

async function follow(
  url: string,
  { apiUrl, fetch }: DownloadOptions,
  watchdog: Watchdog,
): Promise<Response> {
  let next = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    if (!isAllowedMediaUrl(next, apiUrl)) throw new Error(NOT_ALLOWED);
    const request = new Request(next, { redirect: 'manual', signal: watchdog.signal });
    const response = await orAborted(fetch(request), watchdog.signal);
    watchdog.touch();
    if (response.ok) return response;
    await response.body?.cancel();
    const location = response.headers.get('location');
    const isRedirect = response.status >= 300 && response.status < 400 && location !== null;
    if (!isRedirect || !URL.canParse(location, next)) throw new Error(`${response.status}`);
    next = new URL(location, next).href;
  }
  throw new Error('its address leads from one place to the next');
}

/** Said of an attachment whose address leads elsewhere; the address itself is not named, for it may be a secret. */
export const NOT_ALLOWED = 'its address is not one of Airtable’s file hosts';
