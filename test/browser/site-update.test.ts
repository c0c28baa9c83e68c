import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectNoCspViolations } from './harness/assertions.ts';
import { evaluateInWorker, targets } from './harness/cdp.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { buildNext, NEWS, type BuiltTree } from './world/next-build.ts';
import { badge, isInstalled, isOffline } from './world/readers.ts';
import { isSettled, useSite } from './world/use-site.ts';

const site = useSite();
const ROOT = resolve(import.meta.dirname, '../..');
let next: BuiltTree;

beforeAll(async () => {
  next = await buildNext({ "newestFirst: 'newest first'": "newestFirst: 'the newest first'" });
});
afterAll(() => next?.discard());

const now = '24 articles, newest first';
const then = '24 articles, the newest first';
const says = (words: string) =>
  `document.querySelector('.blog-head p')?.textContent === ${JSON.stringify(words)}`;
const isOffered = `document.querySelector('.notices').innerText.includes('A new version is ready')`;
const buildOfPage = `document.querySelector('meta[name=offprint-build]').content`;
const assetsOf = (root: string) => globSync('assets/*.js', { cwd: join(root, 'dist') });
const bytesOf = (root: string, file: string) => readFileSync(join(root, 'dist', file), 'utf8');

async function deploy(root: string): Promise<void> {
  await site.world.stopServer();
  await site.world.startServer({ root });
}

/** A tab at the blog that starts without a network from now on. */
async function readBlog(): Promise<ChromiumPage> {
  const page = await site.openFresh('/blog');
  await page.waitFor(isInstalled);
  await page.evaluate(`void (globalThis.isSameDocument = true)`);
  return page;
}

const look = (page: ChromiumPage) =>
  page.evaluate(
    `navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => undefined, () => undefined)`,
  );
const buildsKept = (page: ChromiumPage) =>
  page.evaluate<string[]>(
    `caches.keys().then((names) => names.filter((name) => name.includes(':shell:')))`,
  );

describe('a deploy', () => {
  afterEach(async () => {
    await site.forget();
    await deploy(ROOT);
  });

  test('[fault S1][fault S2] is offered to every tab, comes in on consent by one reload, and breaks no other tab', async () => {
    const asking = await readBlog();
    const other = await readBlog();
    let loads = 0;
    asking.native.on('load', () => loads++);
    await deploy(next.root);
    await look(asking);
    for (const tab of [asking, other]) {
      await tab.waitFor(isOffered);
      await tab.waitFor(`document.querySelector('.notice-news')?.innerText === '${NEWS}'`);
    }
    // At 400 % (WCAG 1.4.10) the offer leaves the page more than half of the window.
    const low = { width: 320, height: 256, deviceScaleFactor: 1, mobile: false };
    await other.cdp.send('Emulation.setDeviceMetricsOverride', low);
    await other.waitFor(`innerHeight === 256`);
    expect(
      await other.evaluate(`document.querySelector('.notices').getBoundingClientRect().top`),
    ).toBeGreaterThan(128);
    await other.cdp.send('Emulation.clearDeviceMetricsOverride');
    // Without consent nothing changes, not even by a reload or in a new tab.
    await asking.reload();
    await asking.waitFor(`${isSettled} && ${isOffered}`);
    const another = await site.openFresh('/blog');
    for (const tab of [asking, other, another]) expect(await tab.evaluate(says(now))).toBe(true);

    loads = 0;
    await asking.click('.notice button');
    await asking.waitFor(`${says(then)} && ${isSettled}`);
    expect(loads).toBe(1);
    expect(await asking.evaluate(isOffered)).toBe(false);

    // The other tab goes on as it was, is offered a reload, and all of its own parts are still there.
    expect(await other.evaluate(`isSameDocument`)).toBe(true);
    expect(await other.evaluate(says(now))).toBe(true);
    await other.waitFor(isOffered);
    const parts = assetsOf(ROOT).filter((file) => !assetsOf(next.root).includes(file));
    expect(parts.length).toBeGreaterThan(2);
    for (const file of parts) {
      const text = await other.evaluate<string>(
        `fetch('/${file}').then((answer) => answer.text())`,
      );
      expect(text === bytesOf(ROOT, file), file).toBe(true);
    }
    const lazy = parts.find((file) => file.includes('follow-service-worker'))!;
    expect(await other.evaluate(`import('/${lazy}').then((module) => typeof module)`)).toBe(
      'object',
    );

    // Both follow the content, whoever writes it now.
    await site.editRow('articles', site.world.newest.id, { title: 'After the deploy' });
    for (const tab of [asking, other]) {
      await tab.waitFor(`document.querySelector('.card h2').textContent === 'After the deploy'`, {
        timeoutMs: 25_000,
      });
      await expectNoCspViolations(tab);
    }
    await other.click('.notice button');
    await other.waitFor(`${says(then)} && ${isSettled}`);
  });

  test('[promise P1][fault S2] what is typed into a form is still there in the version that the reader let in', async () => {
    const [tides, darning] = ['recProductTides01', 'recProductDarns01'];
    const reader = await site.openFresh(`/catalog/${tides}`);
    await reader.waitFor(`${isInstalled} && !!document.querySelector('main textarea')`);
    const editor = await site.open('/admin');
    await editor.waitFor(`!!document.querySelector('input[name=token]')`);
    await editor.fill('input[name=token]', 'editor-sample');
    await editor.press('Enter');
    const card = `#product-${darning} input`;
    await editor.waitFor(`!!document.querySelector('${card}')`);
    const build = await reader.evaluate<string>(buildOfPage);
    await deploy(next.root);
    await look(reader);
    for (const tab of [reader, editor]) await tab.waitFor(isOffered);

    await reader.fill('main input[name=author]', 'Low Bridge');
    await reader.native.selectOption('main select[name=score]', '2');
    await reader.fill('main textarea', 'Half a\nthought');
    await editor.fill(card, 'The Mending');
    for (const tab of [reader, editor]) {
      await tab.click('.notice button');
      await tab.waitFor(`${buildOfPage} !== ${JSON.stringify(build)}`);
    }
    await reader.waitFor(`!!document.querySelector('#root:not([data-version]) main textarea')`);
    expect(
      await reader.evaluate(
        `['author', 'score', 'content'].map((name) => document.querySelector('main [name=' + name + ']').value)`,
      ),
    ).toEqual(['Low Bridge', '2', 'Half a\nthought']);
    await editor.waitFor(`document.querySelector('${card}')?.value === 'The Mending'`);
    // It is no more than a draft: what the product is called has not changed.
    expect(await editor.text(`#product-${darning} h3`)).toBe('The Darning Kit');
  });

  test('[fault S1] serves the parts of the build before it to a tab that has no service worker', async () => {
    const page = await site.openFresh('/blog?sw=0');
    await deploy(next.root);
    for (const file of assetsOf(ROOT)) {
      const answer = await page.evaluate<{ status: number; text: string }>(
        `fetch('/${file}', { cache: 'reload' }).then(async (r) => ({ status: r.status, text: await r.text() }))`,
      );
      expect({ file, status: answer.status, isSame: answer.text === bytesOf(ROOT, file) }).toEqual({
        file,
        status: 200,
        isSame: true,
      });
    }
    const unknown = await fetch(`${site.world.url}/assets/index-never-built.js`);
    expect([unknown.status, unknown.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  test('[fault S1][fault N1] is not what took a chunk away that the network lost: the page stays, and has it later', async () => {
    const page = await site.openFresh('/blog?sw=0');
    await page.evaluate(`void (globalThis.isSameDocument = true)`);
    const lost = { path: /\/assets\/QuotesPage-/, offline: true as const };
    site.world.network.set(lost, { path: /^\/sw\.js$/, offline: true });
    await page.click('header nav a[href^="/quotes"]');
    await page.waitFor(
      `document.querySelector('main').innerText.includes('Not on this device yet')`,
    );
    expect(await page.evaluate(`isSameDocument`)).toBe(true);
    // The browser keeps saying that it is online, which it was all the time.
    site.world.network.clear();
    await page.waitFor(`document.querySelector('main').innerText.includes('Likes:')`);
    expect(await page.evaluate(`isSameDocument`)).toBe(true);
  });

  test.each([
    [
      'S3',
      'one of its scripts is another page',
      () => `/${assetsOf(next.root).find((file) => !assetsOf(ROOT).includes(file))!}`,
    ],
    ['S5', 'its page is of another deploy', () => '/shell.html'],
  ])('[fault %s] does not come in while %s', async (_, __, path) => {
    const page = await readBlog();
    const before = await buildsKept(page);
    await deploy(next.root);
    const other =
      path() === '/shell.html' ? bytesOf(ROOT, 'shell.html') : '<!doctype html><p>Welcome';
    site.world.network.set({
      path: new RegExp(`^${path().replaceAll('.', '\\.')}`),
      replaceBody: { status: 200, contentType: 'text/html', body: other },
    });
    const asked = site.world.network.requests.length;
    await look(page);
    await page.waitFor(`navigator.serviceWorker.getRegistration().then((r) => !r.installing)`);
    const paths = site.world.network.requests.slice(asked).map((request) => request.path);
    expect(paths.some((one) => one.startsWith(path()))).toBe(true);
    expect(await buildsKept(page)).toEqual(before);
    await page.reload();
    await page.waitFor(`${says(now)} && ${isSettled}`);
    expect(await page.evaluate(isOffered)).toBe(false);
    site.world.network.clear();
    await look(page);
    await page.waitFor(isOffered);
  });

  test('[fault S5] a first visit to the new page is not offered the build that it already is', async () => {
    await deploy(next.root);
    const page = await readBlog();
    expect(await page.evaluate(says(then))).toBe(true);
    await look(page);
    expect(await page.evaluate(isOffered)).toBe(false);
  });
});

describe('the service worker', () => {
  test('[fault S4] is never taken from a cache, nor is the page; what is named by its hash is', async () => {
    const cacheControl = async (path: string) =>
      (await fetch(site.world.url + path, { headers: { accept: 'text/html' } })).headers.get(
        'cache-control',
      );
    for (const path of ['/sw.js', '/', '/blog', '/shell.html', '/manifest.webmanifest']) {
      expect([path, await cacheControl(path)]).toEqual([path, 'no-cache']);
    }
    expect(await cacheControl(`/${assetsOf(ROOT)[0]!}`)).toBe(
      'public, max-age=31536000, immutable',
    );
    const page = await readBlog();
    expect(
      await page.evaluate(
        `navigator.serviceWorker.getRegistration().then((r) => [r.updateViaCache, new URL(r.scope).pathname])`,
      ),
    ).toEqual(['none', '/']);
  });

  test('[fault S8][promise P8] never answers for the server: without it the site says offline, not up to date', async () => {
    const page = await readBlog();
    await page.evaluate(`(() => {
      globalThis.badges = [];
      const note = () => badges.push(${badge});
      new MutationObserver(note).observe(document.querySelector('.status'), { subtree: true, childList: true, characterData: true });
    })()`);
    await site.world.stopServer();
    await page.click('.status-badge summary');
    await page.click('.status-details button');
    await page.waitFor(isOffline);
    const from = await page.evaluate<number>(
      `badges.findIndex((words) => words.startsWith('Offline'))`,
    );
    await page.click('.status-details button');
    await page.waitFor(`document.querySelector('.status-details button')?.disabled === false`);
    const browser = await site.browser();
    const ask = `fetch('/v1/manifest.json').then((r) => r.status, (error) => error.name)`;
    expect(await page.evaluate(ask)).toBe('TypeError');
    for (const { url } of await targets(browser, 'shared_worker')) {
      const worker = { type: 'shared_worker', urlPart: url } as const;
      expect(await evaluateInWorker(browser, worker, ask)).toBe('TypeError');
    }
    const badges = await page.evaluate<string[]>(`badges`);
    expect(badges.slice(from).filter((words) => words === 'Up to date')).toEqual([]);
    const later = await site.open('/blog');
    await later.waitFor(`${isOffline} && !!document.querySelector('.card')`);
    await site.world.startServer();
    await later.waitFor(isSettled, { timeoutMs: 30_000 });
  });
});
