import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../fakes/fault-proxy.ts';
import { goAwayAndBack } from './back-forward.ts';
import {
  evaluateInWorker,
  freeze,
  hide,
  installabilityErrors,
  killWorker,
  quota,
  targets,
  workerHeap,
} from './cdp.ts';
import { openChromium, type ChromiumBrowser, type ChromiumPage } from './chromium.ts';
import { clearSiteData } from './clear-site-data.ts';
import { startFixtureServer } from './fixture-server.ts';
import { inEachBrowser } from './in-each-browser.ts';

inEachBrowser(() => {
  let server: Awaited<ReturnType<typeof startFixtureServer>>;
  let proxy: FaultProxy;
  let browser: ChromiumBrowser;
  let pages: ChromiumPage[] = [];

  beforeAll(async () => {
    server = await startFixtureServer();
    proxy = await startFaultProxy({ target: server });
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await server?.close();
  });
  afterEach(async () => {
    proxy.clear();
    for (const page of pages) await page.close();
    pages = [];
  });

  async function open(initScript = ''): Promise<ChromiumPage> {
    const page = await browser.newPage(`${proxy.url}/page`, { initScript });
    pages.push(page);
    return page;
  }
  const hello = (page: ChromiumPage) =>
    page.evaluate<{ epoch: number; pages: number }>(`ask({ kind: 'hello' })`);

  test('[fault W1] a killed SharedWorker releases its lock, answers nothing and is followed by another', async () => {
    const page = await open();
    const { epoch } = await hello(page);
    await page.evaluate(`void Object.assign(globalThis, {
      freed: navigator.locks.request('fixture-worker', { mode: 'shared' }, () => true),
      unanswered: 'pending',
    })`);
    await killWorker(browser, '/shared-worker.js');
    expect(await page.evaluate('freed')).toBe(true);
    await page.evaluate(`void ask({ kind: 'hello' }).then(() => (unanswered = 'answered'))`);
    await page.evaluate('connect()');
    const next = await hello(page);
    expect(next.epoch).not.toBe(epoch);
    expect(await page.evaluate('unanswered')).toBe('pending');
  });

  test('[fault W5] a SharedWorker outlives the page that started it', async () => {
    const [starter, other] = [await open(), await open()];
    const { epoch } = await hello(starter);
    await hello(other);
    await starter.close();
    pages = [other];
    expect((await hello(other)).epoch).toBe(epoch);
  });

  test('[fault B2] a frozen page keeps its lock and its timers and answers wait, until it is thawed', async () => {
    const [frozen, other] = [await open(), await open()];
    await hello(other);
    await frozen.evaluate(`void Object.assign(globalThis, {
      answers: [],
      ticks: 0,
      ticking: setInterval(() => (ticks += 1), 20),
      held: navigator.locks.request('leader', () => new Promise(() => undefined)),
    })`);
    await frozen.waitFor('ticks > 1');
    await freeze(frozen, true);
    await frozen.evaluate(`void [1, 2, 3].forEach((at) =>
      ask({ kind: 'hello' }).then(() => answers.push(at)))`);
    const before = await frozen.evaluate<number>('ticks');
    const isFree = `navigator.locks.request('leader', { ifAvailable: true }, (lock) => lock !== null)`;
    expect(await other.evaluate(isFree)).toBe(false);
    await other.waitFor(`ask({ kind: 'hello' }).then(({ pages }) => pages >= 2)`);
    expect(await frozen.evaluate('[document.visibilityState, ticks, answers.length]')).toEqual([
      'hidden',
      before,
      0,
    ]);
    await freeze(frozen, false);
    await frozen.waitFor('answers.length === 3');
  });

  test('[fault B3] a hidden page knows that it is hidden', async () => {
    const page = await open();
    expect(await page.evaluate('document.visibilityState')).toBe('visible');
    await hide(page, true);
    await hide(page, false);
  });

  test('[fault B1] a page comes back from the back/forward cache, and not after a broadcast', async () => {
    const page = await open();
    await page.evaluate('void (globalThis.marked = true)');
    expect(await goAwayAndBack(page, `${proxy.url}/inaccessible`)).toMatchObject({
      persisted: true,
    });
    expect(await page.evaluate('marked')).toBe(true);
    await page.evaluate('listen()');
    const other = await open();
    const broadcast = (): Promise<void> =>
      other.evaluate(`void new BroadcastChannel('fixture').postMessage('news')`);
    const back = await goAwayAndBack(page, `${proxy.url}/inaccessible`, broadcast);
    expect(back.persisted).toBe(false);
  });

  test('[fault D5] a small quota ends as an aborted transaction', async () => {
    const page = await open();
    await quota(page, proxy.url, 200_000);
    const name = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open('quota', 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
          opening.onerror = () => reject(new Error('open failed'));
          opening.onsuccess = () => {
            const fill = (key: number): void => {
              const tx = opening.result.transaction('rows', 'readwrite');
              tx.objectStore('rows').put(crypto.getRandomValues(new Uint8Array(50_000)), key);
              tx.oncomplete = () => (key < 40 ? fill(key + 1) : resolve('all stored'));
              tx.onabort = () => resolve(tx.error?.name);
            };
            fill(0);
          };
        }),
    );
    await quota(page, proxy.url);
    expect(name).toBe('QuotaExceededError');
  });

  test('[fault D4] clearing site data closes open databases while the SharedWorker runs on', async () => {
    const page = await open();
    const { epoch } = await hello(page);
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const opening = indexedDB.open('cleared', 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
          opening.onsuccess = () => {
            const database = opening.result;
            database.onclose = () => Object.assign(globalThis, { wasClosed: true });
            Object.assign(globalThis, { database });
            resolve();
          };
        }),
    );
    await clearSiteData(page, proxy);
    await page.waitFor('globalThis.wasClosed === true');
    expect(await page.evaluate('indexedDB.databases().then((all) => all.length)')).toBe(0);
    expect((await hello(page)).epoch).toBe(epoch);
  });

  test('reads a worker from inside: its heap, its globals, its address', async () => {
    const page = await open();
    const { epoch } = await hello(page);
    const worker = { type: 'shared_worker', urlPart: '/shared-worker.js' } as const;
    expect(await workerHeap(browser, worker.urlPart)).toBeGreaterThan(10_000);
    expect(await evaluateInWorker(browser, worker, 'Promise.resolve(location.pathname)')).toBe(
      '/shared-worker.js',
    );
    await expect(evaluateInWorker(browser, worker, 'nonsense')).rejects.toThrow('nonsense');
    expect((await hello(page)).epoch).toBe(epoch);
    await expect(killWorker(browser, '/other.js')).rejects.toThrow(worker.urlPart);
  });

  test('says what keeps a page from being installed', async () => {
    expect(await installabilityErrors(await open())).toEqual(['no-manifest']);
  });

  test('[fault W4] an init script takes SharedWorker away before the page looks', async () => {
    const page = await open('delete globalThis.SharedWorker');
    expect(await page.evaluate('typeof SharedWorker')).toBe('undefined');
    await expect(hello(page)).rejects.toThrow('SharedWorker is not defined');
  });

  test('[figure R6] kill ends every process of this browser only, and its profile keeps what was stored', async () => {
    const profileDir = mkdtempSync(join(tmpdir(), 'offprint-kept-'));
    onTestFinished(() => rmSync(profileDir, { recursive: true, force: true, maxRetries: 5 }));
    const first = await openChromium({ profileDir });
    const page = await first.newPage(`${proxy.url}/page`);
    await page.evaluate(`navigator.storage.getDirectory()
      .then((root) => root.getFileHandle('kept', { create: true })).then(() => true)`);
    await first.kill();
    expect((await targets(browser, 'page')).length).toBeGreaterThan(0);

    const second = await openChromium({ profileDir });
    onTestFinished(() => second.close());
    const again = await second.newPage(`${proxy.url}/page`);
    const found = `navigator.storage.getDirectory()
      .then((root) => root.getFileHandle('kept')).then(({ name }) => name)`;
    expect(await again.evaluate(found)).toBe('kept');
  });
}, ['chromium']);
