import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectNoCspViolations, runAxe } from './harness/assertions.ts';
import type { Browser, BrowserPage } from './harness/browser.ts';
import { inEachBrowser } from './harness/in-each-browser.ts';
import { openBrowser } from './harness/open-browser.ts';
import {
  badge,
  isFresh,
  isInstalled,
  isOffline,
  showsArticle,
  showsFirst,
  showsHome,
  showsList,
} from './world/readers.ts';
import { startSite, type SiteWorld } from './world/site.ts';

/* What every reader relies on, in each engine: the rest is proved in Chromium, which can be broken in more ways. */

inEachBrowser((name) => {
  let site: SiteWorld;
  let browser: Browser;
  let tabs: BrowserPage[] = [];

  beforeAll(async () => {
    site = await startSite();
    browser = await openBrowser(name);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  afterEach(async () => {
    for (const tab of tabs) await tab.close();
    tabs = [];
  });

  /** Slow engines on a busy machine get their time. */
  const patient = { timeoutMs: 30_000 };

  async function open(path: string): Promise<BrowserPage> {
    const tab = await browser.newPage(site.url + path);
    tabs.push(tab);
    return tab;
  }

  async function openFresh(path: string): Promise<BrowserPage> {
    const tab = await open(path);
    await tab.waitFor(isFresh, patient);
    return tab;
  }

  const retitle = (title: string) => site.editRow('articles', site.newest.id, { title });

  test('[B20][figure R19] a first visit brings the whole site, within its policy', async () => {
    const page = await openFresh('/');
    expect(await page.evaluate(showsHome)).toBe(true);
    expect(await page.evaluate(`${badge}`)).toBe('Up to date');
    await expectNoCspViolations(page);
    await runAxe(page);
    await page.click('header nav a[href="/blog"]');
    await page.waitFor(`${showsList} && ${showsFirst(site.newest.title)}`);
    await page.click('main .card h2 a');
    await page.waitFor(showsArticle(site.newest.title));
    expect(await page.evaluate(`document.activeElement.localName`)).toBe('h1');
  });

  test('[B27][B38][B41] five tabs follow an edit, and the rest another one after the first is closed', async () => {
    for (let i = 0; i < 5; i++) await openFresh('/blog');
    for (const tab of tabs) await tab.evaluate(`void (globalThis.isSameDocument = true)`);
    await retitle('Five tabs follow');
    for (const tab of tabs) await tab.waitFor(showsFirst('Five tabs follow'), patient);
    const [starter, ...others] = tabs;
    await starter!.close();
    tabs = others;
    await retitle('Four tabs follow');
    for (const tab of others) {
      await tab.waitFor(showsFirst('Four tabs follow'), patient);
      expect(await tab.evaluate(`isSameDocument`)).toBe(true);
    }
    await retitle(site.newest.title);
    await others[0]!.waitFor(showsFirst(site.newest.title), patient);
  });

  test('[B48][B49] without a server a reload reads on, an article and its picture too, and follows again afterwards', async () => {
    const picture = `document.querySelector('.article-picture img')?.naturalWidth > 0`;
    const path = `/blog/${site.newest.id}/${site.newest.slug}`;
    const page = await openFresh(path);
    await page.waitFor(`${isInstalled} && ${picture}`, patient);
    await page.waitFor(
      `caches.match(document.querySelector('.article-picture img').currentSrc).then(Boolean)`,
      patient,
    );
    await site.stopServer();
    await page.reload();
    await page.waitFor(`${showsArticle(site.newest.title)} && ${picture}`, patient);
    await page.waitFor(isOffline, patient);
    const list = await open('/blog');
    await list.waitFor(`${showsList} && ${isOffline}`, patient);
    await site.startServer();
    await retitle('The server is back');
    await list.waitFor(showsFirst('The server is back'), patient);
    await page.waitFor(`document.title.startsWith('The server is back')`, patient);
  });
});
