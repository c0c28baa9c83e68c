import { describe, expect, test, vi } from 'vitest';
import { startUpdateFlow, type UpdateFlow } from '../../src/tab/update-flow.ts';
import { settled } from '../fakes/settled.ts';

/** A service worker in the middle of its life, as a page sees it. */
class FakeWorker extends EventTarget {
  state: ServiceWorkerState = 'installing';
  readonly heard: string[] = [];
  readonly #build: string | undefined;

  constructor(build: string | undefined) {
    super();
    this.#build = build;
  }

  postMessage({ type }: { type: string }, [port]: readonly MessagePort[] = []): void {
    this.heard.push(type);
    if (type === 'which-build' && this.#build)
      port?.postMessage({ type: 'build', id: this.#build });
    port?.close();
  }

  becomes(state: ServiceWorkerState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

/** The browser's half: a container with one registration, and a clock that only moves when told. */
function browser({ active, waiting }: { active?: FakeWorker; waiting?: FakeWorker } = {}) {
  const registration = Object.assign(new EventTarget(), {
    active: active ?? null,
    waiting: waiting ?? null,
    installing: null as FakeWorker | null,
    update: (): Promise<void> => Promise.reject(new TypeError('offline')),
  });
  const container = Object.assign(new EventTarget(), {
    controller: active ?? null,
    registered: [] as unknown[],
    register(script: string, options: unknown) {
      this.registered.push([script, options]);
      return cuts-- > 0 ? Promise.reject(new TypeError('cut')) : Promise.resolve(registration);
    },
  });
  const said: string[] = [];
  let cuts = 0;
  let quiet = Promise.resolve();
  const timers: (() => void)[] = [];
  const stop = new AbortController();
  const start = (): Promise<UpdateFlow> =>
    startUpdateFlow(
      {
        container: container as unknown as ServiceWorkerContainer,
        script: '/sw.js',
        scope: '/',
        build: 'mine',
        reload: () => said.push('reloaded'),
        sleep: () => new Promise((resolve) => timers.push(resolve)),
        quiet: () => quiet,
        navigateAside: () => said.push('navigated aside'),
        onUpdateReady: () => said.push('update ready'),
        onOfflineReady: () => said.push('offline ready'),
      },
      stop.signal,
    );
  return {
    container,
    registration,
    said,
    start,
    stop,
    find(worker: FakeWorker) {
      registration.installing = worker;
      registration.dispatchEvent(new Event('updatefound'));
    },
    /** The line loses so many registrations. */
    cutsNext(count: number) {
      cuts = count;
    },
    /** A picture is on its way, until the answer is called. */
    isFetching() {
      const fetching = Promise.withResolvers<void>();
      quiet = fetching.promise;
      return fetching.resolve;
    },
    timePasses: () => timers.splice(0).forEach((ring) => ring()),
    takesControl() {
      container.controller =
        registration.waiting ?? registration.installing ?? container.controller;
      container.dispatchEvent(new Event('controllerchange'));
    },
    /** The person clears what the browser keeps of the site. */
    isForgotten() {
      Object.assign(registration, { active: null, waiting: null, installing: null });
      container.controller = null;
      container.dispatchEvent(new Event('controllerchange'));
    },
  };
}

/** Many looks, one after another. */
const PATIENCE = { interval: 2, timeout: 10_000 };

describe('the update flow of a page', () => {
  test('[fault S4] registers past every cache', async () => {
    const { start, container } = browser();
    await start();
    expect(container.registered).toEqual([['/sw.js', { scope: '/', updateViaCache: 'none' }]]);
  });

  test.each(['mine', 'newer'])(
    'says once that the site is ready without a network, and offers no update, at the first install (%s)',
    async (build) => {
      const page = browser();
      await page.start();
      const first = new FakeWorker(build);
      page.find(first);
      page.find(first);
      first.becomes('installed');
      first.becomes('activating');
      page.takesControl();
      first.becomes('activated');
      await settled();
      expect(page.said).toEqual(['offline ready']);
    },
  );

  test('[S4][fault S2] offers a new version when it is installed, and lets it in when the reader agrees', async () => {
    const page = browser({ active: new FakeWorker('mine') });
    const flow = await page.start();
    const next = new FakeWorker('next');
    page.find(next);
    await settled();
    expect(page.said).toEqual([]);
    page.registration.waiting = next;
    next.becomes('installed');
    await settled();
    expect(page.said).toEqual(['update ready']);
    flow.apply();
    await settled();
    expect(next.heard).toEqual(['which-build', 'apply-update']);
    expect(page.said).toEqual(['update ready']);
    page.takesControl();
    page.takesControl();
    next.becomes('activated');
    page.timePasses();
    await settled();
    expect(page.said).toEqual(['update ready', 'reloaded']);
  });

  test('offers a version that was waiting already', async () => {
    const page = browser({ active: new FakeWorker('mine'), waiting: new FakeWorker('next') });
    await page.start();
    await settled();
    expect(page.said).toEqual(['update ready']);
  });

  test('offers nothing where the waiting version is the one that the page already runs', async () => {
    const page = browser({ active: new FakeWorker('old'), waiting: new FakeWorker('mine') });
    await page.start();
    await settled();
    page.timePasses();
    await settled();
    expect(page.said).toEqual([]);
  });

  test('offers a version that does not say what it is', async () => {
    const page = browser({ active: new FakeWorker('mine'), waiting: new FakeWorker(undefined) });
    await page.start();
    page.timePasses();
    await settled();
    expect(page.said).toEqual(['update ready']);
  });

  test('[S4][fault S2] offers a reload, and does not reload, when another tab has let a version in', async () => {
    const page = browser({ active: new FakeWorker('mine') });
    const flow = await page.start();
    page.takesControl();
    expect(page.said).toEqual(['update ready']);
    flow.apply();
    expect(page.said).toEqual(['update ready', 'reloaded']);
  });

  test('[fault S6] reloads after a while where the browser never tells of the change', async () => {
    const next = new FakeWorker('next');
    next.becomes('installed');
    const page = browser({ active: new FakeWorker('mine'), waiting: next });
    const flow = await page.start();
    await settled();
    page.timePasses();
    flow.apply();
    await settled();
    expect(page.said).toEqual(['update ready']);
    next.state = 'activated';
    page.timePasses();
    await settled();
    expect(page.said).toEqual(['update ready', 'reloaded']);
  });

  test('[S7][fault S2] does not reload while the old version has something under way, of which it would be a part', async () => {
    const next = new FakeWorker('next');
    next.becomes('installed');
    const page = browser({ active: new FakeWorker('mine'), waiting: next });
    const flow = await page.start();
    await settled();
    flow.apply();
    for (let looks = 0; looks < 10; looks++) {
      await settled();
      page.timePasses();
    }
    await settled();
    expect(page.said).not.toContain('reloaded');
    page.takesControl();
    page.timePasses();
    await settled();
    expect(page.said.filter((word) => word === 'reloaded')).toHaveLength(1);
    expect(page.said.at(-1)).toBe('reloaded');
  });

  test('[S7][fault S2] waits for pictures that are on their way through the old version, but not for long', async () => {
    const next = new FakeWorker('next');
    next.becomes('installed');
    const page = browser({ active: new FakeWorker('mine'), waiting: next });
    const flow = await page.start();
    const arrive = page.isFetching();
    flow.apply();
    await settled();
    expect(next.heard).toEqual(['which-build']);
    arrive();
    await settled();
    expect(next.heard).toEqual(['which-build', 'apply-update']);

    const other = new FakeWorker('other');
    other.becomes('installed');
    const slow = browser({ active: new FakeWorker('mine'), waiting: other });
    const slowFlow = await slow.start();
    slow.isFetching();
    slowFlow.apply();
    await settled();
    slow.timePasses();
    await settled();
    expect(other.heard).toEqual(['which-build', 'apply-update']);
  });

  test('[S7][fault S2] has something navigate, now and then, while a request has called the old version back', async () => {
    const next = new FakeWorker('next');
    next.becomes('installed');
    const page = browser({ active: new FakeWorker('mine'), waiting: next });
    const flow = await page.start();
    await settled();
    flow.apply();
    const count = () => page.said.filter((word) => word === 'navigated aside').length;
    await vi.waitUntil(() => {
      page.timePasses();
      return count() === 2;
    }, PATIENCE);
    expect(page.said).not.toContain('reloaded');
  });

  test('[fault S6] reloads in the end where it sees nothing change', async () => {
    const next = new FakeWorker('next');
    next.becomes('installed');
    const page = browser({ active: new FakeWorker('mine'), waiting: next });
    const flow = await page.start();
    await settled();
    flow.apply();
    await vi.waitUntil(() => {
      page.timePasses();
      return page.said.includes('reloaded');
    }, PATIENCE);
  });

  test('[fault D4] registers again, and offers no update, when the browser forgets the site under it', async () => {
    const page = browser({ active: new FakeWorker('mine') });
    await page.start();
    page.isForgotten();
    await settled();
    expect(page.container.registered).toHaveLength(2);
    const again = new FakeWorker('mine');
    page.find(again);
    page.takesControl();
    again.becomes('activated');
    await settled();
    expect(page.said).toEqual(['offline ready']);
  });

  test('[S12] registers again, after ever longer, until the line lets one through, and then no more', async () => {
    const page = browser();
    page.cutsNext(3);
    await page.start();
    for (const tries of [1, 2, 3, 4]) {
      await settled();
      expect(page.container.registered).toHaveLength(tries);
      page.timePasses();
    }
    await settled();
    const first = new FakeWorker('mine');
    page.find(first);
    first.becomes('activated');
    page.timePasses();
    await settled();
    const { length } = page.container.registered;
    page.timePasses();
    await settled();
    expect(page.container.registered).toHaveLength(length);
    expect(page.said).toEqual(['offline ready']);
  });

  test('[S12] registers again where the first one lost a file of its shell, and at once when it is looked for', async () => {
    const page = browser();
    const flow = await page.start();
    const lost = new FakeWorker('mine');
    page.find(lost);
    lost.becomes('redundant');
    await flow.check();
    expect(page.container.registered).toHaveLength(2);
    page.timePasses();
    await settled();
    expect(page.container.registered).toHaveLength(3);
    const whole = new FakeWorker('mine');
    page.find(whole);
    whole.becomes('activated');
    await settled();
    expect(page.said).toEqual(['offline ready']);
    await flow.check();
    expect(page.container.registered).toHaveLength(3);
  });

  test('[fault V1] fetches the new version where the reader agrees before it is here, and then lets it in', async () => {
    const page = browser({ active: new FakeWorker('mine') });
    const flow = await page.start();
    const next = new FakeWorker('next');
    page.registration.update = () => {
      page.find(next);
      return Promise.resolve();
    };
    flow.apply();
    await settled();
    expect(page.said).toEqual([]);
    page.registration.waiting = next;
    next.becomes('installed');
    await settled();
    expect(next.heard).toEqual(['apply-update']);
    page.takesControl();
    await settled();
    expect(page.said).toEqual(['reloaded']);
  });

  test('reloads where the reader agrees and there is no other version', async () => {
    const page = browser({ active: new FakeWorker('mine') });
    const flow = await page.start();
    flow.apply();
    await settled();
    expect(page.said).toEqual(['reloaded']);
  });

  test('survives a check without a network', async () => {
    const flow = await browser().start();
    await expect(flow.check()).resolves.toBeUndefined();
  });

  test('hears nothing more once it is stopped', async () => {
    const page = browser({ active: new FakeWorker('mine') });
    await page.start();
    page.stop.abort();
    page.takesControl();
    page.find(new FakeWorker('next'));
    await settled();
    expect(page.said).toEqual([]);
  });
});
