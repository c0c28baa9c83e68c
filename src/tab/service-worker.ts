import { createSignal } from 'solid-js';
import type { OfflineReady } from './follow-service-worker.ts';
import { reloadForMissingChunks } from './preload-error.ts';
import type { CopyOf } from './start-caretaker.ts';
import { untilLoaded } from './until-loaded.ts';
import type { UpdateFlow } from './update-flow.ts';

/** What a page may say about its service worker; all of it is optional to show. */
export interface ServiceWorkerStatus {
  /** A new version waits, or another tab has let it in; shown as an offer. */
  updateReady(): boolean;
  /** What is new in it, in a sentence, or ''. */
  news(): string;
  /** Moves to the new version, which is fetched first where it is not here yet: this page reloads once. */
  applyUpdate(): void;
  /** The site has just become readable without a network, on this device, for the first time: 'texts' without every picture. */
  offlineReady(): OfflineReady | undefined;
  /** The browser had removed the copy; which one is told by the status page. */
  copyLost(): boolean;
  /** Takes the notices away; a dismissed version comes in when the last tab closes. */
  dismiss(): void;
}

const [updateReady, setUpdateReady] = createSignal(false);
const [news, setNews] = createSignal('');
const [offlineReady, setOfflineReady] = createSignal<OfflineReady>();
const [copyLost, setCopyLost] = createSignal(false);
let flow: UpdateFlow | undefined;

/** The page's service worker as signals. Registering is `registerServiceWorker`'s work; without it all is false. */
export function createServiceWorker(): ServiceWorkerStatus {
  return {
    updateReady,
    news,
    offlineReady,
    copyLost,
    applyUpdate() {
      if (flow) flow.apply();
      else location.reload();
    },
    dismiss() {
      setUpdateReady(false);
      setOfflineReady(undefined);
      setCopyLost(false);
    },
  };
}

/**
 * Registers the service worker once the page has loaded, and follows it for the page's life; called once per page. Nothing
 * waits for it, and even its code comes after the first paint, however often the line is cut: a page without a service
 * worker works (fault S6). From the call on, a chunk that a deploy has taken away reloads the page once (fault S1). The copy
 * is looked after too where it is named: its pictures are kept, and `offlineReady` waits for them.
 */
export function registerServiceWorker(copy?: CopyOf): void {
  // At once: a deploy may take away any chunk that is still to come, the one below too.
  reloadForMissingChunks();
  const begin = async () => {
    const { followServiceWorker } = await untilLoaded(() => import('./follow-service-worker.ts'));
    flow = await followServiceWorker({
      copy,
      onUpdateReady: () => setUpdateReady(true),
      onNews: setNews,
      onOfflineReady: setOfflineReady,
      onCopyLost: () => setCopyLost(true),
    });
  };
  if (!import.meta.env.DEV) {
    if (document.readyState === 'complete') void begin();
    else addEventListener('load', () => void begin());
  }
}
