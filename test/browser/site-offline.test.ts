import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../proxy/fakes/folder.ts';
import type { FaultProxy } from '../fakes/fault-proxy.ts';
import { openChromium, type ChromiumPage } from './harness/chromium.ts';
import {
  badge,
  createReaders,
  isCalm,
  isFresh,
  isInstalled,
  isOffline,
  showsArticle,
  showsError,
  showsFirst,
  showsHome,
  showsList,
} from './world/readers.ts';
import type { SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';

/** Two ways in which a network goes, neither of which the browser is told about. */
const LOSSES = ['the network is cut', 'the server is stopped'] as const;
type Loss = (typeof LOSSES)[number];

describe('a site without a network', () => {
  const readers = createReaders();
  let site: SiteWorld;
  /** A network of its own for each test, and so a reader who has never been here. */
  let network: FaultProxy;
  let isStopped = false;

  beforeAll(async () => {
    site = await startSample();
  });
  afterAll(async () => {
    await readers.close();
    await site?.close();
  });
  afterEach(async () => {
    await readers.leave();
    await restore();
  });

  async function lose(loss: Loss): Promise<void> {
    if (loss === 'the network is cut') return network.set({ offline: true });
    isStopped = true;
    await site.stopServer();
  }

  async function restore(): Promise<void> {
    network?.clear();
    if (isStopped) await site.startServer();
    isStopped = false;
  }

  const newest = () => showsArticle(site.newest.title);
  const newestPath = () => `/blog/${site.newest.id}/${site.newest.slug}`;

  /** Reads home, list and the newest article, with all their pictures, until all of it is kept. */
  async function visit(): Promise<ChromiumPage> {
    network = await site.anotherNetwork();
    const page = await readers.openFresh(`${network.url}/`);
    await page.waitFor(isInstalled);
    await page.goto(`${network.url}/`);
    await readAll(page);
    return page;
  }

  async function readAll(page: ChromiumPage): Promise<void> {
    await page.waitFor(showsHome);
    await seePictures(page);
    await page.click('header nav a[href="/blog"]');
    await page.waitFor(showsList);
    await seePictures(page);
    await page.click('main .card h2 a');
    await page.waitFor(newest());
    await seePictures(page);
  }

  for (const loss of LOSSES) {
    test(`[B45][invariant I16] a reader goes on through the whole site while ${loss}, and is told since when`, async () => {
      const page = await visit();
      await lose(loss);
      await page.waitFor(isOffline);
      expect(await page.evaluate(badge)).toMatch(/^Offline since \d\d:\d\d$/);
      await page.click('header nav a[href="/"]');
      await page.waitFor(`${showsHome} && ${isOffline} && ${isCalm}`);
      await page.click('header nav a[href="/blog"]');
      await page.waitFor(`${showsList} && ${isOffline} && ${isCalm}`);
      await page.click('main .card h2 a');
      await page.waitFor(`${newest()} && ${isOffline} && ${isCalm}`);
    });

    test(`[B48][promise P6] every address opens while ${loss}, also one that was never visited; then it follows again`, async () => {
      const page = await visit();
      const neverVisited = await page.waitFor<string>(
        `document.querySelector('main .neighbour-next')?.pathname`,
      );
      await lose(loss);
      for (const [path, shows] of [
        ['/', showsHome],
        ['/blog', showsList],
        [newestPath(), newest()],
      ] as const) {
        await page.goto(network.url + path);
        await page.waitFor(`${shows} && ${isOffline} && ${isCalm}`);
        await page.reload();
        await page.waitFor(`${shows} && ${isOffline} && ${isCalm}`);
      }
      await page.goto(network.url + neverVisited);
      await page.waitFor(
        `document.querySelector('main .prose')?.textContent.length > 500 && ${isOffline} && ${isCalm}`,
      );
      await restore();
      const title = `What changed while ${loss}`;
      await site.editRow('articles', site.newest.id, { title });
      await page.goto(`${network.url}/blog`);
      await page.waitFor(`${showsFirst(title)} && ${isFresh}`, { timeoutMs: 30_000 });
      await site.editRow('articles', site.newest.id, { title: site.newest.title });
      await page.waitFor(showsFirst(site.newest.title));
    });
  }

  test('[B49] pictures that were seen show without a network, also when their upstream address is dead', async () => {
    const { fields } = await site.upstreamRecord('articles', site.newest.id);
    const [{ url: upstream }] = fields['image'] as [{ url: string }];
    expect((await fetch(upstream)).status).toBe(200);
    const page = await visit();
    await lose('the server is stopped');
    await expect(fetch(upstream)).rejects.toThrow('fetch failed');
    for (const path of ['/', '/blog', newestPath()]) {
      await page.goto(network.url + path);
      await page.waitFor(`${isOffline} && document.querySelectorAll('main .picture').length > 0`);
      const seen = await seePictures(page);
      expect(seen.length).toBeGreaterThan(0);
      for (const one of seen) expect(one).toMatchObject({ width: expect.any(Number), label: '' });
      for (const { width, src } of seen) {
        expect(width).toBeGreaterThan(100);
        expect(src.startsWith(`${network.url}/v1/media/`)).toBe(true);
      }
    }
  });

  test('[B49] a picture that is not kept is a labelled sheet of the same size, and comes when the network is back', async () => {
    network = await site.anotherNetwork();
    network.set({ path: /\/v1\/media\//, offline: true });
    const page = await readers.openFresh(`${network.url}/blog`);
    const seen = await seePictures(page);
    expect(seen.length).toBeGreaterThan(10);
    for (const one of seen)
      expect(one).toEqual({ width: 0, src: '', label: 'Picture not available' });
    const brokenIcons = `[...document.images].filter((one) => one.complete && !one.naturalWidth && one.isConnected).length`;
    expect(await page.evaluate(brokenIcons)).toBe(0);
    network.set({ offline: true });
    await page.waitFor(isOffline);
    network.clear();
    await page.waitFor(isFresh, { timeoutMs: 30_000 });
    for (const { width } of await seePictures(page)) expect(width).toBeGreaterThan(100);
  });

  test('[B49] a picture that the line has lost comes by itself, though all else comes through', async () => {
    network = await site.anotherNetwork();
    network.set({ path: /\/v1\/media\//, cutAtByte: 100 });
    const page = await readers.openFresh(`${network.url}/blog/${site.newest.id}`);
    const lost = `document.querySelector('main .article-picture .picture-missing') !== null`;
    await page.waitFor(`${isFresh} && ${lost}`);
    network.clear();
    await page.waitFor(`document.querySelector('main .article-picture img')?.naturalWidth > 100`, {
      timeoutMs: 20_000,
    });
  });

  for (const end of ['closed', 'killed'] as const) {
    test(`[B19] a browser that was ${end} opens again without a server, and reads on in every tab`, async () => {
      network = await site.anotherNetwork();
      const profileDir = await temporaryFolder();
      const before = await openChromium({ profileDir });
      const first = await before.newPage(`${network.url}/`);
      await first.waitFor(`${isFresh} && ${isInstalled}`);
      await first.goto(`${network.url}/`);
      await readAll(first);
      await (end === 'closed' ? before.close() : before.kill());
      await lose('the server is stopped');
      const after = await openChromium({ profileDir });
      try {
        const home = await after.newPage(`${network.url}/`);
        await home.waitFor(`${showsHome} && ${isOffline} && ${isCalm}`);
        const list = await after.newPage(`${network.url}/blog`);
        await list.waitFor(`${showsList} && ${isOffline} && ${isCalm}`);
        const article = await after.newPage(network.url + newestPath());
        await article.waitFor(`${newest()} && ${isOffline} && ${isCalm}`);
        for (const { width } of await seePictures(article)) expect(width).toBeGreaterThan(100);
      } finally {
        await after.close();
      }
    });
  }

  test('[B46] a cold start without content says so, can be dismissed, and mends itself without a reload', async () => {
    network = await site.anotherNetwork();
    network.set({ path: /\/v1\//, offline: true });
    const list = await readers.open(`${network.url}/blog`);
    const home = await readers.open(`${network.url}/`);
    for (const page of [list, home]) {
      await page.waitFor(showsError);
      await page.evaluate(`globalThis.isSameDocument = true`);
      expect(
        await page.evaluate(`document.querySelectorAll('main .card, main .hero').length`),
      ).toBe(0);
    }
    await home.click('main .error-box');
    await home.waitFor(isCalm);
    network.clear();
    await list.waitFor(`${showsList} && ${isFresh} && ${isCalm}`, { timeoutMs: 30_000 });
    await home.waitFor(`${showsHome} && ${isFresh}`);
    for (const page of [list, home]) expect(await page.evaluate(`isSameDocument`)).toBe(true);
  });

  test('[B47][B57] an article opened in the error state shows itself as soon as it can', async () => {
    network = await site.anotherNetwork();
    network.set({ path: /\/v1\//, offline: true });
    const page = await readers.open(network.url + newestPath());
    await page.waitFor(showsError);
    expect(await page.evaluate(`document.title`)).toMatch(/^Blog · /);
    network.clear();
    await page.waitFor(`${newest()} && ${isCalm}`, { timeoutMs: 30_000 });
  });

  test('[promise P8] a copy that is three hours old when it is opened again says three hours', async () => {
    await visit();
    await lose('the network is cut');
    await readers.leave();
    // As if the browser had stayed closed since: the times that are kept are moved into the past.
    const keeper = await readers.open(`${network.url}/offline.html`);
    const checkedAt = await keeper.evaluate(async () => {
      const all = (await indexedDB.databases()) as { name: string }[];
      const { name } = all.find((one) => one.name.includes(':cache:'))!;
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
      const store = db.transaction('meta', 'readwrite').objectStore('meta');
      const threeHours = 3 * 3_600_000;
      const get = <T>(key: string) =>
        new Promise<T>((resolve) => {
          const request = store.get(key);
          request.onsuccess = () => resolve(request.result as T);
        });
      const current = await get<{ committedAt: number }>('current');
      store.put({ ...current, committedAt: current.committedAt - threeHours }, 'current');
      const checked = await get<{ at: number; upstreamReadAt: number } | undefined>('checked');
      if (checked) {
        const { at, upstreamReadAt } = checked;
        store.put({ at: at - threeHours, upstreamReadAt: upstreamReadAt - threeHours }, 'checked');
      }
      await new Promise((resolve) => (store.transaction.oncomplete = resolve));
      db.close();
      return Math.max(current.committedAt, checked?.at ?? 0) - threeHours;
    });
    const page = await readers.open(`${network.url}/blog`);
    await page.waitFor(`${showsList} && ${isOffline}`);
    const clock = await page.evaluate<string, [number]>(
      (at) => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at),
      checkedAt,
    );
    expect(await page.evaluate(badge)).toContain(clock);
    await page.click('.status-badge summary');
    const details = `document.querySelector('.status-details')?.textContent`;
    await page.waitFor(`/Last checked 3 hours ago/.test(${details})`);
    expect(await page.text('footer')).toContain(clock);
  });

  test('[B59][B10][B11] going through a site that is kept asks the network for nothing but the manifest', async () => {
    const page = await visit();
    // Pictures that no screen has shown are still being kept until the site says that it is ready.
    await page.waitFor(`localStorage.getItem('offprint:/:public:ready-said')`, {
      timeoutMs: 30_000,
    });
    const before = network.requests.length;
    for (let round = 0; round < 3; round++) {
      await page.click('header nav a[href="/"]');
      await page.waitFor(showsHome);
      await page.click('header nav a[href="/blog"]');
      await page.waitFor(showsList);
      await page.click('main .card h2 a');
      await page.waitFor(newest());
    }
    const asked = network.requests.slice(before).map(({ path }) => path);
    // The browser itself looks for a newer service worker after each load.
    const allowed = ['/v1/manifest.json', '/sw.js'];
    expect(asked.filter((path) => !allowed.includes(path))).toEqual([]);
  });
});

interface SeenPicture {
  readonly width: number;
  readonly src: string;
  /** The words on the sheet that stands in for it, or ''. */
  readonly label: string;
}

/** Scrolls to each picture in turn and tells what is there once it is settled. */
function seePictures(page: ChromiumPage): Promise<readonly SeenPicture[]> {
  return page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const look = (box: Element) => {
      const picture = box.querySelector('img');
      const label = box.querySelector('.picture-missing')?.textContent ?? '';
      const isSettled = label !== '' || (picture?.complete && picture.naturalWidth > 0);
      const width = picture?.naturalWidth ?? 0;
      return isSettled ? { width, src: picture?.currentSrc ?? '', label } : undefined;
    };
    const seen: { width: number; src: string; label: string }[] = [];
    for (const box of document.querySelectorAll('main .picture')) {
      box.scrollIntoView();
      let found = look(box);
      for (; !found; found = look(box)) await nextFrame();
      seen.push(found);
    }
    return seen;
  });
}
