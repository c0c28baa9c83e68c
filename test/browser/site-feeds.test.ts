import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { expectNoCspViolations } from './harness/assertions.ts';
import type { Browser, BrowserPage } from './harness/browser.ts';
import { inEachBrowser } from './harness/in-each-browser.ts';
import { openBrowser } from './harness/open-browser.ts';
import type { SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';

/* Live feeds in each engine and on each rung; what the pages make of them is proved in site-dashboard.test.ts. */

/** The texts of the posts that a page shows. */
const POSTS = `[...document.querySelectorAll('.post-text')].map((text) => text.textContent)`;
const has = (text: string) => `${POSTS}.includes(${JSON.stringify(text)})`;
const isFilled = `${POSTS}.length > 0 && document.querySelectorAll('.repository .numbers').length > 0`;
/** Slow engines on a busy machine get their time. */
const patient = { timeoutMs: 30_000 };

inEachBrowser((name) => {
  let site: SiteWorld;
  let browser: Browser;
  let tabs: BrowserPage[] = [];

  beforeAll(async () => {
    site = await startSample();
    browser = await openBrowser(name);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  afterEach(async () => {
    site.network.clear();
    for (const tab of tabs) await tab.close();
    tabs = [];
  });

  async function openFilled(path: string): Promise<BrowserPage> {
    const tab = await browser.newPage(site.url + path);
    tabs.push(tab);
    await tab.waitFor(isFilled, patient);
    return tab;
  }

  for (const [rung, query] of [
    ['a SharedWorker', ''],
    ['dedicated workers', '?shared=0'],
    ['no worker', '?worker=0'],
    ['no channel', '?bc=0'],
    ['no database', '?idb=0'],
  ]) {
    test(`[B106][B39] a post shows in two tabs by ${rung}, and a third that joins later has it at once`, async () => {
      for (let i = 0; i < 2; i++) await openFilled(`/dashboard${query}`);
      const text = `A tide by ${rung}`;
      await site.steerStream({ text });
      for (const tab of tabs) await tab.waitFor(has(text), patient);
      const third = await openFilled(`/dashboard${query}`);
      await third.waitFor(has(text), patient);
      await expectNoCspViolations(third);
    });
  }

  // One engine is enough: who asks is the same code in all.
  if (name !== 'chromium') return;

  test('[B105] five tabs ask no more often than one, and none after the page is left', async () => {
    const page = await openFilled('/dashboard');
    const asked = () => site.network.count(/v1\/live\/posts/);
    const polls = () => site.network.count(/manifest\.json/);
    /** How often the feed was asked for while the manifest was four times, which is once a second. */
    const askedMeanwhile = async () => {
      const [askedBefore, pollsBefore] = [asked(), polls()];
      await vi.waitUntil(() => polls() >= pollsBefore + 4, { timeout: 30_000 });
      return asked() - askedBefore;
    };
    expect(await askedMeanwhile()).toBeGreaterThan(1);
    for (let i = 0; i < 4; i++) await openFilled('/dashboard');
    expect(await askedMeanwhile()).toBeLessThanOrEqual(6);
    for (const tab of tabs.slice(1)) await tab.close();
    tabs = [page];
    await page.click('header nav a[href="/blog"]');
    await page.waitFor(`location.pathname === '/blog' && !document.querySelector('.post')`);
    // One may have been on its way.
    await vi.waitUntil(async () => (await askedMeanwhile()) === 0, { timeout: 30_000 });
  });
});
