import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildFixture, type BuiltFixture } from '../sw/build-fixture.ts';
import { startFixtureServer, type FixtureServer } from '../sw/fixture-server.ts';
import type { Browser, BrowserPage } from './harness/browser.ts';
import { inEachBrowser } from './harness/in-each-browser.ts';
import { openBrowser } from './harness/open-browser.ts';

/** Settles once the condition holds; a test's own time limit ends the waiting. */
async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The address of a chunk that this build loads later. */
const chunkOf = ({ dist }: BuiltFixture, name: string): string =>
  `/${globSync(`assets/${name}-*.js`, { cwd: dist })[0]}`;

/** Builds of one tiny site, as they would be deployed one after another. */
let one: BuiltFixture;
let two: BuiltFixture;
let kill: BuiltFixture;

beforeAll(async () => {
  one = await buildFixture('one');
  two = await buildFixture('two');
  kill = await buildFixture('kill', { SERVICE_WORKER: 'kill' });
});

afterAll(() => {
  for (const built of [one, two, kill]) built.discard();
});

inEachBrowser((name) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser(name);
  });
  afterAll(() => browser.close());

  /** A host of its own, and so an origin of its own, with a first tab whose service worker is active. */
  async function installed(): Promise<{ server: FixtureServer; page: BrowserPage }> {
    const server = await served();
    const page = await tab(server.origin);
    await page.waitFor('navigator.serviceWorker.controller?.state === "activated"');
    return { server, page };
  }

  async function served(): Promise<FixtureServer> {
    const server = await startFixtureServer(one.dist);
    onTestFinished(() => server.close());
    return server;
  }

  async function tab(url: string): Promise<BrowserPage> {
    const page = await browser.newPage(url);
    onTestFinished(() => page.close());
    return page;
  }

  const update = (page: BrowserPage) =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration?.update().catch(() => undefined);
    });
  const cacheNames = (page: BrowserPage) => page.evaluate(() => caches.keys());
  const shellNames = async (page: BrowserPage) =>
    (await cacheNames(page)).filter((cache) => cache.includes(':shell:'));
  const read = (page: BrowserPage, url: string, headers: Record<string, string> = {}) =>
    page.evaluate(
      async (asked, sent) => {
        try {
          const response = await fetch(asked, { headers: sent });
          const { status, headers: got } = response;
          const text = await response.text();
          const range = got.get('content-range');
          return { status, text, range, fromCache: got.get('x-from-cache') };
        } catch (error) {
          return (error as Error).name;
        }
      },
      url,
      headers,
    );

  test.each([
    ['its code', () => [chunkOf(one, 'follow-service-worker'), '/sw.js']],
    ['its script', () => ['/sw.js']],
    ['a file of its shell', () => [chunkOf(one, 'late')]],
  ])(
    '[S12] comes to a first visit whose line has lost %s, without another visit',
    async (what, lost) => {
      const server = await served();
      const notNow = { status: 503, type: 'text/plain', body: 'not now' };
      for (const path of lost()) server.answers.set(path, notNow);
      const page = await tab(server.origin);
      await waitUntil(() => lost().every((path) => server.asked.includes(path)));
      server.answers.clear();
      await page.waitFor('navigator.serviceWorker.controller?.state === "activated"');
      // Firefox remembers as long as a page lives that a module failed (whatwg/html#6768): it is reloaded, once.
      const loads = name === 'firefox' && what === 'its code' ? 2 : 1;
      expect(server.asked.filter((path) => path === '/').length).toBe(loads);
      server.setDown(true);
      expect(await (await tab(`${server.origin}/blog`)).text('#label')).toBe('one');
    },
  );

  describe('without a network', () => {
    test('[B48] shows every address of the site, and starts its worker with its query', async () => {
      const { server, page } = await installed();
      server.setDown(true);
      const deep = await tab(`${server.origin}/blog/recA/some-title`);
      expect(await deep.text('#label')).toBe('one');
      await deep.waitFor(`document.querySelector('#heard').textContent === '?flag=kept late one'`);
      await deep.click('#load');
      await deep.waitFor(`document.querySelector('#late').textContent === 'late one'`);
      expect(await page.text('#label')).toBe('one');
    });

    test('[S11][fault D11][B48] shows what the network has at an address that is no page of the site, such as another site', async () => {
      const { server, page } = await installed();
      const type = 'text/html; charset=utf-8';
      server.answers.set('/sub/', { status: 200, type, body: '<p id="label">another site</p>' });
      server.answers.set('/broken/', { status: 502, type: 'text/plain', body: 'bad gateway' });
      expect(await (await tab(`${server.origin}/sub/`)).text('#label')).toBe('another site');
      expect(await (await tab(`${server.origin}/broken/`)).text('#label')).toBe('one');
      server.setDown(true);
      expect(await (await tab(`${server.origin}/sub/`)).text('#label')).toBe('one');
      expect(await page.text('#label')).toBe('one');
    });

    test('[B49] shows stored pictures, slices them for a Range (fault S7), and fails for others, broken ones too (fault N2)', async () => {
      const { server, page } = await installed();
      const kept = `/v1/media/${nameOf('0123456789')}/a.bin`;
      const cut = `/v1/media/${nameOf('0123456789')}/cut.bin`;
      server.answers.set(cut, { status: 200, type: 'image/png', body: '01234' });
      server.answers.set(kept, {
        status: 200,
        type: 'image/png',
        body: '0123456789',
      });
      server.answers.set('/v1/media/h/gone', { status: 404, type: 'text/plain', body: 'gone' });
      expect(await read(page, kept)).toMatchObject({ status: 200 });
      expect(await read(page, '/v1/media/h/gone')).toMatchObject({ status: 404 });
      expect(await read(page, cut)).toMatchObject({ status: 200, text: '01234' });
      server.setDown(true);
      expect(await read(page, kept)).toMatchObject({ text: '0123456789' });
      expect(await read(page, kept, { range: 'bytes=2-4' })).toMatchObject({
        status: 206,
        text: '234',
        range: 'bytes 2-4/10',
      });
      expect(await read(page, kept, { range: 'bytes=10-' })).toMatchObject({
        status: 416,
      });
      expect(await read(page, '/v1/media/h/gone')).toBe('TypeError');
      expect(await read(page, cut)).toBe('TypeError');
      expect(await read(page, '/v1/media/h/never-seen')).toBe('TypeError');
    });

    test('[B49] shows the pictures of the very first visit, which the page asks for again once it is there', async () => {
      const server = await served();
      const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>';
      const picture = `/v1/media/${nameOf(svg)}/first.svg`;
      server.answers.set(picture, {
        status: 200,
        type: 'image/svg+xml',
        body: svg,
      });
      const page = await tab(server.origin);
      await page.waitFor(`navigator.serviceWorker.controller?.state === 'activated'`);
      await page.evaluate(`fetch('${picture}').then((answer) => answer.text())`);
      await page.waitFor(`caches.match('${picture}').then(Boolean)`);
      server.setDown(true);
      const later = await tab(server.origin);
      await later.waitFor(`document.images[0].naturalWidth === 2`);
    });

    test('[invariant I16] answers with last-known content only who accepts it, and says since when', async () => {
      const { server, page } = await installed();
      const manifest = '/v1/manifest.json';
      const accepting = { 'x-accept-stale': '1' };
      server.answers.set(manifest, { status: 200, type: 'application/json', body: '{"seq":1}' });
      const before = new Date().toISOString();
      expect(await read(page, manifest, accepting)).toMatchObject({ fromCache: null });
      // The answer does not wait for its copy to be kept.
      await page.waitFor(`caches.match('${manifest}').then((kept) => kept !== undefined)`);
      server.answers.set(manifest, { status: 200, type: 'text/html', body: '<p>Please log in' });
      const stale = await read(page, manifest, accepting);
      expect(stale).toMatchObject({ status: 200, text: '{"seq":1}' });
      const { fromCache } = stale as { fromCache: string };
      expect(fromCache >= before && fromCache <= new Date().toISOString()).toBe(true);
      server.setDown(true);
      expect(await read(page, manifest, accepting)).toMatchObject({ text: '{"seq":1}', fromCache });
      expect(await read(page, manifest)).toBe('TypeError');
    });
  });

  test('[fault S8] never answers the engine from a cache, before and after it takes control', async () => {
    const server = await served();
    const manifest = '/v1/manifest.json';
    server.answers.set(manifest, { status: 200, type: 'application/json', body: '{"seq":1}' });
    const page = await tab(server.origin);
    await page.waitFor('navigator.serviceWorker.controller?.state === "activated"');
    await read(page, manifest, { 'x-accept-stale': '1' });
    server.answers.set(manifest, { status: 200, type: 'application/json', body: '{"seq":2}' });
    await page.click('#ask');
    await page.waitFor(`document.querySelector('#heard').textContent === '{"seq":2} null'`);
    server.setDown(true);
    await page.click('#ask');
    await page.waitFor(`document.querySelector('#heard').textContent.startsWith('TypeError')`);
  });

  describe('a new version', () => {
    test('[S4][fault S2] is offered, comes in when the reader agrees, and reloads that tab once', async () => {
      const { server, page } = await installed();
      await page.evaluate(() => {
        sessionStorage.setItem('loads', '0');
      });
      server.deploy(two.dist);
      await update(page);
      await page.waitFor(`document.querySelector('#update') !== null`);
      await page.reload();
      expect(await page.text('#label')).toBe('one');
      await page.waitFor(`document.querySelector('#update') !== null`);
      await page.click('#update');
      await page.waitFor(`document.querySelector('#label')?.textContent === 'two'`);
      expect(await page.evaluate(() => document.querySelector('#update'))).toBeNull();
    });

    test('[fault S1] leaves the files of an open older tab in place, and other sites alone', async () => {
      const { server, page: older } = await installed();
      await older.evaluate(async () => {
        await caches.open('offprint:/other/:shell:x');
      });
      const agreeing = await tab(server.origin);
      server.deploy(two.dist);
      await update(agreeing);
      await agreeing.waitFor(`document.querySelector('#update') !== null`);
      await agreeing.click('#update');
      await agreeing.waitFor(`document.querySelector('#label')?.textContent === 'two'`);
      await older.waitFor(`document.querySelector('#update') !== null`);
      expect(await older.text('#label')).toBe('one');
      await older.click('#load');
      await older.waitFor(`document.querySelector('#late').textContent === 'late one'`);
      expect(await cacheNames(older)).toEqual(
        expect.arrayContaining([
          `offprint:/:shell:${one.build}`,
          `offprint:/:shell:${two.build}`,
          'offprint:/other/:shell:x',
        ]),
      );
    });

    test('[fault S1] has taken a chunk away: the page reloads once, unless text would be lost', async () => {
      const server = await served();
      const page = await tab(`${server.origin}/?sw=0`);
      await waitUntil(() => server.asked.includes(chunkOf(one, 'follow-service-worker')));
      server.deploy(two.dist);
      await page.fill('#text', 'half a sentence');
      await page.click('#load');
      await page.waitFor(`document.querySelector('#late').textContent === 'failed'`);
      expect(await page.text('#label')).toBe('one');
      await page.evaluate(`void (document.querySelector('#text').value = '')`);
      await page.click('#load');
      await page.waitFor(`document.querySelector('#label')?.textContent === 'two'`);
      await page.click('#load');
      await page.waitFor(`document.querySelector('#late').textContent === 'late two'`);
    });

    test('[fault S1] has taken a chunk of the very start away: the page reloads once, and then works without', async () => {
      const server = await served();
      const gone = { status: 404, type: 'text/plain', body: 'not here' };
      server.answers.set(chunkOf(one, 'follow-service-worker'), gone);
      const page = await tab(`${server.origin}/`);
      await waitUntil(() => server.asked.filter((path) => path === '/').length === 2);
      await page.waitFor(`document.querySelector('#heard').textContent !== ''`);
      await page.click('#load');
      await page.waitFor(`document.querySelector('#late').textContent === 'late one'`);
      expect(server.asked.filter((path) => path === '/').length).toBe(2);
    });

    test('[S2][fault S3] does not come in when one of its files is another page', async () => {
      const { server, page } = await installed();
      const chunk = chunkOf(two, 'late');
      server.deploy(two.dist);
      server.answers.set(chunk, { status: 200, type: 'text/html', body: '<p>Welcome' });
      await update(page);
      await page.waitFor(`navigator.serviceWorker.getRegistration().then((r) => !r.installing)`);
      expect(server.asked).toContain(chunk);
      expect(await shellNames(page)).toEqual([`offprint:/:shell:${one.build}`]);
      await page.reload();
      expect(await page.text('#label')).toBe('one');
      server.answers.clear();
      await update(page);
      await page.waitFor(`document.querySelector('#update') !== null`);
    });

    test('[S2][fault S5] does not come in with the page of another deploy', async () => {
      const { server, page } = await installed();
      const shell = { status: 200, type: 'text/html', body: '<!doctype html><p>of another build' };
      server.deploy(two.dist);
      server.answers.set('/shell.html', shell);
      await update(page);
      await page.waitFor(`navigator.serviceWorker.getRegistration().then((r) => !r.installing)`);
      expect(server.asked.filter((path) => path === '/shell.html').length).toBe(2);
      expect(await shellNames(page)).toEqual([`offprint:/:shell:${one.build}`]);
    });
  });

  test('[fault S4] can be replaced by a worker that removes itself and its caches', async () => {
    const { server, page } = await installed();
    server.deploy(kill.dist);
    await update(page);
    await page.waitFor(`caches.keys().then((names) => names.length === 0)`);
    await page.waitFor(
      `navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)`,
    );
    expect(await page.text('#label')).toBe('one');
  });

  test('[fault S6] the rung ?sw=0 removes it, and a page without one works', async () => {
    const { server } = await installed();
    const page = await tab(`${server.origin}/?sw=0`);
    await page.waitFor(
      `navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)`,
    );
    expect(await page.text('#label')).toBe('one');
  });
});

/** The name under which these bytes are published. */
function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
