import { followUnsent } from './background-sync.ts';
import { holdPicturesBack } from './picture-traffic.ts';
import { readNews } from './read-news.ts';
import { readRungs } from './rungs.ts';
import { startCaretaker, type CopyOf } from './start-caretaker.ts';
import { scriptUrl } from './trusted-types.ts';
import { startUpdateFlow, type UpdateFlow } from './update-flow.ts';

/** What reads without a network. */
export type OfflineReady = 'whole' | 'texts';

/** What a page wants to hear of its service worker. */
export interface Following {
  readonly onUpdateReady: () => void;
  /** What is new in that version, in a sentence; never called where nothing is said of it, or this one has it too. */
  readonly onNews: (sentence: string) => void;
  readonly onOfflineReady: (what: OfflineReady) => void;
  readonly onCopyLost: () => void;
  /** The copy whose pictures are kept; without one the shell alone is 'whole'. */
  readonly copy: CopyOf | undefined;
}

/**
 * Registers the service worker, and looks for a new version every hour and whenever the page is shown. With `?sw=0` the
 * present registration is removed instead, and nothing is returned. Never rejects: where the browser refuses, as in some
 * private windows and embedded browsers, the page goes on without.
 */
export async function followServiceWorker(following: Following): Promise<UpdateFlow | undefined> {
  const { onUpdateReady, onNews, copy } = following;
  // The page's life: nothing ends it before.
  const { signal } = new AbortController();
  if (copy) startCaretaker(copy, { ...following, signal });
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) return undefined;
  if (!readRungs(location.search).sw) return unregister(container).catch(() => undefined);
  const environment = {
    container,
    scope: basePath,
    script: scriptUrl(`${basePath}sw.js`),
    build: __BUILD_ID__,
    reload: () => location.reload(),
    quiet: () => holdPicturesBack(basePath),
    navigateAside,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    onUpdateReady() {
      onUpdateReady();
      void readNews(basePath).then((news) => news && news !== __NEWS__ && onNews(news));
    },
    onOfflineReady() {
      if (!copy) following.onOfflineReady('whole');
    },
  };
  if (copy) followUnsent({ client: copy.client, container, page: document }, signal);
  const flow = await startUpdateFlow(environment, signal);
  checkWhenShownAndHourly(() => void flow.check(), signal);
  return flow;
}

const basePath = import.meta.env.BASE_URL;

/** To a page that may not be framed: that its answer is refused changes nothing of having asked for it. */
function navigateAside(): void {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.src = `${basePath}offline.html`;
  frame.addEventListener('load', () => frame.remove());
  document.body.append(frame);
}

/** A parked tab never asks by itself; one that is looked at every few seconds need not ask each time. */
function checkWhenShownAndHourly(check: () => void, signal: AbortSignal): void {
  let last = Date.now();
  const onShown = () => {
    if (document.visibilityState !== 'visible' || Date.now() - last < SHOWN_AGAIN_MS) return;
    last = Date.now();
    check();
  };
  document.addEventListener('visibilitychange', onShown, { signal });
  const timer = setInterval(check, HOUR_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

const SHOWN_AGAIN_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Only this site's own registration: one for the whole origin may belong to another site (fault D11). */
async function unregister(container: ServiceWorkerContainer): Promise<undefined> {
  const scope = new URL(basePath, location.href).href;
  const registration = await container.getRegistration(scope);
  if (registration?.scope === scope) await registration.unregister();
}
