import { cacheNamesFor } from './cache-names.ts';

declare const self: ServiceWorkerGlobalScope;

/*
 * A service worker that removes itself and this site's caches: deployed as /sw.js in an emergency (docs/deploying.md).
 * Open tabs are left alone, since a reload could cost someone a half-written text; they go to the network from now on.
 * The databases stay: the outbox may hold changes that nobody else has.
 */

const names = cacheNamesFor(new URL('./', self.location.href).pathname);

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));

self.addEventListener('activate', (event) => event.waitUntil(removeEverything()));

async function removeEverything(): Promise<void> {
  const ours = (await caches.keys()).filter((name) => name.startsWith(names.prefix));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
