import { expect, onTestFinished, test } from 'vitest';
import type { BrowserPage } from './harness/browser.ts';
import { openFirefox } from './harness/firefox.ts';
import { inEachBrowser } from './harness/in-each-browser.ts';
import { badge, showsFirst } from './world/readers.ts';
import { startSample } from './world/use-site.ts';

/* What only Firefox does to a site. */

inEachBrowser(() => {
  test('[S10][fault D8] where every cookie and all site data are blocked, the site follows, takes changes and says that it keeps nothing', async () => {
    const site = await startSample();
    onTestFinished(site.close);
    // Settings → Privacy → Custom → all cookies: whatever keeps or connects throws where it is opened.
    const firefox = await openFirefox({ preferences: { 'network.cookie.cookieBehavior': 2 } });
    onTestFinished(firefox.close);
    const isReady = `${badge} === 'Nothing is kept on this device'`;
    const open = async (path: string): Promise<BrowserPage> => {
      const page = await firefox.newPage(site.url + path);
      await page.waitFor(isReady);
      return page;
    };

    const list = await open('/blog');
    await site.editRow('articles', site.newest.id, { title: 'Nothing is kept' });
    await list.waitFor(showsFirst('Nothing is kept'));

    const quote = await open('/quotes/recQuoteBread0001');
    const likes = `Number(document.querySelector('.like-count').textContent.match(/\\d+/)[0])`;
    const before = await quote.evaluate<number>(likes);
    await quote.click('main .like');
    await quote.waitFor(`${likes} === ${before + 1} && ${isReady}`);

    const search = await open('/search?q=bread');
    await search.waitFor(`!!document.querySelector('main a[href^="/blog/"]')`);
    const todos = await open('/todo');
    await todos.waitFor(`!!document.querySelector('.new-todo')`);
    expect(await todos.text('main')).toContain('This browser refuses to keep anything');
  });

  test('[B56] in a list too, a line runs from the side on which its first letter stands', async () => {
    const site = await startSample();
    onTestFinished(site.close);
    const firefox = await openFirefox();
    onTestFinished(firefox.close);
    await site.addRow('products', { name: '\u0645\u0631\u062d\u0628\u0627', description: 'x' });
    const page = await firefox.newPage(`${site.url}/catalog`);
    const gaps = await page.waitFor<readonly number[]>(`(() => {
      const name = [...document.querySelectorAll('.shelf-name')].find((one) => one.textContent.startsWith('\u0645'));
      if (!name) return;
      const text = document.createRange();
      text.selectNodeContents(name);
      const [inner, outer] = [text.getBoundingClientRect(), name.getBoundingClientRect()];
      return [inner.left - outer.left, outer.right - inner.right];
    })()`);
    expect(gaps[0]).toBeGreaterThan(20);
    expect(gaps[1]).toBeLessThan(2);
  });
}, ['firefox']);
