import { UNSENT_TAG } from '../protocol/sw-messages.ts';
import type { Client } from './client.ts';

/** What waits, where it is asked for, and what shows whether the page is left behind. */
export interface UnsentOptions {
  readonly client: Pick<Client, 'status' | 'onStatus'>;
  readonly container: Pick<ServiceWorkerContainer, 'ready'>;
  readonly page: Pick<Document, 'visibilityState' | 'addEventListener'>;
}

/**
 * Has the browser wake the service worker once there is a network, where changes wait for one and this page may be gone by
 * then. Asked for whenever something more waits, and whenever the page is left behind; asked for twice it comes once. Where
 * the browser has no Background Sync, the next page sends.
 */
export function followUnsent(options: UnsentOptions, signal: AbortSignal): void {
  const { client, container, page } = options;
  let asked = 0;
  const ask = async () => {
    const registration: Syncing = await container.ready;
    await registration.sync?.register(UNSENT_TAG);
  };
  const look = (isLeft = false) => {
    const { queued, revision, state, storage } = client.status().outbox;
    const isNew = state === 'waiting' && revision !== asked;
    if (queued === 0 || storage === 'memory' || !(isNew || isLeft)) return;
    asked = revision;
    // A browser that refuses it is as one that has none.
    ask().catch(() => undefined);
  };
  const stop = client.onStatus(() => look());
  signal.addEventListener('abort', stop);
  const onShownOrHidden = () => look(page.visibilityState === 'hidden');
  page.addEventListener('visibilitychange', onShownOrHidden, { signal });
  look();
}

/** As of Background Sync, which TypeScript does not know. */
type Syncing = ServiceWorkerRegistration & {
  readonly sync?: { readonly register: (tag: string) => Promise<void> };
};
