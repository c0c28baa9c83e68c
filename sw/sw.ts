import { ACCEPT_STALE_HEADER } from '../src/protocol/paths.ts';
import {
  decodeServiceWorkerRequest,
  UNSENT_TAG,
  type BuildAnswer,
} from '../src/protocol/sw-messages.ts';
import { SITE_ROUTES } from '../src/site/site-routes.ts';
import { cacheNamesFor, cachesToDelete, outboxNamesFor } from './cache-names.ts';
import { routeFor } from './ladder.ts';
import { createKeptFiles } from './kept-files.ts';
import { createLastKnown } from './last-known.ts';
import { createMedia } from './media.ts';
import { sendUnsent } from './send-unsent.ts';
import { createShell } from './shell.ts';

declare const self: ServiceWorkerGlobalScope;
declare const __BUILD_ID__: string;
declare const __SHELL__: Readonly<Record<string, string>>;

/*
 *   install ──all files are what the build wrote──▶ waiting ──'apply-update', or the last tab closes──▶ active
 *      └──one is not──▶ gone; the version before stays active, and the next check tries again
 *
 * An update is offered, never forced: nothing here skips waiting by itself (fault S2).
 */

/** A magazine's pictures for a year or two, and far below what any browser lets a site keep. */
const MAX_MEDIA_BYTES = 50_000_000;

/** Some ten thousand articles, for browsers that keep nothing else. */
const MAX_CONTENT_BYTES = 25_000_000;

const base = new URL('./', self.location.href);
const names = cacheNamesFor(base.pathname);
const shell = createShell({ base, names, build: __BUILD_ID__, integrityByPath: __SHELL__ });
const keptIn = (cacheName: string, maxBytes: number) =>
  createKeptFiles({ storage: caches, cacheName, maxBytes, now: Date.now });
const media = createMedia(keptIn(names.media, MAX_MEDIA_BYTES), (request, init) =>
  fetch(request, init),
);
const lastKnown = createLastKnown(keptIn(names.content, MAX_CONTENT_BYTES), {
  fetch: (request) => fetch(request),
  now: Date.now,
  startTimer: (ms, run) => setTimeout(run, ms),
});

self.addEventListener('install', (event) => event.waitUntil(shell.install(event)));

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), deleteOldCaches()]));
});

self.addEventListener('message', (event) => {
  const request = decodeServiceWorkerRequest(event.data);
  if (request?.type === 'apply-update') event.waitUntil(self.skipWaiting());
  if (request?.type === 'which-build') {
    event.ports[0]?.postMessage({ type: 'build', id: __BUILD_ID__ } satisfies BuildAnswer);
  }
});

// Background Sync, where the browser has it; TypeScript knows no such event.
self.addEventListener('sync', (event) => {
  const woken = event as ExtendableEvent & { readonly tag: string };
  if (woken.tag !== UNSENT_TAG) return;
  const sending = sendUnsent({
    base,
    names: outboxNamesFor(base.pathname),
    indexedDB,
    locks: navigator.locks,
    fetch,
    now: Date.now,
  });
  woken.waitUntil(sending);
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const asked = {
    method: request.method,
    url: new URL(request.url),
    isNavigation: request.mode === 'navigate',
    acceptsStale: request.headers.get(ACCEPT_STALE_HEADER) === '1',
  };
  switch (routeFor(asked, { base, shellFiles: shell.files, routes: SITE_ROUTES })) {
    case 'network':
      return;
    case 'media':
      return event.respondWith(media(request, event));
    case 'last-known':
      return event.respondWith(lastKnown(request, event));
    case 'page':
      return event.respondWith(shell.page(request));
    case 'elsewhere':
      return event.respondWith(shell.elsewhere(request));
    case 'file':
      return event.respondWith(shell.networkFile(request));
    case 'shell-file':
      return event.respondWith(shell.file(request));
    case 'older-asset':
      return event.respondWith(shell.olderFile(request));
  }
});

async function deleteOldCaches(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const existing = await caches.keys();
  const found = { existing, build: __BUILD_ID__, base, openPages: pages.map(({ url }) => url) };
  await Promise.all(cachesToDelete(names, found).map((name) => caches.delete(name)));
}
