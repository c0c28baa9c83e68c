import { decodeBuildAnswer, type ServiceWorkerRequest } from '../protocol/sw-messages.ts';

/*
 *   registered ──updatefound──▶ installing ──installed──▶ offered ──the reader agrees──▶ activating ──▶ reloaded
 *                                   │                        └──dismissed: it waits for the last tab to close
 *                                   └──failed: nothing happens, the next check tries again
 *
 * The first of all is registered again and again until it is at work: over a line that is cut, its script or one of its
 * files is lost as all else is, and the browser then forgets that it was ever registered.
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
  /** Settles when nothing is fetched through the service worker that can wait, and holds that back while this page lives. */
  readonly quiet: () => Promise<void>;
  /** Navigates where nobody sees it. */
  readonly navigateAside: () => void;
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

/** Registers the service worker, until there is one, and follows it until the signal aborts. Never rejects. */
// oxlint-disable-next-line max-lines-per-function -- one closure over one registration: apart, its parts would share it by hand
export async function startUpdateFlow(
  environment: UpdateEnvironment,
  signal: AbortSignal,
): Promise<UpdateFlow> {
  const { container, script, scope, reload, sleep } = environment;
  const followed = new WeakSet<ServiceWorker>();
  let isControlled = container.controller !== null;
  let isAtWork = false;
  let isTakenOver = false;
  let hasAgreed = false;
  let isReloading = false;

  container.addEventListener(
    'controllerchange',
    () => {
      if (container.controller === null) return registerAnew();
      if (hasAgreed) reloadOnce();
      // The first worker of all also takes control; that is no update.
      else if (isControlled) {
        isTakenOver = true;
        environment.onUpdateReady();
      }
      isControlled = true;
    },
    { signal },
  );
  let registration: ServiceWorkerRegistration | undefined;
  await register();
  void registerUntil(() => isAtWork);

  async function register(): Promise<void> {
    let found: ServiceWorkerRegistration;
    try {
      found = await container.register(script, { scope, updateViaCache: 'none' });
    } catch {
      // Refused, or no network: what is read and written does not depend on it.
      return;
    }
    if (found === registration) return;
    registration = found;
    isAtWork ||= found.active !== null;
    found.addEventListener('updatefound', () => follow(found.installing, found), { signal });
    follow(found.installing, found);
    if (found.waiting) void offer(found.waiting);
  }

  async function registerUntil(isEnough: () => boolean): Promise<void> {
    for (let ms = ANSWER_MS; !isEnough(); ms *= 2) {
      await sleep(ms);
      if (isEnough() || signal.aborted) return;
      await register();
    }
  }

  /**
   * The browser was told to forget the site, its service worker too (fault D4): it is wanted again, as on a first visit.
   * What is registered while the old one is still being taken away goes with it, so this is looked at again.
   */
  function registerAnew(): void {
    isControlled = false;
    void register();
    void registerUntil(() => container.controller !== null);
  }

  function follow(worker: ServiceWorker | null, { active }: ServiceWorkerRegistration): void {
    if (!worker || followed.has(worker)) return;
    followed.add(worker);
    const isFirst = active === null;
    worker.addEventListener(
      'statechange',
      () => {
        if (worker.state === 'installed' && hasAgreed) void letIn(worker);
        else if (worker.state === 'installed' && !isFirst) void offer(worker);
        if (worker.state !== 'activated') return;
        isAtWork = true;
        if (isFirst) environment.onOfflineReady();
      },
      { signal },
    );
  }

  /** Offers a waiting worker, unless it is of this page's own build: a page from the network may be ahead of its worker. */
  async function offer(worker: ServiceWorker): Promise<void> {
    const id = await Promise.race([whichBuild(worker), sleep(ANSWER_MS)]);
    if (id !== environment.build && !signal.aborted) environment.onUpdateReady();
  }

  async function check(): Promise<void> {
    if (!isAtWork) return register();
    try {
      await registration?.update();
    } catch {
      // Without a network there is nothing to find; the next check will come.
    }
  }

  /**
   * On iOS an installed site may never hear of the change (vite-plugin-pwa#524), so it is looked for too. A reload before
   * it would be asked of the old worker just as it ends, and Chromium then leaves it without an answer. A request that calls
   * the old worker back as it ends keeps it there until somebody navigates (joCur/quorum#216): so few are made meanwhile,
   * and from time to time a frame that nobody sees navigates.
   */
  async function letIn(worker: ServiceWorker): Promise<void> {
    await Promise.race([environment.quiet(), sleep(QUIET_MS)]);
    worker.postMessage({ type: 'apply-update' } satisfies ServiceWorkerRequest);
    const isOut = () => worker.state === 'installed' && !isReloading;
    for (let looks = 1; looks <= MAX_LOOKS && isOut(); looks++) {
      await sleep(LOOK_MS);
      if (looks % LOOKS_BEFORE_ASIDE === 0 && isOut()) environment.navigateAside();
    }
    if (!signal.aborted) reloadOnce();
  }

  /** The publication may tell of a new version before its service worker is here: a reload would bring back this one. */
  async function fetchAndLetIn(): Promise<void> {
    await Promise.race([check(), sleep(FETCH_MS)]);
    if (registration?.waiting) void letIn(registration.waiting);
    else if (!registration?.installing) reloadOnce();
    else void sleep(FETCH_MS).then(() => registration?.waiting || reloadOnce());
  }

  function reloadOnce(): void {
    if (isReloading) return;
    isReloading = true;
    reload();
  }

  return Object.freeze({
    check,
    apply() {
      hasAgreed = true;
      if (isTakenOver) reloadOnce();
      else if (registration?.waiting) void letIn(registration.waiting);
      else void fetchAndLetIn();
    },
  });
}

const ANSWER_MS = 1000;
/** The old worker ends when it has nothing under way: a moment mostly, seconds on a busy machine. */
const LOOK_MS = 500;
const MAX_LOOKS = 40;
const LOOKS_BEFORE_ASIDE = 4;
/** A picture that takes longer to come is not waited for. */
const QUIET_MS = 2000;
const FETCH_MS = 10_000;

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
