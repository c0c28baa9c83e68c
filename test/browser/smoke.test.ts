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
import type { SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';

/* What every reader relies on, in each engine: the rest is proved in Chromium, which can be broken in more ways. */

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

  test('[B58] who comes back from another site finds the list where it was left', async () => {
    const elsewhere = await site.anotherNetwork();
    const page = await openFresh('/blog');
    const scrolled = name === 'webkit' ? 'scroll' : 'scrollend';
    await page.evaluate(`new Promise((settle) => {
      addEventListener('${scrolled}', settle, { once: true });
      scrollTo(0, 900);
    }).then(() => undefined)`);
    await page.goto(`${elsewhere.url}/robots.txt`);
    await page.evaluate(() => void setTimeout(() => history.back(), 100));
    await page.waitFor(
      `location.href === '${site.url}/blog' && ${showsList} && scrollY === 900`,
      patient,
    );
  });

  test('[promise P1][B102] a like made without a network shows in both tabs, waits, and is sent once', async () => {
    const quote = 'recQuoteBread0001';
    const likesInBase = async () => {
      const rows = await site.upstreamTable('quotes');
      return rows.find(({ id }) => id === quote)!.fields['likes'] as number;
    };
    const [one, two] = [await openFresh(`/quotes/${quote}`), await openFresh(`/quotes/${quote}`)];
    for (const tab of tabs) await tab.waitFor(`!!document.querySelector('main .like')`, patient);
    const before = await likesInBase();
    const shows = (likes: number) =>
      `document.querySelector('.like-count').textContent === 'Likes: ${likes}'`;
    expect(await two.evaluate(shows(before))).toBe(true);
    site.network.set({ offline: true });
    for (const tab of tabs) await tab.waitFor(isOffline, patient);
    await one.click('main .like');
    for (const tab of tabs) {
      await tab.waitFor(`${shows(before + 1)} && ${badge}.endsWith(', 1 change waiting')`, patient);
    }
    expect(await likesInBase()).toBe(before);
    site.network.clear();
    for (const tab of tabs) await tab.waitFor(`${badge} === 'Up to date'`, patient);
    expect(await likesInBase()).toBe(before + 1);
    for (const tab of tabs) expect(await tab.evaluate(shows(before + 1))).toBe(true);
  });

  test('[B103][B104][B106][B119] the dashboard and the status page show what they have to say', async () => {
    const dashboard = await open('/dashboard');
    const clock = `document.querySelector('.clock-time')?.innerText`;
    await dashboard.waitFor(
      `!!document.querySelector('.countdown-left') && !!document.querySelector('.post') && !!document.querySelector('.repository')`,
      patient,
    );
    const first = await dashboard.waitFor<string>(clock);
    expect(first).toMatch(/^(1[0-2]|[1-9]):[0-5]\d:[0-5]\d (AM|PM)$/);
    await dashboard.waitFor(`${clock} !== ${JSON.stringify(first)}`);
    await site.steerStream({ text: `A tide in ${name}` });
    // The emulated stream goes on by itself: soon there is a newer one.
    const posts = `[...document.querySelectorAll('.post-text')].map((post) => post.textContent)`;
    await dashboard.waitFor(`${posts}.includes('A tide in ${name}')`, patient);
    const status = await open('/status');
    const { count } = (await site.manifest()).collections['articles']!;
    const records = `[...document.querySelectorAll('.kept > .scroller .figures tbody tr')].find((row) => row.cells[0].innerText.toLowerCase() === 'articles')?.cells[1].innerText`;
    await status.waitFor(
      `${records} === '${count}' && document.querySelector('.status-now h2').innerText === 'Up to date'`,
      patient,
    );
    for (const tab of tabs) {
      await expectNoCspViolations(tab);
      expect(tab.errors).toEqual([]);
    }
  });

  test('[B107][B108][B112][B114] a to-do that is added in one tab shows in the other, and is there after a reload', async () => {
    const [one, two] = [await open('/todo'), await open('/todo')];
    for (const tab of tabs) await tab.waitFor(`!!document.querySelector('.new-todo')`, patient);
    const isListed = `[...document.querySelectorAll('.todo-list label')].map((label) => label.textContent).join() === 'oil the gate'`;
    await one.fill('.new-todo', 'oil the gate');
    await one.click('.new-todo');
    await one.press('Enter');
    for (const tab of tabs) await tab.waitFor(isListed, patient);
    await two.click('.todo-list .toggle');
    await one.waitFor(`${isListed} && !!document.querySelector('.todo-list .completed')`, patient);
    for (const tab of tabs) {
      await tab.reload();
      await tab.waitFor(
        `${isListed} && !!document.querySelector('.todo-list .completed')`,
        patient,
      );
      await expectNoCspViolations(tab);
      expect(tab.errors).toEqual([]);
    }
  });
});
