import { CacheFirst } from 'workbox-strategies';
import { hashBytes } from '../src/model/hash.ts';
import { keepAtMost } from './expiration.ts';
import { sliceResponse } from './range.ts';

/**
 * Answers for pictures and other attachments: CacheFirst, because their addresses contain their hash. Bytes that are
 * neither stored nor reachable are a network error, for which the page shows its labelled placeholder.
 */
export function mediaStrategy(cacheName: string): CacheFirst {
  return new CacheFirst({
    cacheName,
    matchOptions: { ignoreVary: true },
    plugins: [
      {
        // What a portal or a broken middlebox gave may lie in the browser's own cache, for a year: once more, past it.
        fetchDidSucceed: async ({ request, response }) =>
          !isWhole(response) || (await isWhatItIsCalled(request, response))
            ? response
            : fetch(request, { cache: 'reload' }),
        // Full bodies of this origin only: a part cannot be stored, and an opaque answer is charged as 7 MB (fault D6).
        cacheWillUpdate: async ({ request, response }) =>
          isWhole(response) && (await isWhatItIsCalled(request, response)) ? response : null,
        cachedResponseWillBeUsed({ request, cachedResponse }) {
          const range = request.headers.get('range');
          if (!cachedResponse || range === null) return Promise.resolve(cachedResponse);
          return sliceResponse(range, cachedResponse);
        },
      },
      keepAtMost(MAX_ENTRIES),
    ],
  });
}

function isWhole({ status, type }: Response): boolean {
  return status === 200 && type === 'basic';
}

/**
 * Whether the bytes are those that the address names. A captive portal answers a picture too with its sign-in page
 * (fault N1), and a body may be cut (N2): kept once, it would be shown for ever.
 */
async function isWhatItIsCalled({ url }: Request, response: Response): Promise<boolean> {
  const hash = /\/v1\/media\/([^/]+)\//.exec(url)?.[1];
  return hash === (await hashBytes(new Uint8Array(await response.clone().arrayBuffer())));
}

/** A magazine's pictures of about 100 kB: 30 MB, far below any browser's quota. The least recently seen leave first. */
const MAX_ENTRIES = 300;
