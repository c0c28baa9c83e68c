import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Fault } from '../fakes/fault.ts';
import type { FaultProxy } from '../fakes/fault-proxy.ts';
import { evaluateInWorker, killWorker, targets } from './harness/cdp.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import {
  badge,
  createReaders,
  isCalm,
  isFresh,
  isInstalled,
  isOffline,
  showsArticle,
  showsFirst,
  showsHome,
  showsList,
} from './world/readers.ts';
import { hasAllPictures, type SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';

const MANIFEST = /\/v1\/manifest\.json/;
const OBJECTS = /\/v1\/o\//;
/** For conditions outside of a page. */
const PATIENCE = { timeout: 30_000 };

const readers = createReaders();
let site: SiteWorld;

beforeAll(async () => {
  site = await startSample();
});
afterAll(async () => {
  await readers.close();
  await site?.close();
});
afterEach(async () => {
  await readers.leave();
  await site.breakAirtable();
  const { id, title } = site.newest;
  await site.editRow('articles', id, { title, description: 'As it was.' });
});

const polls = (network: FaultProxy) => network.count(MANIFEST);

/** A new title for the newest article. */
const rename = (title: string) => site.editRow('articles', site.newest.id, { title });

/** A reader on a network of their own, who has the list open. */
async function listReader(): Promise<{ network: FaultProxy; page: ChromiumPage }> {
  const network = await site.anotherNetwork();
  const page = await readers.openFresh(`${network.url}/blog`);
  await page.waitFor(showsFirst(site.newest.title));
  return { network, page };
}

/** What a device does after a sleep of so long: its clock has moved on, and it says that it is online. */
async function sleepDevice(network: FaultProxy, ms: number): Promise<void> {
  const browser = await readers.browser();
  const worker = { type: 'shared_worker', urlPart: `:${network.port}/assets/shared-` } as const;
  await evaluateInWorker(
    browser,
    worker,
    `(() => {
      const before = Date.now;
      Date.now = () => before() + ${ms};
      dispatchEvent(new Event('online'));
    })()`,
  );
}

describe('a slow line', () => {
  test('[N10][fault W3][fault N3][B40] a worker that is eight seconds on its way is waited for, and fetched once', async () => {
    const network = await site.anotherNetwork();
    network.set({ path: /\/assets\/shared-/, drip: { bytes: 2500, everyMs: 300 } });
    const page = await readers.open(`${network.url}/blog`);
    await page.waitFor(`${showsFirst(site.newest.title)} && ${badge} === 'Up to date'`, {
      timeoutMs: 60_000,
    });
    // The service worker asks for it without a query.
    expect(network.count(/\/assets\/(?:shared|dedicated|page)-.*\?build=/)).toBe(1);
    const port = `:${network.port}/assets/shared-`;
    expect(await targets(await readers.browser(), 'shared_worker', port)).toHaveLength(1);
  });
});

describe('a network that lies', () => {
  const PORTAL = {
    status: 200,
    contentType: 'text/html',
    body: '<!doctype html><title>Wi-Fi</title><p>Please sign in',
  };
  const portals: Readonly<Record<string, readonly Fault[]>> = {
    'a page for everything': [{ replaceBody: PORTAL }],
    'a redirect to a login page': [
      { path: /^\/login/, replaceBody: PORTAL },
      { redirect: '/login' },
    ],
  };
  for (const [name, faults] of Object.entries(portals)) {
    test(`[fault N1] of a captive portal that answers ${name} nothing is kept or shown`, async () => {
      const { network, page } = await listReader();
      await page.waitFor(isInstalled);
      await page.goto(`${network.url}/blog`);
      await page.waitFor(isFresh);
      network.set(...faults);
      await page.waitFor(isOffline);
      // A page that was never open asks for a picture that was never seen.
      await page.click('main .card:last-of-type h2 a');
      await page.waitFor(
        `document.querySelector('main .prose') && ${isCalm} && document.querySelector('main .picture-missing')`,
      );
      await page.reload();
      await page.waitFor(
        `document.querySelector('main .prose') && document.querySelector('main .picture-missing')`,
      );
      expect(await page.evaluate(keptPortals)).toEqual([]);
      network.clear();
      await page.waitFor(
        `${isFresh} && document.querySelector('main .article-picture img')?.naturalWidth > 100`,
        { timeoutMs: 30_000 },
      );
      await page.reload();
      await page.waitFor(`document.querySelector('main .article-picture img')?.naturalWidth > 100`);
    });
  }

  test('[fault N2][B30] a first sync over broken objects shows nothing of them, and is whole after them', async () => {
    const breaks: readonly Fault[] = [
      { truncateAtByte: 0 },
      { truncateAtByte: 64 },
      { truncateAtByte: 1000 },
      { cutAtByte: 200 },
      { corrupt: 0 },
      { corrupt: 300 },
    ];
    const cold: { readonly network: FaultProxy; readonly page: ChromiumPage }[] = [];
    for (const fault of breaks) {
      const network = await site.anotherNetwork();
      network.set({ path: OBJECTS, ...fault });
      cold.push({ network, page: await readers.open(`${network.url}/blog`) });
    }
    for (const { page } of cold) {
      await page.waitFor(isOffline);
      expect(await page.evaluate(`document.querySelectorAll('main .card').length`)).toBe(0);
    }
    for (const { network } of cold) network.clear();
    for (const { page } of cold) {
      await page.waitFor(`${isFresh} && ${showsList}`, { timeoutMs: 30_000 });
    }
  });

  test('[fault N2][B23] an update over broken manifests and objects is applied whole, or not at all', async () => {
    const breaks: readonly Fault[] = [
      { path: MANIFEST, truncateAtByte: 0 },
      { path: MANIFEST, truncateAtByte: 400 },
      { path: MANIFEST, corrupt: 5 },
      { path: OBJECTS, truncateAtByte: 200 },
      { path: OBJECTS, corrupt: 20 },
    ];
    const warm: {
      readonly fault: Fault;
      readonly network: FaultProxy;
      readonly page: ChromiumPage;
    }[] = [];
    for (const fault of breaks) warm.push({ fault, ...(await listReader()) });
    for (const { fault, network } of warm) network.set(fault);
    // Larger than what a manifest carries in itself, so that objects are needed.
    const description = 'A long description. '.repeat(4000);
    await site.editRow('articles', site.newest.id, { title: 'Whole again', description });
    for (const { page } of warm) {
      await page.waitFor(isOffline);
      expect(await page.evaluate(showsFirst(site.newest.title))).toBe(true);
      expect(await page.evaluate(isCalm)).toBe(true);
    }
    for (const { network } of warm) network.clear();
    for (const { page } of warm) {
      await page.waitFor(`${isFresh} && ${showsFirst('Whole again')}`, { timeoutMs: 30_000 });
    }
  });

  test('[fault N3][B26] a request that stalls is given up after ten seconds, and the next one is good', async () => {
    const { network, page } = await listReader();
    const cold = await site.anotherNetwork();
    cold.set({ path: OBJECTS, drip: { bytes: 40, everyMs: 20, silentAfter: 200 } });
    const coldPage = await readers.open(`${cold.url}/blog`);
    network.set({ path: MANIFEST, stall: true });
    const startedAt = performance.now();
    await rename('After the stall');
    await page.waitFor(isOffline, { timeoutMs: 30_000 });
    const waitedMs = performance.now() - startedAt;
    await coldPage.waitFor(isOffline, { timeoutMs: 30_000 });
    network.clear();
    // Slow but steady is no stall.
    cold.set({ path: OBJECTS, drip: { bytes: 4096, everyMs: 10 } });
    await page.waitFor(showsFirst('After the stall'));
    await coldPage.waitFor(`${showsFirst('After the stall')} && ${isFresh}`, { timeoutMs: 30_000 });
    expect(waitedMs).toBeGreaterThan(8_000);
    expect(waitedMs).toBeLessThan(15_000);
  });

  test('[fault N5][promise P4] an old manifest moves no tab back, and is not asked for again and again', async () => {
    const control = await listReader();
    const { network, page } = await listReader();
    network.set({ path: MANIFEST, stale: true });
    const before = polls(network);
    await expect.poll(() => polls(network), PATIENCE).toBeGreaterThan(before + 1);
    // The old copy on the way answers later; until then the reader moves on.
    network.clear();
    await rename('Newer than the copy on the way');
    await page.waitFor(showsFirst('Newer than the copy on the way'));
    await page.evaluate(watchTitles);
    network.add({ path: MANIFEST, stale: true });
    const oldSince = polls(network);
    await page.waitFor(isOffline);
    for (const title of ['Control one', 'Control two', 'Control three']) {
      await rename(title);
      await control.page.waitFor(showsFirst(title));
    }
    // Three in a row are tolerated, the fourth ends it for a minute.
    expect(polls(network) - oldSince).toBeLessThanOrEqual(4);
    expect(await page.evaluate(showsFirst('Newer than the copy on the way'))).toBe(true);
    network.clear();
    await sleepDevice(network, 61_000);
    await page.waitFor(`${showsFirst('Control three')} && ${isFresh}`);
    expect(await page.evaluate(`[...globalThis.titles]`)).toEqual([
      'Newer than the copy on the way',
      'Control three',
    ]);
  });
});

describe('a server that asks for patience, or is gone', () => {
  test('[B23][B24] a Retry-After is kept to, and a 429 without one counts as 30 seconds', async () => {
    const refused = {
      503: { status: 503, contentType: 'text/plain', body: '', headers: { 'retry-after': '40' } },
      429: { status: 429, contentType: 'text/plain', body: '' },
    };
    const patient = [];
    for (const [status, replaceBody] of Object.entries(refused)) {
      const reader = await listReader();
      reader.network.set({ path: /\/v1\//, replaceBody });
      await reader.page.waitFor(isOffline);
      patient.push({ ...reader, status, asked: polls(reader.network) });
    }
    const control = await listReader();
    for (const title of ['While they wait', 'While they still wait']) {
      await rename(title);
      await control.page.waitFor(showsFirst(title));
    }
    for (const { network } of patient) network.clear();
    // 25 seconds later it is too soon for both, even where somebody asks for a check.
    for (const { network, page, asked } of patient) {
      await sleepDevice(network, 20_000);
      await page.click('.status-badge summary');
      await page.click('.status-details button');
      await page.waitFor(`document.querySelector('.status-details button:not(:disabled)')`);
      expect(polls(network)).toBe(asked);
      expect(await page.evaluate(showsFirst(site.newest.title))).toBe(true);
    }
    for (const { network, page } of patient) {
      await sleepDevice(network, 20_000);
      await page.waitFor(`${showsFirst('While they still wait')} && ${isFresh}`);
    }
  });

  test('[B45] while Airtable fails the site serves what it has, also to new readers, and follows again', async () => {
    const { page } = await listReader();
    await site.breakAirtable({ kind: 'status', status: 503 });
    await rename('Nobody can read this yet');
    const other = await site.anotherNetwork();
    const home = await readers.openFresh(`${other.url}/`);
    await home.waitFor(`${showsHome} && ${isCalm}`);
    await home.click('header nav a[href="/blog"]');
    await home.waitFor(`${showsList} && ${showsFirst(site.newest.title)} && ${isCalm}`);
    await home.click('main .card h2 a');
    await home.waitFor(showsArticle(site.newest.title));
    expect(await page.evaluate(badge)).toBe('Up to date');
    await site.breakAirtable();
    await page.waitFor(showsFirst('Nobody can read this yet'), { timeoutMs: 30_000 });
  });

  test('[fault N7] a server that is killed goes on with the same history, and its readers with it', async () => {
    const { page } = await listReader();
    await page.evaluate(`globalThis.isSameDocument = true`);
    const before = await site.manifest();
    await site.stopServer('SIGKILL');
    await page.waitFor(isOffline);
    await site.startServer();
    await rename('After the crash');
    await page.waitFor(`${showsFirst('After the crash')} && ${isFresh}`, { timeoutMs: 30_000 });
    const after = await site.manifest();
    expect(after.log).toBe(before.log);
    expect(after.seq).toBeGreaterThan(before.seq);
    expect(await page.evaluate(`globalThis.isSameDocument`)).toBe(true);
  });

  test('[fault N7] a server that lost everything is believed once it has said so for a minute', async () => {
    const { network, page } = await listReader();
    const before = await site.manifest();
    await site.stopServer();
    await page.waitFor(isOffline);
    await site.startServer({ fresh: true });
    const after = await site.manifest();
    expect(after.log).not.toBe(before.log);
    // Only then is there anything to doubt.
    expect(after.seq).toBeLessThan(before.seq);
    const asked = network.requests.length;
    await expect
      .poll(
        () => network.requests.slice(asked).filter(({ path }) => MANIFEST.test(path)).length,
        PATIENCE,
      )
      .toBeGreaterThanOrEqual(4);
    await rename('From another history');
    await expect
      .poll(() => site.manifest().then(({ seq }) => seq), PATIENCE)
      .toBeGreaterThan(after.seq);
    expect(await page.evaluate(showsFirst(site.newest.title))).toBe(true);
    await sleepDevice(network, 61_000);
    await page.waitFor(`${showsFirst('From another history')} && ${isFresh}`);
    await rename('And on from there');
    await page.waitFor(showsFirst('And on from there'));
  });
});

describe('a first sync of a large site', () => {
  let large: SiteWorld;
  beforeAll(async () => {
    large = await startSample();
    await vi.waitUntil(() => hasAllPictures(large), PATIENCE);
    // Two megabytes and a half, so that it takes many objects, and more than one batch of them is kept on the way.
    const paragraph = 'Words that take their time to arrive, one after the other. '.repeat(20);
    const content = `${paragraph}\n\n`.repeat(50);
    for (let i = 0; i < 42; i++) {
      const fields = { slug: `long-${i}`, title: `Long ${i}`, published_at: '2001-01-01' };
      await large.addRow('articles', { ...fields, content: `${i} ${content}` });
    }
    const isPublished = async () => (await large.manifest()).collections['articles']!.count > 60;
    await vi.waitUntil(isPublished, PATIENCE);
  });
  afterAll(() => large?.close());

  interface SeenRoot {
    readonly chunks: readonly { readonly hash: string }[];
  }
  const root = async () =>
    (await large.object((await large.manifest()).collections['articles']!.root)) as SeenRoot;

  const recordsOf = async ({ hash }: { readonly hash: string }) =>
    (await large.object(hash)) as { readonly id: string; readonly title: string }[];

  test('[B14] a deep link, and a click, show their article before the rest is here, and the list is never that one article', async () => {
    // The one article that lies in the last object stands first on the list.
    const lastOne = (await recordsOf((await root()).chunks.at(-1)!)).at(-1)!.id;
    await large.editRow('articles', lastOne, { published_at: '2027-01-01', title: 'Last one' });
    await vi.waitUntil(async () => {
      const records = await recordsOf((await root()).chunks.at(-1)!);
      return records.at(-1)!.title === 'Last one';
    }, PATIENCE);
    const { chunks } = await root();
    expect(chunks.length).toBeGreaterThan(8);
    const network = await large.anotherNetwork();
    const wanted = await chunkOf(large, chunks, large.newest.id);
    const others = chunks.map(({ hash }) => hash).filter((hash) => hash !== wanted);
    network.set({ path: new RegExp(others.slice(0, -1).join('|')), latencyMs: 6_000 });
    const deepLink = `${network.url}/blog/${large.newest.id}/${large.newest.slug}`;
    const page = await readers.open(deepLink);
    // The server wrote the article already; the badge tells when it is the app's.
    await page.waitFor(
      `${showsArticle(large.newest.title)} && /^Loading \\d+ of \\d+$/.test(${badge})`,
    );
    await page.evaluate(watchCounts);
    await page.click('header nav a[href="/blog"]');
    await page.waitFor(showsList);
    expect(await page.evaluate(badge)).toMatch(/^Loading \d+ of \d+$/);
    // Objects are under way in every lane; what a reader waits for does not wait behind them.
    await page.click('main .card h2 a');
    await page.waitFor(showsArticle('Last one'), { timeoutMs: 4_000 });
    expect(await page.evaluate(badge)).toMatch(/^Loading \d+ of \d+$/);
    network.clear();
    await page.waitFor(isFresh, { timeoutMs: 30_000 });
    expect(Math.min(...(await page.evaluate<number[]>(`[...counts]`)))).toBeGreaterThan(10);
  });

  test('[B12] a first sync that is cut short goes on where it was, and asks for nothing twice that it has', async () => {
    const { chunks } = await root();
    const network = await large.anotherNetwork();
    const last = chunks.at(-1)!.hash;
    network.set({ path: new RegExp(last), stall: true });
    const page = await readers.open(`${network.url}/blog`);
    const countOf = (hash: string) => network.count(new RegExp(hash));
    await expect
      .poll(() => chunks.filter(({ hash }) => countOf(hash) > 0).length, PATIENCE)
      .toBe(chunks.length);
    await page.waitFor(`Number(${badge}.match(/^Loading (\\d+) of/)?.[1] ?? 0) > 20`);
    const kept = await page.evaluate(keptObjects);
    const keptChunks = chunks.map(({ hash }) => hash).filter((hash) => kept.includes(hash));
    expect(keptChunks.length).toBeGreaterThan(2);
    const before = keptChunks.map(countOf);
    // Neither the worker's memory nor the browser's own cache may be what helps.
    await page.cdp.send('Network.clearBrowserCache');
    await killWorker(await readers.browser(), `:${network.port}/assets/shared-`);
    network.clear();
    await page.waitFor(`${isFresh} && ${showsList}`, { timeoutMs: 30_000 });
    expect(keptChunks.map(countOf)).toEqual(before);
    expect(Math.max(...chunks.map(({ hash }) => countOf(hash)))).toBeLessThanOrEqual(3);
  });
});

/** The hash of the chunk that holds a record. */
async function chunkOf(
  { object }: SiteWorld,
  chunks: readonly { readonly hash: string }[],
  id: string,
): Promise<string> {
  for (const { hash } of chunks) {
    if (JSON.stringify(await object(hash)).includes(id)) return hash;
  }
  throw new Error(`no chunk holds ${id}`);
}

/** The names of all objects that are kept in the database. */
async function keptObjects(): Promise<readonly string[]> {
  const all = (await indexedDB.databases()) as { name: string }[];
  const { name } = all.find((one) => one.name.includes(':cache:'))!;
  const settled = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
  const db = await settled(indexedDB.open(name));
  const keys = await settled(db.transaction('chunks').objectStore('chunks').getAllKeys());
  db.close();
  return keys as string[];
}

/** The addresses under which the service worker keeps a page that asks to sign in. */
async function keptPortals(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request, { ignoreVary: true });
      if ((await response!.text()).includes('<title>Wi-Fi</title>')) found.push(request.url);
    }
  }
  return found;
}

/** From now on `titles` holds every title that stood first on the list. */
function watchTitles(): void {
  const titles = new Set<string>();
  Reflect.set(globalThis, 'titles', titles);
  const look = () => {
    const title = document.querySelector('main .card h2')?.textContent;
    if (title) titles.add(title);
  };
  look();
  new MutationObserver(look).observe(document.querySelector('main')!, {
    subtree: true,
    childList: true,
    characterData: true,
  });
}

/** From now on `counts` holds every number of cards that the list had, but none. */
function watchCounts(): void {
  const counts = new Set<number>();
  Reflect.set(globalThis, 'counts', counts);
  new MutationObserver(() => {
    const count = document.querySelectorAll('main .card').length;
    if (count > 0) counts.add(count);
  }).observe(document.querySelector('main')!, { subtree: true, childList: true });
}
