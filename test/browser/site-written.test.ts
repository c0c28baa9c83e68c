import { expect, onTestFinished, test, vi } from 'vitest';
import type { ChromiumPage } from './harness/chromium.ts';
import { isConfirmed, isOffline, showsError } from './world/readers.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

/** Notes each different text of the page's content while it loads, and the sum of all that moves. */
const WATCH = `
  globalThis.seen = { texts: [], shift: 0 };
  const look = () => {
    const text = document.readyState !== 'loading' && document.querySelector('#root main')?.textContent;
    if (text && text !== seen.texts.at(-1)) seen.texts.push(text);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
`;
const controls = 'main :is(.like, form button)';
const isVisible = (page: ChromiumPage) =>
  page.evaluate<boolean>(
    `document.querySelector('${controls}').checkVisibility({ visibilityProperty: true })`,
  );

test.each(['/quotes', '/catalog/recProductTides01?utm_source=a'])(
  'the app takes over %s without a flash where it takes changes: controls have their place before they work',
  async (path) => {
    // An origin of its own, and so a first visit: a service worker would answer with the shell.
    const network = await site.world.anotherNetwork();
    const page = await (await site.browser()).newPage('about:blank');
    try {
      await page.native.addInitScript(WATCH);
      network.set({ path: /^\/assets\/.*\.js/, latencyMs: 400 });
      await page.goto(network.url + path);
      await page.waitFor(`!!document.querySelector('#root[data-version] ${controls}')`);
      expect(await isVisible(page)).toBe(false);
      await page.waitFor(`!document.querySelector('#root[data-version]') && ${isConfirmed}`);
      await page.waitFor(`!!document.querySelector('${controls}')`);
      expect(await isVisible(page)).toBe(true);
      const seen = await page.evaluate<{ texts: string[]; shift: number }>(`seen`);
      expect(seen.texts).toHaveLength(1);
      expect(seen.shift).toBeLessThanOrEqual(0.001);
      expect(page.errors).toEqual([]);
    } finally {
      await page.close();
    }
  },
);

/** The newest article, on a first visit on which what matches the path cannot be had. */
async function openCutOff(path: RegExp) {
  const network = await site.world.anotherNetwork();
  network.set({ path, offline: true });
  const { id, slug } = site.world.newest;
  const page = await (await site.browser()).newPage(`${network.url}/blog/${id}/${slug}`);
  onTestFinished(() => page.close());
  return { network, page };
}
/** Pixels from the top of the window to the third paragraph that is read. */
const thirdParagraph = `Math.round(document.querySelectorAll('main .prose p')[2].getBoundingClientRect().top)`;

test('[B46][B47] an article that came as a page stays to be read while its content cannot be had, and keeps its place when it comes', async () => {
  const { network, page } = await openCutOff(/^\/v1\//);
  await page.waitFor(`${showsError} && ${isOffline}`);
  expect(await page.evaluate(`document.querySelectorAll('main').length`)).toBe(1);
  expect(await page.text('main .article-title')).toBe(site.world.newest.title);
  expect(await page.evaluate(`document.querySelectorAll('[data-version]').length`)).toBe(0);
  await page.waitFor(`!!document.querySelector('.article .picture-missing')`);
  await page.evaluate(
    `document.querySelectorAll('main .prose p')[2].scrollIntoView({ block: 'start' }); globalThis.stays = document.querySelector('main')`,
  );
  // A link within the page, and one more look that finds nothing, leave it there.
  await page.evaluate(`history.pushState(null, '', '#content')`);
  const asked = network.count(/manifest/);
  await vi.waitUntil(() => network.count(/manifest/) > asked + 1, { timeout: 30_000 });
  await page.waitFor(isOffline);
  expect(await page.text('main .article-title')).toBe(site.world.newest.title);
  const place = await page.evaluate<number>(thirdParagraph);
  network.clear();
  await page.waitFor(`${isConfirmed} && !stays.isConnected`, { timeoutMs: 30_000 });
  expect(await page.evaluate(`!!(${showsError})`)).toBe(false);
  expect(Math.abs((await page.evaluate<number>(thirdParagraph)) - place)).toBeLessThanOrEqual(1);
  expect(await page.text('main .article-title')).toBe(site.world.newest.title);
});

test('[B46] an article that came as a page stays where all but its text can be had', async () => {
  const { articles } = (await site.world.manifest()).collections;
  const { chunks } = (await site.world.object(articles!.root)) as { chunks: { hash: string }[] };
  const texts = new RegExp(chunks.map(({ hash }) => hash).join('|'));
  const { network, page } = await openCutOff(texts);
  await page.waitFor(`!document.querySelector('[data-version]') && ${isOffline}`);
  expect(await page.text('main .article-title')).toBe(site.world.newest.title);
  network.clear();
  await page.waitFor(`${isConfirmed}`, { timeoutMs: 30_000 });
  expect(await page.text('main .article-title')).toBe(site.world.newest.title);
});

test('[B46] the error over an article that stays is put away by a click, and another page shows its own', async () => {
  const { page } = await openCutOff(/^\/v1\//);
  await page.waitFor(`${showsError} && ${isOffline}`);
  await page.click('main .error-box');
  await page.waitFor(`!(${showsError})`);
  expect(await page.text('main .article-title')).toBe(site.world.newest.title);
  await page.click('header nav a[href="/blog"]');
  await page.waitFor(`location.pathname === '/blog' && ${showsError}`);
  expect(await page.evaluate(`document.querySelectorAll('main .article, main .card').length`)).toBe(
    0,
  );
});

test('[promise P7] a page whose script is cut off on its way says so after a while, and how to go on', async () => {
  const network = await site.world.anotherNetwork();
  network.set({ path: /^\/assets\/.*\.js/, offline: true });
  const page = await (await site.browser()).newPage(`${network.url}/todo`);
  const isVisible = `document.querySelector('.late').checkVisibility({ visibilityProperty: true })`;
  try {
    await page.waitFor(`document.querySelector('.late')?.getAnimations().length === 1`);
    expect(await page.evaluate(isVisible)).toBe(false);
    // Fifteen seconds in one step.
    await page.evaluate(`document.querySelector('.late').getAnimations()[0].finish()`);
    expect(await page.evaluate(isVisible)).toBe(true);
    network.clear();
    await page.click('.late a');
    await page.waitFor(`!!document.querySelector('main h1') && !document.querySelector('.late')`);
    expect(await page.evaluate(`location.pathname`)).toBe('/todo');
  } finally {
    await page.close();
  }
});

test('who reads without scripts is offered nothing that needs them', async () => {
  const page = await (await site.browser()).newPage('about:blank');
  try {
    await page.cdp.send('Emulation.setScriptExecutionDisabled', { value: true });
    await page.goto(`${site.world.url}/catalog/recProductTides01`);
    expect(await page.native.locator('main .review').count()).toBeGreaterThan(1);
    expect(await page.native.locator('main form').isVisible()).toBe(false);
    const box = await page.native.locator('main form').boundingBox();
    expect(box).toBeNull();
    for (const idle of ['header .status', '.product-write']) {
      expect(await page.native.locator(idle).isVisible()).toBe(false);
    }
  } finally {
    await page.close();
  }
});
