import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectNoCspViolations } from './harness/assertions.ts';
import { goAwayAndBack } from './harness/back-forward.ts';
import type { BrowserPage, PageOptions } from './harness/browser.ts';
import { freeze, killWorker, targets } from './harness/cdp.ts';
import { openChromium, type ChromiumBrowser, type ChromiumPage } from './harness/chromium.ts';
import { inEachBrowser } from './harness/in-each-browser.ts';
import type { Fields, SiteWorld } from './world/site.ts';
import { startSample } from './world/use-site.ts';

/** The newest article of the sample base, which stands first on /blog. */
const firstCard = `document.querySelector('main .card h2')?.textContent`;
const showsFirst = (title: string) => `${firstCard}?.includes(${JSON.stringify(title)})`;
/** The status badge speaks, and the page shows content. */
const isFresh = `/Up to date|Nothing is kept/.test(document.body.innerText) && !!document.querySelector('main h2')`;

inEachBrowser(() => {
  let site: SiteWorld;
  let browser: ChromiumBrowser;
  let pages: ChromiumPage[] = [];
  beforeAll(async () => {
    site = await startSample();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  afterEach(async () => {
    site.network.clear();
    for (const page of pages) await page.close();
    pages = [];
  });

  async function open(path: string, options?: PageOptions): Promise<ChromiumPage> {
    browser ??= await openChromium();
    const page = await browser.newPage(site.url + path, options);
    pages.push(page);
    return page;
  }

  async function openFresh(path: string): Promise<ChromiumPage> {
    const page = await open(path);
    await page.waitFor(isFresh);
    return page;
  }

  const edit = (fields: Fields) => site.editRow('articles', site.newest.id, fields);
  const polls = () => site.network.count(/manifest\.json/);

  test('[B27][B38][promise P6] an edit in Airtable shows in five open tabs without reload', async () => {
    const tabs: ChromiumPage[] = [];
    for (let i = 0; i < 5; i++) tabs.push(await openFresh('/blog'));
    for (const tab of tabs) await tab.evaluate(`globalThis.isSameDocument = true`);
    await edit({ title: 'Five tabs follow' });
    for (const tab of tabs) await tab.waitFor(showsFirst('Five tabs follow'));
    for (const tab of tabs) {
      expect(await tab.evaluate(`globalThis.isSameDocument`)).toBe(true);
      await expectNoCspViolations(tab);
    }
  });

  test('[B22][B40] five tabs poll no more often than one', async () => {
    await openFresh('/blog');
    const pollsWhile = async () => {
      const { seq } = await site.manifest();
      const before = polls();
      // Three publications are a stretch of time that both halves of the test share.
      for (let i = 1; i <= 3; i++) {
        await edit({ title: `Stretch ${seq}.${i}` });
        await pages[0]!.waitFor(showsFirst(`Stretch ${seq}.${i}`));
      }
      return polls() - before;
    };
    const alone = await pollsWhile();
    for (let i = 0; i < 4; i++) await openFresh('/blog');
    const together = await pollsWhile();
    expect(await targets(browser, 'shared_worker', '/assets/shared-')).toHaveLength(1);
    expect(together).toBeLessThanOrEqual(alone * 2);
  });

  test('[B41][fault W5] closing the tab that started the worker stops nothing', async () => {
    const starter = await openFresh('/blog');
    const other = await openFresh('/blog');
    await starter.close();
    pages = [other];
    await edit({ title: 'The starter is gone' });
    await other.waitFor(showsFirst('The starter is gone'));
  });

  test('[B42][fault W1] a killed worker comes back and every tab follows again', async () => {
    const tabs = [await openFresh('/blog'), await openFresh('/')];
    await tabs[0]!.evaluate(`globalThis.isSameDocument = true`);
    await killWorker(browser, '/assets/shared-');
    await edit({ title: 'After the kill' });
    await tabs[0]!.waitFor(showsFirst('After the kill'));
    expect(await tabs[0]!.evaluate(`globalThis.isSameDocument`)).toBe(true);
    expect(await targets(browser, 'shared_worker', '/assets/shared-')).toHaveLength(1);
  });

  test.each(['', '?shared=0'])(
    '[N5][fault B2][B39][promise P7] a frozen tab holds up nobody, and catches up when it is resumed (/blog%s)',
    async (rung) => {
      const frozen = await openFresh(`/blog${rung}`);
      const awake = await openFresh(`/blog${rung}`);
      await freeze(frozen, true);
      // What is broadcast reaches it: a read that it began at the first would keep the second from being written.
      for (const title of ['It was frozen', 'It is frozen still', 'It was frozen for long']) {
        await edit({ title });
        await awake.waitFor(showsFirst(title));
      }
      await freeze(frozen, false);
      await frozen.waitFor(showsFirst('It was frozen for long'));
    },
  );

  test('[N1][invariant I6][promise P7] a visible tab that messages do not reach any more follows all the same, ten seconds later at most', async () => {
    const deaf = await open('/blog', {
      initScript: `globalThis.missed = [];
        const { addEventListener } = BroadcastChannel.prototype;
        BroadcastChannel.prototype.addEventListener = function (type, listener, options) {
          addEventListener.call(this, type, (event) => {
            if (globalThis.isDeaf) missed.push(event.data.type);
            else listener.call(this, event);
          }, options);
        };`,
    });
    await deaf.waitFor(isFresh);
    const other = await openFresh('/blog');
    await deaf.evaluate(`void (globalThis.isDeaf = true)`);
    await edit({ title: 'Said to others only' });
    await other.waitFor(showsFirst('Said to others only'));
    await deaf.waitFor(showsFirst('Said to others only'), { timeoutMs: 15_000 });
    expect(await deaf.evaluate(`[document.visibilityState, missed.includes('committed')]`)).toEqual(
      ['visible', true],
    );
  });

  test('[fault B1] a page restored from the back/forward cache shows what it missed', async () => {
    const page = await openFresh('/blog');
    const other = await openFresh('/blog');
    // Chromium lets go of a page in its cache that a service worker claims, as that of the first visit does.
    await page.waitFor(`navigator.serviceWorker.controller?.state === 'activated'`);
    // The browser may let go of a page for reasons of its own, of which it says no more than 'masked'.
    for (let times = 1, isDue = true; isDue; times++) {
      const title = `While it was away for the ${times}. time`;
      const { persisted, reasons } = await goAwayAndBack(
        page,
        `${site.url}/v1/status`,
        async () => {
          await edit({ title });
          await other.waitFor(showsFirst(title));
        },
      );
      await page.waitFor(`${showsFirst(title)} && ${isFresh}`);
      isDue = !persisted;
      if (isDue) expect(reasons).toMatchObject({ reasons: [{ reason: 'masked' }] });
      expect(times).toBeLessThanOrEqual(3);
    }
  });

  test('[B27] an edit keeps scroll position, route and focus', async () => {
    const page = await openFresh('/blog');
    await page.evaluate(
      `(scrollTo(0, 300), document.querySelector('header nav a').focus({ preventScroll: true }))`,
    );
    const before = await page.evaluate(
      `[scrollY, location.href, document.activeElement.outerHTML]`,
    );
    await edit({ title: 'Nothing jumps' });
    await page.waitFor(showsFirst('Nothing jumps'));
    expect(
      await page.evaluate(`[scrollY, location.href, document.activeElement.outerHTML]`),
    ).toEqual(before);
  });

  test('only the changed card is touched by an edit', async () => {
    const page = await openFresh('/blog');
    await page.evaluate(`(() => {
      globalThis.touched = new Set();
      new MutationObserver((list) => {
        for (const { target } of list) {
          const node = target.nodeType === 1 ? target : target.parentElement;
          globalThis.touched.add(node.closest('main .card')?.innerText ?? 'outside');
        }
      }).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
    })()`);
    await edit({ title: 'One card only' });
    await page.waitFor(showsFirst('One card only'));
    const touched = await page.evaluate<string[]>(`[...globalThis.touched]`);
    expect(touched).toHaveLength(1);
    expect(touched[0]).toContain('One card only');
  });

  test('[B35] a record that leaves Airtable leaves every open page', async () => {
    const created = await site.addRow('articles', {
      slug: 'passing',
      title: 'A passing thought',
      published_at: '2027-01-01',
    });
    const list = await openFresh('/blog');
    await list.waitFor(showsFirst('A passing thought'));
    const reader = await open(`/blog/${created.id}/passing`);
    await reader.waitFor(`document.title.startsWith('A passing thought')`);
    await site.removeRow('articles', created.id);
    await list.waitFor(`!(${showsFirst('A passing thought')})`);
    await reader.waitFor(`document.body.innerText.toLowerCase().includes('not found')`);
  });

  test('[B44] nothing is polled while no tab is open, and at once when one opens', async () => {
    const page = await openFresh('/blog');
    await page.goto(`${site.url}/v1/status`);
    await page.waitFor(`document.body.innerText.includes('publication')`);
    const count = polls();
    await edit({ title: 'Nobody is looking' });
    const { seq } = await site.manifest();
    await expect.poll(() => site.manifest().then((now) => now.seq)).toBeGreaterThanOrEqual(seq);
    expect(polls() - count).toBeLessThanOrEqual(1);
    await page.goto(`${site.url}/blog`);
    await page.waitFor(showsFirst('Nobody is looking'));
  });

  for (const rung of [
    'shared=0',
    'worker=0',
    'idb=0',
    'bc=0',
    'sw=0',
    'shared=0&idb=0',
    'worker=0&idb=0',
    'shared=0&bc=0',
    'worker=0&bc=0',
  ]) {
    test(`[N6][B43][fault W4] two tabs follow an edit with ?${rung}`, async () => {
      const tabs: BrowserPage[] = [
        await openFresh(`/blog?${rung}`),
        await openFresh(`/blog?${rung}`),
      ];
      await edit({ title: `On the rung ${rung}` });
      for (const tab of tabs)
        await tab.waitFor(showsFirst(`On the rung ${rung}`), { timeoutMs: 25_000 });
    });
  }
}, ['chromium']);
