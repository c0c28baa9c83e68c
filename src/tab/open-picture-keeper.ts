import type { Collection } from '../model/schema.ts';
import { mediaCacheName } from '../protocol/names.ts';
import type { Survey } from '../store/survey.ts';
import { createPictureKeeper, type KeptPicture, type PictureKeeper } from './keep-pictures.ts';
import { whenLetThrough } from './picture-traffic.ts';

/** Whose pictures are kept: those of the records of a site's copy. */
export interface PicturesOf {
  /** The site's base path, `/` or `/magazine/`. */
  readonly basePath: string;
  readonly collections: readonly Collection[];
  readonly survey: Survey;
}

/** Keeps pictures from a browser's page. The service worker's cache is looked at, never written. */
export function openPictureKeeper({ basePath, collections, survey }: PicturesOf): PictureKeeper {
  const cacheName = mediaCacheName(basePath);
  const addressOf = (src: string) => new URL(basePath + src.replace(/^\//, ''), location.href).href;
  return createPictureKeeper({
    collections,
    survey,
    addressOf,
    kept: () => keptIn(cacheName),
    onPage: () =>
      [...document.images]
        .map(({ currentSrc }) => currentSrc)
        .filter((address) => address.startsWith(addressOf('v1/media/'))),
    pixels: () => Math.min(screen.width, WIDEST) * Math.min(devicePixelRatio, 2),
    fetch: (address, signal) =>
      whenLetThrough(basePath, signal, async () => {
        // Out of the browser's own cache, where it is there: what lies at an address never changes (B49).
        const response = await fetch(address, { cache: 'force-cache', priority: 'low', signal });
        return response.ok ? (await response.blob()).size : undefined;
      }),
    isKeeping: () => Boolean(navigator.serviceWorker?.controller),
    savesData: () => (navigator as WithConnection).connection?.saveData === true,
    idle,
    locks: navigator.locks,
    lockName: `${cacheName}:keeping`,
  });
}

/** No column of text is wider, in CSS pixels. */
const WIDEST = 1000;

/** In Chromium browsers, in no standard's declarations. */
interface WithConnection {
  readonly connection?: { readonly saveData?: boolean };
}

async function keptIn(cacheName: string): Promise<readonly KeptPicture[]> {
  // Opening would make it.
  if (!(await caches.has(cacheName))) return [];
  const cache = await caches.open(cacheName);
  const [requests, responses] = [await cache.keys(), await cache.matchAll()];
  return requests.map(({ url }, i) => ({
    address: url,
    bytes: Number(responses[i]?.headers.get('content-length') ?? 0),
  }));
}

async function idle(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    // WebKit has no requestIdleCallback.
    if ('requestIdleCallback' in globalThis)
      requestIdleCallback(() => resolve(), { timeout: 1000 });
    else setTimeout(resolve, 50);
  });
  signal.throwIfAborted();
}
