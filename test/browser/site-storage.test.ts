import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { namesFor } from '../../src/protocol/names.ts';
import { collections } from '../../src/site/collections.ts';
import type { FaultProxy } from '../fakes/fault-proxy.ts';
import { quota, targets } from './harness/cdp.ts';
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
import { startSite, type SiteWorld } from './world/site.ts';

const readers = createReaders();
const { database } = namesFor('/', 'public', collections);
let site: SiteWorld;
let network: FaultProxy;

beforeAll(async () => {
  site = await startSite();
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
/** A version is committed in the database. */
const isKept = `indexedDB.databases().then((all) => all.some(({ name }) => name === ${JSON.stringify(database)})).then((exists) => exists && new Promise((resolve) => {
  const request = indexedDB.open(${JSON.stringify(database)});
  request.onsuccess = () => {
    const reading = request.result.transaction('meta').objectStore('meta').get('current');
    reading.onsuccess = () => { request.result.close(); resolve(reading.result !== undefined); };
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

describe('two builds at once', { timeout: 240_000 }, () => {
  const changes = {
    'of the same schema': ['src/site/words.ts', (text: string) => `${text}\n// Newer.\n`],
    'of another schema': [
      'src/site/collections.ts',
      (text: string) =>
        text.replace(
          `slug: field('text', 'slug', 'required'),`,
          `$&\n    summary: field('text', 'description'),`,
        ),
    ],
  } as const;

  for (const [what, [file, change]] of Object.entries(changes)) {
    test(`[fault V1][B120] a newer build ${what} takes over, and the old tab reads on and is told`, async () => {
      const root = await builtCopy(file, change);
      const old = await visitAgain('/blog');
      const build = await old.evaluate<string>(buildOfPage);
      await site.stopServer();
      await site.startServer({ root });
      onTestFinished(async () => {
        await site.stopServer();
        await site.startServer();
      });
      const young = await readers.open(`${network.url}/blog`);
      const isTold = `document.querySelector('.notices').innerText.includes('A new version is ready')`;
      for (const tab of [young, old]) await tab.waitFor(`${isTold} && ${showsList}`, RESTARTED);
      await young.click('.notice button');
      await young.waitFor(`${buildOfPage} !== ${JSON.stringify(build)} && ${isFresh}`, RESTARTED);
      expect(await old.evaluate(buildOfPage)).toBe(build);
      await old.waitFor(`${isTold} && ${badge} === 'New version ready'`);

      const since = network.requests.length;
      await rename('Read by both builds');
      await young.waitFor(showsFirst('Read by both builds'), RESTARTED);
      if (what === 'of the same schema')
        await old.waitFor(showsFirst('Read by both builds'), RESTARTED);
      for (const tab of [young, old]) {
        await tab.click('header nav a[href="/"]');
        await tab.waitFor(`${showsHome} && ${isCalm}`);
        await tab.click('header nav a[href="/blog"]');
        await tab.waitFor(`${showsList} && ${isCalm}`);
      }
      // Two workers, of which one polls: never two manifests within the time that one poll waits.
      expect(
        await targets(await readers.browser(), 'shared_worker', `:${network.port}/assets/shared-`),
      ).toHaveLength(2);
      const held = await young.evaluate<number>(
        `navigator.locks.query().then(({ held, pending }) => [...held, ...pending].filter(({ name }) => name === 'offprint:/:public:cache').length)`,
      );
      expect(held).toBe(1);
      expect(network.requests.length).toBeGreaterThan(since);

      // The old build is gone with its tab, and what the new one keeps is whole.
      await old.close();
      network.set({ offline: true });
      await young.reload();
      await young.waitFor(`${showsFirst('Read by both builds')} && ${isOffline}`);
    });
  }
});

/** A server that starts on a busy machine may ask Airtable too fast, and is then told to be silent for half a minute. */
const RESTARTED = { timeoutMs: 60_000 };
const buildOfPage = `document.querySelector('meta[name=offprint-build]').content`;
const ROOT = resolve(import.meta.dirname, '../..');

/** The same site with one file changed, built in a folder of its own. */
async function builtCopy(file: string, change: (text: string) => string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-build-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const entries = ['index.html', 'package.json', 'package-lock.json', 'public', 'src', 'sw'];
  const plugins = globSync('{vite*.ts,tsconfig*.json}', { cwd: ROOT });
  for (const entry of [...entries, ...plugins]) {
    await cp(join(ROOT, entry), join(folder, entry), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const text = await readFile(join(folder, file), 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(join(folder, file), changed);
  const vite = spawn(join(ROOT, 'node_modules/.bin/vite'), ['build', '--logLevel', 'error'], {
    cwd: folder,
    stdio: 'inherit',
  });
  expect(await once(vite, 'exit')).toEqual([0, null]);
  return folder;
}
