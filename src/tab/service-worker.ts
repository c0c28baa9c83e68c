import { createSignal } from 'solid-js';
import { hasTypedText, reloadForMissingChunk } from './preload-error.ts';
import { readRungs } from './rungs.ts';
import { scriptUrl } from './trusted-types.ts';
import type { UpdateFlow } from './update-flow.ts';

/** What a page may say about its service worker; all of it is optional to show. */
export interface ServiceWorkerStatus {
  /** A new version waits, or another tab has let it in; shown as an offer. */
  updateReady(): boolean;
  /** Moves to the new version: this page reloads once. */
  applyUpdate(): void;
  /** The site has just become readable without a network, on this device, for the first time. */
  offlineReady(): boolean;
  /** Takes both notices away; a dismissed version comes in when the last tab closes. */
  dismiss(): void;
}

const [updateReady, setUpdateReady] = createSignal(false);
const [offlineReady, setOfflineReady] = createSignal(false);
let flow: UpdateFlow | undefined;

/** The page's service worker as signals. Registering is `registerServiceWorker`'s work; without it all is false. */
export function createServiceWorker(): ServiceWorkerStatus {
  return {
    updateReady,
    offlineReady,
    applyUpdate() {
      flow?.apply();
    },
    dismiss() {
      setUpdateReady(false);
      setOfflineReady(false);
    },
  };
}

/**
 * Registers the service worker once the page has loaded, looks for a new version every hour and whenever the page is
 * shown, and answers chunks that a deploy has taken away. Called once per page; returns the stop. Nothing waits for it:
 * a page without a service worker works (fault S6). With `?sw=0` the present registration is removed instead.
 */
export function registerServiceWorker(): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  addEventListener('vite:preloadError', onPreloadError, { signal });
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (container && !import.meta.env.DEV) {
    const begin = readRungs(location.search).sw
      ? () => void start(container, signal).catch(goOnWithout)
      : () => void unregister(container).catch(goOnWithout);
    if (document.readyState === 'complete') begin();
    else addEventListener('load', begin, { once: true, signal });
  }
  return () => stop.abort();
}

async function start(container: ServiceWorkerContainer, signal: AbortSignal): Promise<void> {
  // Only now, after the first paint: nothing of it is needed before.
  const { startUpdateFlow } = await import('./update-flow.ts');
  const scope = import.meta.env.BASE_URL;
  const environment = {
    container,
    scope,
    script: scriptUrl(`${scope}sw.js`),
    build: __BUILD_ID__,
    reload: () => location.reload(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    onUpdateReady: () => setUpdateReady(true),
    onOfflineReady() {
      setOfflineReady(true);
      void import('./keep-pictures.ts').then(({ keepPictures }) => keepPictures(document));
    },
  };
  const started = await startUpdateFlow(environment, signal);
  flow = started;
  checkNowAndThen(() => void started.check(), signal);
}

/** A parked tab never asks by itself; one that is looked at every few seconds need not ask each time. */
function checkNowAndThen(check: () => void, signal: AbortSignal): void {
  let last = Date.now();
  const onShown = () => {
    if (document.visibilityState !== 'visible' || Date.now() - last < SHOWN_AGAIN_MS) return;
    last = Date.now();
    check();
  };
  document.addEventListener('visibilitychange', onShown, { signal });
  const timer = setInterval(check, HOUR_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

const SHOWN_AGAIN_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Only this site's own registration: one for the whole origin may belong to another site (fault D11). */
async function unregister(container: ServiceWorkerContainer): Promise<void> {
  const scope = new URL(import.meta.env.BASE_URL, location.href).href;
  const registration = await container.getRegistration(scope);
  if (registration?.scope === scope) await registration.unregister();
}

function goOnWithout(): void {
  // Refused in some private windows and embedded browsers; reading and writing do not depend on it.
}

function onPreloadError(event: Event): void {
  const isHandled = reloadForMissingChunk({
    storage: () => sessionStorage,
    key: `offprint:${import.meta.env.BASE_URL}:reloaded`,
    build: __BUILD_ID__,
    mayReload: () => navigator.onLine && !hasTypedText(document),
    reload: () => location.reload(),
  });
  if (isHandled) event.preventDefault();
}
