import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { namesFor } from '../../src/protocol/names.ts';
import { collections } from '../../src/site/collections.ts';
import { cacheNamesFor } from '../../sw/cache-names.ts';
import type { FaultProxy } from '../fakes/fault-proxy.ts';
import { quota } from './harness/cdp.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { clearSiteData } from './harness/clear-site-data.ts';
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
import type { SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';

const readers = createReaders();
const { database } = namesFor('/', 'public', collections);
const { content: contentCache } = cacheNamesFor('/');
let site: SiteWorld;
let network: FaultProxy;

beforeAll(async () => {
  site = await startSample();
});
afterAll(async () => {
  await readers.close();
  await site?.close();
});
afterEach(async () => {
  await readers.leave();
  await rename(site.newest.title);
});

/** A new title for the newest article. */
const rename = (title: string) => site.editRow('articles', site.newest.id, { title });
const articlePath = () => `/blog/${site.newest.id}/${site.newest.slug}`;
const keepsNothing = `${badge} === 'Nothing is kept on this device'`;
/**
 * A version is committed in the database. Where that is removed while this looks, it is not made anew by looking, and the
 * look ends.
 */
const isKept = `indexedDB.databases().then((all) => all.some(({ name }) => name === ${JSON.stringify(database)})).then((exists) => exists && new Promise((resolve) => {
  const request = indexedDB.open(${JSON.stringify(database)});
  request.onupgradeneeded = () => request.transaction.abort();
  request.onerror = () => resolve(false);
  request.onsuccess = () => {
    const connection = request.result;
    connection.onversionchange = () => connection.close();
    try {
      const reading = connection.transaction('meta').objectStore('meta').get('current');
      reading.transaction.onabort = () => resolve(false);
      reading.transaction.oncomplete = () => resolve(reading.result !== undefined);
    } catch {
      resolve(false);
    }
    connection.close();
  };
}))`;

/** A first visit, by a reader with a network of their own. */
async function visit(path: string, initScript?: string): Promise<ChromiumPage> {
  network = await site.anotherNetwork();
  return readers.openFresh(network.url + path, initScript === undefined ? {} : { initScript });
}

/** A second visit: the service worker is at work. */
async function visitAgain(path: string): Promise<ChromiumPage> {
  const page = await visit(path);
  await page.waitFor(isInstalled);
  await page.goto(network.url + path);
  await page.waitFor(isFresh, RESTARTED);
  return page;
}

/** Reads list and article, and follows an edit. */
async function readsAll(page: ChromiumPage, title: string): Promise<void> {
  await page.waitFor(`${showsList} && ${isCalm}`);
  await page.click(`main .card a[href*="${site.newest.id}"]`);
  await page.waitFor(
    `document.querySelector('main .prose')?.textContent.length > 500 && ${isCalm}`,
  );
  await rename(title);
  await page.waitFor(showsArticle(title), { timeoutMs: 30_000 });
}

describe('storage that is emptied under open tabs', () => {
  test('[fault D4] the tabs read on without a reload, and what was lost is kept again', async () => {
    const list = await visitAgain('/blog');
    const article = await readers.openFresh(network.url + articlePath());
    const tabs = [list, article];
    for (const tab of tabs) await tab.evaluate(`globalThis.isSameDocument = true`);
    await clearSiteData(list, network);
    expect(await list.evaluate(showsList)).toBe(true);
    await list.waitFor(isKept);
    await list.waitFor(isInstalled);
    const offers = `document.querySelector('.notices').innerText.includes('new version')`;
    for (const tab of tabs) expect(await tab.evaluate(offers)).toBe(false);
    await list.click('header nav a[href="/"]');
    await list.waitFor(`${showsHome} && ${isFresh} && ${isCalm}`);
    await article.click('header nav a[href="/blog"]');
    await article.waitFor(`${showsList} && ${isFresh} && ${isCalm}`);
    await rename('After it was emptied');
    await article.waitFor(showsFirst('After it was emptied'));
    for (const tab of tabs) expect(await tab.evaluate(`isSameDocument`)).toBe(true);
  });

  test('[fault D4][promise P7] a page that is opened while nothing is kept and nothing can be fetched comes by itself', async () => {
    const page = await visitAgain('/blog');
    network.set({ path: /\/v1\//, offline: true });
    await page.waitFor(isOffline);
    await clearSiteData(page, network);
    await page.waitFor(`(${isKept}).then((kept) => !kept)`);
    await page.click('header nav a[href="/"]');
    await page.waitFor(`location.pathname === '/'`);
    network.clear();
    await page.waitFor(`${showsHome} && ${isFresh} && ${isCalm}`, { timeoutMs: 30_000 });
  });

  test('[fault D4][B48] a site that was emptied can be opened without a network again', async () => {
    const page = await visitAgain('/blog');
    await clearSiteData(page, network);
    await page.waitFor(isKept);
    await page.waitFor(isInstalled);
    network.set({ offline: true });
    await page.reload();
    await page.waitFor(`${showsList} && ${isOffline} && ${isCalm}`);
  });
});

describe('storage that has no room, or is refused', () => {
  test('[fault D5] with too little room the site reads, follows, and says that nothing will be kept', async () => {
    network = await site.anotherNetwork();
    const page = await readers.open('about:blank');
    await quota(page, network.url, 100_000);
    await page.goto(`${network.url}/blog`);
    await page.waitFor(keepsNothing);
    await readsAll(page, 'Read without room');
    await page.click('.status-badge summary');
    await page.waitFor(
      `document.querySelector('.status-details')?.innerText.includes('refuses to keep anything')`,
    );
    await quota(page, network.url);
  });

  test('[fault D5] a disk that fills up later costs what is kept, not what is read', async () => {
    network = await site.anotherNetwork();
    const page = await readers.open('about:blank');
    await quota(page, network.url, 1_000_000);
    await page.goto(`${network.url}/blog?sw=0`);
    await page.waitFor(`${badge} === 'Up to date' && ${showsList}`);
    for (let i = 0; i < 12; i++) {
      // What compresses well costs no room.
      const content = randomBytes(45_000).toString('hex');
      const fields = { slug: `long-${i}`, title: `Long ${i}`, published_at: '2001-01-01', content };
      const { id } = await site.addRow('articles', fields);
      onTestFinished(() => site.removeRow('articles', id));
    }
    await page.waitFor(`${keepsNothing} && document.body.innerText.includes('36 articles')`, {
      timeoutMs: 30_000,
    });
    await readsAll(page, 'Read from a full disk');
    await quota(page, network.url);
  });

  // What a test puts in the place of IndexedDB does not reach workers; with ?worker=0 the engine itself is in the page.
  const refusals = {
    'does not exist': `Object.defineProperty(globalThis, 'indexedDB', { value: undefined })`,
    'throws when it is opened': `IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }`,
    'never answers when it is opened': `IDBFactory.prototype.open = () => new EventTarget()`,
  };
  for (const [how, initScript] of Object.entries(refusals)) {
    for (const rung of ['', '?worker=0']) {
      test(`[fault D8] IndexedDB ${how} in a page${rung && ` with ${rung}`}: the site reads and follows`, async () => {
        const page = await visit(`/blog${rung}`, initScript);
        await readsAll(page, `${how} ${rung}`.trim());
        if (rung !== '') await page.waitFor(keepsNothing);
      });
    }
  }

  test('[S8][invariant I16][B48] where nothing is kept, what was last received is shown without a network, and said to be old', async () => {
    const path = '/blog?idb=0';
    const page = await visitAgain(path);
    await page.waitFor(keepsNothing);
    // The first visit that the service worker saw begin, to the end of what it keeps.
    await page.waitFor(
      `caches.open(${JSON.stringify(contentCache)}).then((cache) => cache.keys()).then((kept) => kept.length > 5)`,
    );
    await readers.leave();
    network.set({ offline: true });
    const later = await readers.open(network.url + path);
    await later.waitFor(`${showsList} && ${isOffline} && ${isCalm}`);
    await later.click(`main .card a[href*="${site.newest.id}"]`);
    await later.waitFor(showsArticle(site.newest.title));
    await rename('After the copy');
    network.clear();
    await later.waitFor(showsArticle('After the copy'), { timeoutMs: 30_000 });
    await later.waitFor(keepsNothing);
  });

  test('[fault D1] a connection that blocks the database costs what is kept, not what is read', async () => {
    network = await site.anotherNetwork();
    const holder = await readers.open(`${network.url}/offline.html`);
    await holder.evaluate(
      (name) =>
        new Promise<void>((settle) => {
          const request = indexedDB.open(name, 1);
          // No 'versionchange' listener: it stays open whoever asks.
          request.onsuccess = () => {
            Reflect.set(globalThis, 'held', request.result);
            settle();
          };
        }),
      database,
    );
    const page = await readers.open(`${network.url}/blog`);
    await page.waitFor(keepsNothing);
    await readsAll(page, 'Read while it was blocked');
    await readers.leave();
    const later = await readers.openFresh(`${network.url}/blog`);
    await later.waitFor(`${badge} === 'Up to date'`);
    expect(await later.evaluate(isKept)).toBe(true);
  });
});

/** A server that starts on a busy machine may ask Airtable too fast, and is then told to be silent for half a minute. */
const RESTARTED = { timeoutMs: 60_000 };
