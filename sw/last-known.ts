import { NetworkFirst } from 'workbox-strategies';
import { FROM_CACHE_HEADER } from '../src/protocol/paths.ts';
import { keepAtMost } from './expiration.ts';

/**
 * Answers for whoever said that a stale copy will do: NetworkFirst, and then what was last received, marked with the time
 * at which it was stored (I16, P8). A server's failure or a captive portal's page counts as no network.
 */
export function lastKnownStrategy(cacheName: string): NetworkFirst {
  return new NetworkFirst({
    cacheName,
    matchOptions: { ignoreVary: true },
    networkTimeoutSeconds: PATIENCE_SECONDS,
    plugins: [
      {
        fetchDidSucceed({ response }) {
          if (isOurs(response)) return Promise.resolve(response);
          return Promise.reject(new Error(`${response.url}: ${response.status} is not content`));
        },
        cacheWillUpdate: ({ response }) =>
          Promise.resolve(response.status === 200 ? storedNow(response) : null),
      },
      keepAtMost(MAX_ENTRIES),
    ],
  });
}

/** Longer than a slow phone needs for a manifest, short enough to wait for. */
const PATIENCE_SECONDS = 5;

const MAX_ENTRIES = 500;

function isOurs(response: Response): boolean {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return isJson && response.status < 500;
}

/** The copy that is kept says since when; the one that goes to the page does not, for it is news. */
function storedNow(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set(FROM_CACHE_HEADER, new Date().toISOString());
  return new Response(response.body, { status: response.status, headers });
}
