import { describe, expect, test } from 'vitest';
import { targets } from './harness/cdp.ts';
import { expectNoCspViolations, runAxe } from './harness/assertions.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { isInstalled, isOffline } from './world/readers.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

/* What the search page shows, as code for `waitFor`. */

const said = `document.querySelector('#search-said')?.textContent`;
const titles = `[...document.querySelectorAll('.search-result h2')].map((h) => h.textContent)`;
const isFocused = (selector: string) => `document.activeElement?.matches('${selector}')`;
/** The results are those of a question that finds just this many. */
const found = (count: number) =>
  `${said} === '${count === 1 ? '1 result' : `${count} results`}' && ${titles}.length === ${count}`;
const finds = (title: string) => `${titles}.includes(${JSON.stringify(title)})`;
/** The index is there. */
const isReady = `/^Articles and products are searched on this device/.test(${said})`;

const FIELD = '.search-field';

async function openSearch(path = '/search'): Promise<ChromiumPage> {
  const page = await site.open(path);
  await page.waitFor(`!!document.querySelector('${FIELD}')`);
  return page;
}

/** Types with the keyboard, letter by letter, where the focus is. */
const type = (page: ChromiumPage, text: string) => page.native.keyboard.type(text);
const press = (page: ChromiumPage, key: string) => page.native.keyboard.press(key);

describe('the search', () => {
  test('[F1][F2] finds articles and products while one types, and marks what was asked for', async () => {
    const page = await openSearch();
    await page.waitFor(`${isReady} && ${isFocused(FIELD)}`);
    await type(page, 'tide ta');
    await page.waitFor(finds('How a tide table is made'));
    expect(await page.evaluate<string[]>(titles).then(([first]) => first)).toBe(
      'How a tide table is made',
    );
    const marks = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.search-result:first-child h2 mark')].map((m) => m.textContent)`,
    );
    expect(marks).toEqual(['tide', 'table']);
    const kinds = await page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll('.search-kind')].map((k) => k.textContent))].sort()`,
    );
    expect(kinds).toEqual(['Article', 'Product']);
    expect(
      await page.evaluate(`document.querySelectorAll('.search-excerpt mark').length`),
    ).toBeGreaterThan(0);
    await expectNoCspViolations(page);
    expect(page.errors).toEqual([]);
  });

  test('[F1] forgives a slip, and suggests a word where nothing is found', async () => {
    const page = await openSearch();
    await page.waitFor(isReady);
    await page.fill(FIELD, 'ligthhouse');
    await page.waitFor(`${titles}.length > 0`);
    await page.fill(FIELD, 'lichtkaus');
    await page.waitFor(`document.querySelector('.search-suggestion')`);
    expect(await page.evaluate(said)).toBe('Nothing here matches “lichtkaus”.');
    const suggested = await page.text('.search-suggestion');
    await page.click('.search-suggestion');
    await page.waitFor(
      `${titles}.length > 0 && document.querySelector('${FIELD}').value === ${JSON.stringify(suggested)}`,
    );
  });

  test('[F5] is loaded by those who search, in a worker of its own that all tabs share', async () => {
    await site.forget();
    const browser = await site.browser();
    const workers = async () => (await targets(browser, 'shared_worker', '/assets/search-')).length;
    const scripts = (page: ChromiumPage) =>
      page.evaluate<string[]>(
        `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /search/.test(name))`,
      );
    // Somebody who saves data is given an index only when asked for one.
    const initScript = `Object.defineProperty(navigator, 'connection', { value: { saveData: true } })`;
    const page = await browser.newPage(`${site.world.url}/blog`, { initScript });
    try {
      await page.waitFor(`performance.now() > 1500 && !!document.querySelector('.card')`);
      expect(await workers()).toBe(0);
      await page.click('.find');
      await page.waitFor(isReady);
      expect(await workers()).toBe(1);
      expect((await scripts(page)).join()).toMatch(/search-.*css/);
    } finally {
      await page.close();
    }
    const tabs = [await openSearch(), await openSearch()];
    for (const tab of tabs) {
      await tab.fill(FIELD, 'noon');
      await tab.waitFor(finds('Why noon moves'));
    }
    expect(await workers()).toBe(1);
  });

  test('is ready before anybody asks, once a page has nothing else to do', async () => {
    await site.openFresh('/blog');
    const browser = await site.browser();
    await expect
      .poll(async () => (await targets(browser, 'shared_worker', '/assets/search-')).length, {
        timeout: 10_000,
      })
      .toBe(1);
  });

  test('[F3] follows an edit in every tab that shows results', async () => {
    const tabs = [await openSearch('/search?q=zephyr'), await openSearch('/search?q=zephyr')];
    for (const tab of tabs) await tab.waitFor(`${said}?.startsWith('Nothing here matches')`);
    await site.editRow('articles', site.world.newest.id, { title: 'A zephyr over the flats' });
    for (const tab of tabs) {
      await tab.waitFor(`${found(1)} && ${finds('A zephyr over the flats')}`, {
        timeoutMs: 20_000,
      });
    }
  });

  test('[B48] goes on without a network, also in a tab that was opened without one', async () => {
    const page = await openSearch();
    await page.waitFor(`${isReady} && ${isInstalled}`);
    site.world.network.set({ offline: true });
    await page.waitFor(isOffline, { timeoutMs: 20_000 });
    await page.fill(FIELD, 'knots');
    await page.waitFor(finds('Four knots and what they forgive'));
    const later = await openSearch('/search?q=fog');
    await later.waitFor(`${isOffline} && ${finds('A small guide to fog')}`, { timeoutMs: 20_000 });
    await later.click('.search-result:first-child a');
    await later.waitFor(`!!document.querySelector('.article-title')`);
  });

  test('is reached by keys, walked through with arrows, and left with Enter', async () => {
    const page = await site.openFresh('/blog');
    await page.waitFor(
      `performance.getEntriesByType('resource').some(({ name }) => /later/.test(name))`,
    );
    await press(page, '/');
    await page.waitFor(isFocused(FIELD));
    expect(await page.evaluate(`document.querySelector('${FIELD}').value`)).toBe('');
    await type(page, 'the a/b');
    expect(await page.evaluate(`document.querySelector('${FIELD}').value`)).toBe('the a/b');
    await page.fill(FIELD, 'tide');
    await page.waitFor(`${titles}.length > 2`);
    await press(page, 'ArrowDown');
    expect(await page.evaluate(isFocused('.search-result:nth-child(1) a'))).toBe(true);
    await press(page, 'ArrowDown');
    expect(await page.evaluate(isFocused('.search-result:nth-child(2) a'))).toBe(true);
    await press(page, 'ArrowUp');
    await press(page, 'ArrowUp');
    expect(await page.evaluate(isFocused(FIELD))).toBe(true);
    await press(page, 'ArrowDown');
    const first = await page.evaluate<string[]>(titles).then(([title]) => title);
    await press(page, 'Enter');
    await page.waitFor(
      `document.querySelector('.article-title, .product-name, main h1')?.textContent === ${JSON.stringify(first)}`,
    );
    await press(page, 'Control+k');
    await page.waitFor(isFocused(FIELD));
  });

  test('keeps the question in the address and one entry in the history', async () => {
    const page = await site.openFresh('/blog');
    const before = await page.evaluate<number>(`history.length`);
    await page.click('.find');
    await page.waitFor(`${isFocused(FIELD)} && document.title.startsWith('Search · ')`);
    await type(page, 'small guide');
    await page.waitFor(`new URLSearchParams(location.search).get('q') === 'small guide'`);
    expect(await page.evaluate(`history.length`)).toBe(before + 1);
    expect(await page.evaluate(`document.title`)).toMatch(/^small guide · Search · /);
    await page.waitFor(finds('A small guide to fog'));
    await page.click('.search-result:first-child a');
    await page.waitFor(`!!document.querySelector('.article-title')`);
    await page.evaluate(`history.back()`);
    await page.waitFor(
      `document.querySelector('${FIELD}')?.value === 'small guide' && ${finds('A small guide to fog')}`,
    );
    await page.evaluate(`history.back()`);
    await page.waitFor(`location.pathname === '/blog' && !!document.querySelector('.card')`);
    await page.goto(`${site.world.url}/search?q=fog`);
    await page.waitFor(finds('A small guide to fog'));
  });

  for (const query of ['?shared=0', '?worker=0', '?idb=0', '?bc=0']) {
    test(`[N6] finds the same with ${query}`, async () => {
      const page = await openSearch(`/search${query}&q=fog`);
      await page.waitFor(finds('A small guide to fog'), { timeoutMs: 20_000 });
      expect(await page.evaluate(`location.search`)).toContain(query.slice(1));
      await page.fill(FIELD, 'zephyr');
      await page.waitFor(`${said}?.startsWith('Nothing here matches')`);
      expect(page.errors).toEqual([]);
    });
  }

  test('can be used by everybody, in each of its states', async () => {
    const page = await openSearch();
    await page.waitFor(isReady);
    const name = await page.evaluate(
      `document.getElementById(document.querySelector('${FIELD}').getAttribute('aria-labelledby')).textContent`,
    );
    expect(name).toBe('Search');
    await runAxe(page);
    for (const question of ['tide', 'xyzzyx', 'lichtkaus']) {
      await page.fill(FIELD, question);
      await page.waitFor(
        question === 'tide' ? `${titles}.length > 2` : `${said}?.startsWith('Nothing here')`,
      );
      await runAxe(page);
    }
    for (const width of [320, 360]) {
      await page.fill(FIELD, 'tide');
      await page.native.setViewportSize({ width, height: 700 });
      await page.waitFor(`innerWidth === ${width} && ${titles}.length > 2`);
      expect(
        await page.evaluate(
          `document.documentElement.scrollWidth <= document.documentElement.clientWidth`,
        ),
      ).toBe(true);
    }
    const box = await page.evaluate<{ width: number; height: number }>(
      `(({ width, height }) => ({ width, height }))(document.querySelector('.find').getBoundingClientRect())`,
    );
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
  });
});
