import type { ChromiumBrowser, ChromiumPage } from './chromium.ts';

/** What DevTools calls the kinds of thing it can reach. */
export type TargetType = 'page' | 'shared_worker' | 'service_worker';

/** One page or worker. */
export interface Target {
  readonly targetId: string;
  readonly url: string;
}

/** The running targets of a kind whose address contains `urlPart`. */
export async function targets(
  browser: ChromiumBrowser,
  type: TargetType,
  urlPart = '',
): Promise<readonly Target[]> {
  const { targetInfos } = await browser.cdp.send('Target.getTargets');
  return targetInfos.filter((target) => target.type === type && target.url.includes(urlPart));
}

/** Ends a SharedWorker the way the system does: its pages are told nothing (fault W1). */
export async function killWorker(browser: ChromiumBrowser, urlPart = ''): Promise<void> {
  const { targetId } = await onlyTarget(browser, 'shared_worker', urlPart);
  await browser.cdp.send('Target.closeTarget', { targetId });
}

/**
 * Freezes a tab, which hides it, or thaws it (B2). Its timers and port messages wait, its locks stay
 * held, and `evaluate` still looks into it. A BroadcastChannel's messages do reach it in Chromium 156.
 */
export async function freeze(page: ChromiumPage, isFrozen: boolean): Promise<void> {
  await page.cdp.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' });
}

/** Minimizes a tab's window or brings it back, so that the page is really hidden or visible (B3). */
export async function hide(page: ChromiumPage, isHidden: boolean): Promise<void> {
  const { windowId } = await page.cdp.send('Browser.getWindowForTarget');
  const bounds = { windowState: isHidden ? 'minimized' : 'normal' } as const;
  await page.cdp.send('Browser.setWindowBounds', { windowId, bounds });
  await page.waitFor(`document.visibilityState === '${isHidden ? 'hidden' : 'visible'}'`);
}

/** Gives an origin so many bytes of storage; without a size, what it had before (fault D5). */
export async function quota(page: ChromiumPage, origin: string, quotaSize?: number): Promise<void> {
  await page.cdp.send('Storage.overrideQuotaForOrigin', {
    origin,
    ...(quotaSize !== undefined && { quotaSize }),
  });
}

/** Wakes the service worker whose scope this is with a tag, as Background Sync does once there is a network; any page will do. */
export async function wakeForSync(page: ChromiumPage, scope: string, tag: string): Promise<void> {
  const registrationId = await new Promise<string>((resolve) => {
    page.cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL === scope);
      if (found) resolve(found.registrationId);
    });
    void page.cdp.send('ServiceWorker.enable');
  });
  const { origin } = new URL(scope);
  await page.cdp.send('ServiceWorker.dispatchSyncEvent', {
    origin,
    registrationId,
    tag,
    lastChance: false,
  });
}

/** What keeps the page from being installed as an app; empty where nothing does. */
export async function installabilityErrors(page: ChromiumPage): Promise<readonly string[]> {
  const { installabilityErrors: errors } = await page.cdp.send('Page.getInstallabilityErrors');
  return errors.map(({ errorId }) => errorId);
}

/** The bytes that a SharedWorker uses after a collection: its JavaScript heap, and what typed arrays hold outside it. */
export async function workerHeap(browser: ChromiumBrowser, urlPart = ''): Promise<number> {
  return withWorker(browser, { type: 'shared_worker', urlPart }, async (call) => {
    await call('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize = 0 } = (await call('Runtime.getHeapUsage')) as {
      usedSize: number;
      backingStorageSize?: number;
    };
    return usedSize + backingStorageSize;
  });
}

/** The awaited JSON value of an expression inside a worker. */
export async function evaluateInWorker(
  browser: ChromiumBrowser,
  worker: { readonly type: TargetType; readonly urlPart: string },
  expression: string,
): Promise<unknown> {
  return withWorker(browser, worker, async (call) => {
    const options = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = (await call('Runtime.evaluate', options)) as {
      result: { value?: unknown };
      exceptionDetails?: { exception?: { description?: string } };
    };
    if (exceptionDetails === undefined) return result.value;
    throw new Error(exceptionDetails.exception?.description ?? 'the worker threw');
  });
}

type Call = (method: string, params?: object) => Promise<unknown>;

/** Playwright hands out no session for a worker, so its messages travel inside the browser's. */
async function withWorker<Result>(
  browser: ChromiumBrowser,
  { type, urlPart }: { readonly type: TargetType; readonly urlPart: string },
  work: (call: Call) => Promise<Result>,
): Promise<Result> {
  const { cdp } = browser;
  const { targetId } = await onlyTarget(browser, type, urlPart);
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false });
  const answers = new Map<number, (message: { result?: unknown; error?: unknown }) => void>();
  const receive = (event: { sessionId: string; message: string }): void => {
    if (event.sessionId !== sessionId) return;
    const message = JSON.parse(event.message) as { id?: number; result?: unknown };
    answers.get(message.id ?? 0)?.(message);
  };
  cdp.on('Target.receivedMessageFromTarget', receive);
  let last = 0;
  const call: Call = async (method, params = {}) => {
    const id = ++last;
    const answer = new Promise<{ result?: unknown; error?: unknown }>((resolve) => {
      answers.set(id, resolve);
    });
    const message = JSON.stringify({ id, method, params });
    await cdp.send('Target.sendMessageToTarget', { sessionId, message });
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  };
  try {
    return await work(call);
  } finally {
    cdp.off('Target.receivedMessageFromTarget', receive);
    await cdp.send('Target.detachFromTarget', { sessionId });
  }
}

async function onlyTarget(browser: ChromiumBrowser, type: TargetType, urlPart: string) {
  const [found, second] = await targets(browser, type, urlPart);
  if (found !== undefined && second === undefined) return found;
  const all = await targets(browser, type);
  const listed = all.map(({ url }) => url).join(', ');
  throw new Error(`expected one ${type} at *${urlPart}*, running: ${listed || 'none'}`);
}
