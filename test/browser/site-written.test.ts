import { expect, test } from 'vitest';
import type { ChromiumPage } from './harness/chromium.ts';
import { isConfirmed } from './world/readers.ts';
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
