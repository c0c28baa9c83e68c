import { expect, test } from 'vitest';
import type { ChromiumPage } from './harness/chromium.ts';
import { badge, isInstalled, isOffline } from './world/readers.ts';
import { isSettled, useSite } from './world/use-site.ts';

const site = useSite();

/** A phone's bar lies over the page and takes no room from it; a window's does. */
const resize = async (page: ChromiumPage, width: number, mobile = false) => {
  await page.cdp.send('Emulation.setDeviceMetricsOverride', {
    width,
    height: 700,
    deviceScaleFactor: 1,
    mobile,
  });
  await page.waitFor(`innerWidth === ${width}`);
};
/** As a reader sets it in the browser: 16 px is 100 %. */
const setText = (page: ChromiumPage, standard: number) =>
  page.cdp.send('Page.setFontSizes', { fontSizes: { standard, fixed: standard } });

const mainPages = () => [
  '/',
  '/blog',
  `/blog/${site.world.newest.id}`,
  '/catalog',
  '/catalog/recProductTides01',
  '/quotes',
  '/dashboard',
  '/todo',
  '/status',
  '/search?q=tide',
  '/admin',
  '/nowhere',
];
/** By how much the page is wider than the window, and what sticks out of it without a box of its own that scrolls. */
const sticksOut = `(() => {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  const wide = [...document.querySelectorAll('body *')].filter((e) =>
    !e.closest('.scroller, .visually-hidden') && e.getBoundingClientRect().right > innerWidth + 1);
  return [scrollWidth - clientWidth, ...wide.map((e) => e.className || e.localName)];
})()`;

const WIDE_SPACING = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }`;

test.each([100, 200])(
  '[figure R27] no page scrolls sideways in 320 pixels with text of %i per cent',
  async (percent) => {
    const page = await site.openFresh('/');
    await resize(page, 320);
    for (const path of mainPages()) {
      await page.goto(site.world.url + path);
      await setText(page, (16 * percent) / 100);
      await page.waitFor(isSettled);
      expect(await page.evaluate(`getComputedStyle(document.documentElement).fontSize`)).toBe(
        `${(16 * percent) / 100}px`,
      );
      expect([path, await page.evaluate(sticksOut)]).toEqual([path, [0]]);
      await page.click('.status-badge summary');
      await page.waitFor(`!!document.querySelector('.status-details button')`);
      expect([path, 'badge', await page.evaluate(sticksOut)]).toEqual([path, 'badge', [0]]);
    }
  },
);

test('[figure R27] no page scrolls sideways in 320 pixels with the spacing that a reader may set (WCAG 1.4.12)', async () => {
  const page = await site.openFresh('/');
  await resize(page, 320);
  for (const path of mainPages()) {
    await page.goto(site.world.url + path);
    await page.waitFor(isSettled);
    await page.evaluate(`document.adoptedStyleSheets = [new CSSStyleSheet()];
      document.adoptedStyleSheets[0].replaceSync(${JSON.stringify(WIDE_SPACING)})`);
    expect([path, await page.evaluate(sticksOut)]).toEqual([path, [0]]);
  }
});

test('[figure R27] a word that is longer than a line makes no page wider', async () => {
  const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(3).slice(0, 99);
  const quote = await site.addRow('quotes', { author: word, content: word, likes: 0 });
  const product = await site.world.addRow('products', { name: word, description: word });
  const page = await site.openFresh('/admin');
  await resize(page, 320);
  await page.fill('input[name=token]', 'editor-sample');
  await page.press('Enter');
  const card = `document.querySelector('#product-${product.id}')`;
  await page.waitFor(`!!${card}`);
  expect(await page.evaluate(sticksOut)).toEqual([0]);
  await page.evaluate(
    `[...${card}.querySelectorAll('button')].find((b) => b.innerText === 'Delete').click()`,
  );
  await page.waitFor(`!!document.querySelector('.undo')`);
  expect(await page.evaluate(sticksOut)).toEqual([0]);
  await page.waitFor(isSettled);
  for (const path of ['/quotes', `/quotes/${quote.id}`]) {
    await page.goto(site.world.url + path);
    await page.waitFor(`${isSettled} && document.body.innerText.includes('${word}')`);
    expect([path, await page.evaluate(sticksOut)]).toEqual([path, [0]]);
  }
});

test.each([320, 344, 359, 360, 384, 412])(
  'all links of the header stand in one row in a window of %i pixels whose bar takes room',
  async (width) => {
    const page = await site.openFresh('/');
    await resize(page, width);
    expect(
      await page.evaluate(`innerWidth - document.documentElement.clientWidth`),
    ).toBeGreaterThan(10);
    const tops = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.site-header .site-links li')].filter((li) => li.checkVisibility()).map((li) => li.offsetTop)`,
    );
    expect(tops).toHaveLength(6);
    expect(new Set(tops).size).toBe(1);
    expect(await page.evaluate(sticksOut)).toEqual([0]);
  },
);

test('what waits while there is no network is told in two lines on a phone, and whole by name', async () => {
  const page = await site.openFresh('/quotes');
  await page.waitFor(isInstalled);
  site.world.network.set({ offline: true });
  await page.waitFor(isOffline, { timeoutMs: 20_000 });
  for (const at of [0, 1]) {
    await page.evaluate(`document.querySelectorAll('.like')[${at}].click()`);
  }
  await page.waitFor(`${badge}.endsWith('2 changes waiting')`);
  for (const width of [320, 360, 412]) {
    await resize(page, width, true);
    expect(await page.evaluate(badge)).toMatch(/^Offline since \d\d:\d\d, 2 changes waiting$/);
    const { nodes } = await page.cdp.send('Accessibility.getFullAXTree');
    expect(nodes.map(({ name }) => String(name?.value))).toContainEqual(
      expect.stringMatching(/^Offline since \d\d:\d\d, 2 changes waiting$/),
    );
    const header = await page.evaluate<{ lines: number; height: number; waiting: number }>(`(() => {
      const said = document.querySelector('.status-badge summary > span').getBoundingClientRect();
      const { fontSize } = getComputedStyle(document.querySelector('.status-waiting'));
      return {
        lines: Math.round(said.height / (1.3 * parseFloat(fontSize))),
        waiting: parseFloat(fontSize),
        height: document.querySelector('.site-header').getBoundingClientRect().height,
      };
    })()`);
    expect(header).toEqual({
      lines: 2,
      waiting: expect.toSatisfy((px: number) => px >= 13),
      // One row for the name and the badge, one for all pages.
      height: expect.toSatisfy((px: number) => px <= 112),
    });
  }
});

test('what the badge says moves neither the links nor the search, in a window of any width', async () => {
  const page = await site.openFresh('/quotes');
  await page.waitFor(isInstalled);
  await page.waitFor(`${badge} === 'Up to date'`);
  const widths = [768, 864, 960, 1024, 1216, 1440];
  const places = async () => {
    const found: unknown[] = [];
    for (const width of widths) {
      await resize(page, width);
      const seen = await page.evaluate(`['.brand', '.site-links', '.find', '.site-header-row'].map(
        (part) => document.querySelector(part).getBoundingClientRect().toJSON())`);
      found.push([width, seen]);
    }
    return found;
  };
  const calm = await places();
  site.world.network.set({ offline: true });
  await page.waitFor(isOffline, { timeoutMs: 20_000 });
  for (const at of [0, 1]) {
    await page.evaluate(`document.querySelectorAll('.like')[${at}].click()`);
  }
  await page.waitFor(`${badge}.endsWith('2 changes waiting')`);
  expect(await places()).toEqual(calm);
});
