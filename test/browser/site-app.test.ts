import { describe, expect, onTestFinished, test } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { expectNoCspViolations, runAxe } from './harness/assertions.ts';
import { installabilityErrors } from './harness/cdp.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { isInstalled, isOffline, showsError } from './world/readers.ts';
import { startSite } from './world/site.ts';
import { isSettled, useSite } from './world/use-site.ts';

const site = useSite();

const article = () => `/blog/${site.world.newest.id}/${site.world.newest.slug}`;
const pages = () => ['/', '/blog', '/blog?page=2', article(), '/nowhere'];

/** Content that fades in is whole; only what moves for ever may still move. */
const isStill = `document.getAnimations().every((a) => a.playState === 'finished' || a.effect.getTiming().iterations === Infinity)`;

const dress = (page: ChromiumPage, scheme: 'light' | 'dark') =>
  page.cdp.send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-color-scheme', value: scheme }],
  });
const resize = (page: ChromiumPage, width: number, height = 800) =>
  page.cdp.send('Emulation.setDeviceMetricsOverride', {
    width,
    height,
    deviceScaleFactor: 1,
    mobile: false,
  });

/** What every page must pass in every state: nothing grave for accessibility in light and dark, nothing blocked. */
async function expectSound(page: ChromiumPage): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await dress(page, scheme);
    await page.waitFor(isStill);
    await runAxe(page);
  }
  await expectNoCspViolations(page);
}

describe('[figure R27][figure R19] every page is accessible in light and dark, and breaks no policy', () => {
  test('when it is fresh', async () => {
    for (const path of ['/', '/blog', article(), '/nowhere']) {
      await expectSound(await site.openFresh(path));
    }
  });

  test('with the badge open, the offline notice shown, and on a narrow screen', async () => {
    await site.forget();
    const page = await site.openFresh('/blog');
    await page.waitFor(`!!document.querySelector('.notice')`);
    await resize(page, 320);
    await page.click('.status-badge summary');
    await page.waitFor(`!!document.querySelector('.status-details')`);
    await expectSound(page);
  });

  test('when it is offline', async () => {
    await (await site.openFresh('/blog')).waitFor(isInstalled);
    await site.closeTabs();
    site.world.network.set({ offline: true });
    for (const path of ['/', '/blog', article()]) {
      const page = await site.open(path);
      await page.waitFor(`${isOffline} && !document.querySelector('.skeleton')`);
      await expectSound(page);
    }
  });

  test('when there is nothing to show but an error', async () => {
    await site.forget();
    site.world.network.set({ path: /^\/v1\//, offline: true });
    for (const path of ['/', article()]) {
      const page = await site.open(path);
      await page.waitFor(showsError);
      await page.waitFor(isInstalled);
      await expectSound(page);
      // The code of the pages is kept by now, but nothing that they could show.
      expect(await page.text('.notices')).toBe('');
    }
  });

  test('while it loads, and when it is not on this device yet', async () => {
    await site.forget();
    site.world.network.set({ path: /^\/v1\/o\//, stall: true });
    for (const path of ['/', '/blog', article()]) {
      // A tab's own query brings the page without content, which is what a service worker answers too.
      const page = await site.open(`${path}?bc=0`);
      await page.waitFor(`!!document.querySelector('.skeleton')`);
      await expectSound(page);
    }
    await site.forget();
    const { articles } = (await site.world.manifest()).collections;
    const { chunks } = (await site.world.object(articles!.root)) as { chunks: { hash: string }[] };
    // All but the articles' own texts arrives.
    const path = new RegExp(chunks.map(({ hash }) => hash).join('|'));
    site.world.network.set({ path, offline: true });
    // Again without content: an article that came with the page stays to be read (site-written.test.ts).
    const page = await site.open(`${article()}?bc=0`);
    await page.waitFor(
      `document.querySelector('main h1')?.textContent === 'Not on this device yet'`,
    );
    await expectSound(page);
  });

  test('when nothing has been written yet', async () => {
    const tables = sampleBase.tables.map((table) => ({ ...table, records: [] }));
    const empty = await startSite({ base: { ...sampleBase, id: 'appOFFPRINTempty0', tables } });
    onTestFinished(() => empty.close());
    for (const [path, title] of [
      ['/', 'Nothing here yet'],
      ['/blog', 'No articles yet'],
    ] as const) {
      const page = await (await site.browser()).newPage(empty.url + path);
      onTestFinished(() => page.close());
      await page.waitFor(`document.querySelector('main h1')?.textContent === '${title}'`);
      await expectSound(page);
    }
    const page = await (await site.browser()).newPage(`${empty.url}/blog`);
    onTestFinished(() => page.close());
    await page.waitFor(isSettled);
    await empty.addRow('articles', { slug: 'a', title: 'The first', published_at: '2026-01-01' });
    await page.waitFor(`document.querySelector('.card h2')?.textContent === 'The first'`);
    expect(await page.text('.blog-head p')).toBe('1 article, newest first');
  });
});

describe('on every width', () => {
  const WIDTHS = [320, 360, 768, 1440];
  const overflow = `document.scrollingElement.scrollWidth - innerWidth`;
  /** What sticks out of the page without a box of its own that scrolls. */
  const wide = `[...document.querySelectorAll('body *')].filter((e) => !e.closest('.scroller, .visually-hidden') && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.className || e.localName)`;

  test('no page scrolls sideways, whatever it has to say', async () => {
    await site.addRow('articles', {
      slug: 'wide',
      title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
      description: `https://example.test/${'unbroken'.repeat(20)}`,
      author: 'A'.repeat(120),
      content: `${'W'.repeat(200)}\n\n# ${'H'.repeat(90)}\n\n\`${'c'.repeat(200)}\`\n\n| ${'t'.repeat(90)} | b |\n| - | - |\n| 1 | ${'u'.repeat(90)} |\n\n> ${'q'.repeat(120)}\n\n- ${'l'.repeat(120)}`,
      published_at: '2027-01-01',
    });
    for (const type of ['hero', 'text_and_image', 'feature']) {
      const word = `${type}${'x'.repeat(80)}`;
      await site.addRow('contents', { id: word, type, title: word, content: word });
    }
    const list = await site.openFresh('/blog');
    await list.waitFor(`document.querySelector('.card h2').textContent.startsWith('Donau')`);
    const wideArticle = await list.evaluate<string>(
      `document.querySelector('.card h2 a').getAttribute('href')`,
    );
    for (const path of [...pages(), wideArticle]) {
      const page = await site.openFresh(path);
      await page.click('.status-badge summary');
      for (const width of WIDTHS) {
        await resize(page, width);
        await page.waitFor(`innerWidth === ${width}`);
        expect({
          path,
          width,
          over: Math.max(0, await page.evaluate<number>(overflow)),
          wide: await page.evaluate(wide),
        }).toEqual({ path, width, over: 0, wide: [] });
      }
    }
  });

  test('the badge finds room for what it says offline, in 320 pixels', async () => {
    await (await site.openFresh('/blog')).waitFor(isInstalled);
    site.world.network.set({ offline: true });
    const page = await site.open('/blog');
    await page.waitFor(isOffline);
    await resize(page, 320);
    await page.waitFor(`innerWidth === 320`);
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect(await page.evaluate(wide)).toEqual([]);
  });

  test('whatever is pressed is at least 44 pixels wide and high', async () => {
    for (const path of pages()) {
      const page = await site.openFresh(path);
      if (path === article()) await page.waitFor(`!!document.querySelector('.neighbour')`);
      await page.click('.status-badge summary');
      await page.waitFor(`!!document.querySelector('.status-details button')`);
      for (const width of [320, 360, 1440]) {
        await resize(page, width);
        await page.waitFor(`innerWidth === ${width}`);
        const small = await page.evaluate(
          `[...document.querySelectorAll('header a, header summary, footer a, button, .button, .pager a, .neighbours a, .card h2 a')].flatMap((e) => {
            // Where the header is narrow, the links that lead out are in the footer only.
            const isInFooter = [...document.querySelectorAll('footer a')].some((a) => a.href === e.href && a.checkVisibility());
            if (!e.checkVisibility() && e.closest('header') && isInFooter) return [];
            const card = e.closest('.card');
            const { width, height } = (card ?? e).getBoundingClientRect();
            return width < 43.9 || height < 43.9 ? [e.innerText.trim() + ': ' + Math.round(width) + ' × ' + Math.round(height)] : [];
          })`,
        );
        expect({ path, width, small }).toEqual({ path, width, small: [] });
      }
    }
  });
});

describe('while it loads', () => {
  /** The sum of all layout shifts so far that followed no input (CLS is the worst window of them, so at most this). */
  const shifts = `new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))));
  })`;
  const picturesInSight = `[...document.images].filter((i) => i.getBoundingClientRect().top < innerHeight).every((i) => i.complete && i.naturalWidth > 0)`;

  const magazine = () => ['/', '/blog', article()];
  const shop = () => ['/catalog', '/catalog/recProductTides01', '/quotes'];
  test.each([
    ['in the magazine', 360, magazine],
    ['in the magazine', 1440, magazine],
    ['in the shop', 360, shop],
    ['in the shop', 1440, shop],
  ])(
    '%s nothing moves under the reader, on a first visit and later, in %i pixels',
    async (_, width, paths) => {
      for (const path of paths()) {
        await site.forget();
        for (const visit of ['cold', 'warm']) {
          site.world.network.set({ latencyMs: visit === 'cold' ? 120 : 10 });
          const page = await site.open('/robots.txt');
          await resize(page, width);
          await page.goto(site.world.url + path);
          await page.waitFor(`${isSettled} && ${picturesInSight}`);
          expect([visit, path, await page.evaluate(shifts)]).toEqual([
            visit,
            path,
            expect.toSatisfy((sum: number) => sum <= 0.02),
          ]);
          await page.waitFor(isInstalled);
          await site.closeTabs();
        }
      }
    },
  );

  test('a page that does move is noticed by this measure', async () => {
    const page = await site.openFresh('/blog');
    await page.evaluate(
      `document.querySelector('main').prepend(Object.assign(document.createElement('div'), { className: 'box-plate' }))`,
    );
    expect(await page.evaluate(shifts)).toBeGreaterThan(0.02);
  });
});

describe('as an app', () => {
  test('nothing keeps it from being installed, and its parts answer as what they are', async () => {
    const page = await site.openFresh('/');
    await page.waitFor(isInstalled);
    expect(await installabilityErrors(page)).toEqual([]);
    const { url, errors, data } = await page.cdp.send('Page.getAppManifest');
    expect({ url, errors }).toEqual({ url: `${site.world.url}/manifest.webmanifest`, errors: [] });
    const manifest = JSON.parse(data!) as Manifest;
    expect(manifest).toMatchObject({ id: '/', name: 'Low Water', short_name: 'Low Water' });
    const icons = [...manifest.icons, ...manifest.shortcuts.flatMap((shortcut) => shortcut.icons)];
    const linked = await page.evaluate<string[]>(
      `[...document.querySelectorAll('link[rel~=icon], link[rel=apple-touch-icon]')].map((l) => l.getAttribute('href'))`,
    );
    expect(icons.length).toBeGreaterThan(4);
    expect(linked).toHaveLength(2);
    for (const { src, sizes, type } of icons)
      await expectIcon(new URL(src, url), type ?? 'image/png', sizes);
    await expectIcon(new URL(linked[1]!, url), 'image/png', '180x180');
    await expectIcon(new URL(linked[0]!, url), 'image/svg+xml', 'any');
    for (const { url: start } of manifest.shortcuts) {
      expect((await fetch(new URL(start, url))).status).toBe(200);
    }
  });

  interface Icon {
    readonly src: string;
    readonly sizes: string;
    readonly type?: string;
  }
  interface Manifest {
    readonly icons: readonly Icon[];
    readonly shortcuts: readonly { readonly url: string; readonly icons: readonly Icon[] }[];
  }

  async function expectIcon(url: URL, type: string, sizes: string): Promise<void> {
    const response = await fetch(url);
    expect([url.pathname, response.status, response.headers.get('content-type')]).toEqual([
      url.pathname,
      200,
      type,
    ]);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (type !== 'image/png') return expect(bytes.toString()).toContain('<svg');
    // Width and height stand at fixed places of a PNG's header.
    expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
  }

  test('[B48] says once that it can be read without a network', async () => {
    await site.forget();
    const page = await site.openFresh('/');
    const notice = `document.querySelector('.notices').innerText.includes('Ready to be read without a network')`;
    await page.waitFor(notice);
    const other = await site.openFresh('/blog');
    await page.click('.notice button');
    await page.waitFor(`!(${notice})`);
    await page.reload();
    await page.waitFor(`${isSettled} && ${isInstalled}`);
    for (const tab of [page, other]) expect(await tab.evaluate(notice)).toBe(false);
  });
});
