import { CacheFirst } from 'workbox-strategies';
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
        // Full bodies of this origin only: a part cannot be stored, and an opaque answer is charged as 7 MB (fault D6).
        cacheWillUpdate: ({ response }) =>
          Promise.resolve(response.status === 200 && response.type === 'basic' ? response : null),
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

/** A magazine's pictures of about 100 kB: 30 MB, far below any browser's quota. The least recently seen leave first. */
const MAX_ENTRIES = 300;
