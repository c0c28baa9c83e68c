import { decodeBuildAnswer, type ServiceWorkerRequest } from '../protocol/sw-messages.ts';

/*
 *   registered ──updatefound──▶ installing ──installed──▶ offered ──the reader agrees──▶ activating ──▶ reloaded
 *                                   │                        └──dismissed: it waits for the last tab to close
 *                                   └──failed: nothing happens, the next check tries again
 *
 * Another tab's consent changes the controller of this one too. This tab then goes on with its old code, whose files the
 * service worker keeps, and is offered a reload; it is never reloaded unasked (fault S2).
 */

/** What the flow needs of its page. */
export interface UpdateEnvironment {
  readonly container: Pick<ServiceWorkerContainer, 'controller' | 'register' | 'addEventListener'>;
  /** The script, already trusted, and the path of the site. */
  readonly script: string;
  readonly scope: string;
  /** This page's own build. */
  readonly build: string;
  readonly reload: () => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onUpdateReady: () => void;
  readonly onOfflineReady: () => void;
}

/** A registered service worker, followed. */
export interface UpdateFlow {
  /** Asks the browser to look for a new version; resolves in any case. */
  check(): Promise<void>;
  /** The reader agreed: the new version takes over, and the page is reloaded once. */
  apply(): void;
}

/** Registers the service worker and follows it until the signal aborts. Rejects where it cannot be registered. */
export async function startUpdateFlow(
  environment: UpdateEnvironment,
  signal: AbortSignal,
): Promise<UpdateFlow> {
  const { container, script, scope, reload, sleep } = environment;
  const followed = new WeakSet<ServiceWorker>();
  let isControlled = container.controller !== null;
  let hasAgreed = false;
  let isReloading = false;

  container.addEventListener(
    'controllerchange',
    () => {
      if (hasAgreed) reloadOnce();
      // The first worker of all also takes control; that is no update.
      else if (isControlled) environment.onUpdateReady();
      isControlled = true;
    },
    { signal },
  );
  const registration = await container.register(script, { scope, updateViaCache: 'none' });
  registration.addEventListener('updatefound', () => follow(registration.installing), { signal });
  follow(registration.installing);
  if (registration.waiting) void offer(registration.waiting);

  function follow(worker: ServiceWorker | null): void {
    if (!worker || followed.has(worker)) return;
    followed.add(worker);
    const isFirst = registration.active === null;
    worker.addEventListener(
      'statechange',
      () => {
        if (worker.state === 'installed' && !isFirst) void offer(worker);
        if (worker.state === 'activated' && isFirst) environment.onOfflineReady();
      },
      { signal },
    );
  }

  /** Offers a waiting worker, unless it is of this page's own build: a page from the network may be ahead of its worker. */
  async function offer(worker: ServiceWorker): Promise<void> {
    const id = await Promise.race([whichBuild(worker), sleep(ANSWER_MS)]);
    if (id !== environment.build && !signal.aborted) environment.onUpdateReady();
  }

  function reloadOnce(): void {
    if (isReloading) return;
    isReloading = true;
    reload();
  }

  return Object.freeze({
    async check() {
      try {
        await registration.update();
      } catch {
        // Without a network there is nothing to find; the next check will come.
      }
    },
    apply() {
      hasAgreed = true;
      // Another tab has already let the new version in.
      if (!registration.waiting) return reloadOnce();
      registration.waiting.postMessage({ type: 'apply-update' } satisfies ServiceWorkerRequest);
      // On iOS an installed site may never hear of the change (vite-plugin-pwa#524).
      void sleep(TAKEOVER_MS).then(reloadOnce);
    },
  });
}

const ANSWER_MS = 1000;
const TAKEOVER_MS = 3000;

function whichBuild(worker: ServiceWorker): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      port1.close();
      resolve(decodeBuildAnswer(data));
    };
    worker.postMessage({ type: 'which-build' } satisfies ServiceWorkerRequest, [port2]);
  });
}
