import { describe, expect, test } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { expectNoCspViolations, runAxe } from './harness/assertions.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

const rows = sampleBase.tables.find(({ name }) => name === 'articles')!.records;
/** A long one, with several headings. */
const tides = rows.find(({ fields }) => fields['slug'] === 'how-a-tide-table-is-made')!;
const path = `/blog/${tides.id}/how-a-tide-table-is-made`;

/* What an article shows, as code for `waitFor`. */
const hasTools = `!!document.querySelector('.reading-tools')`;
const sizeOfText = `parseFloat(getComputedStyle(document.querySelector('.article .prose')).fontSize)`;
const offers = `document.querySelector('.go-on .button')?.textContent === 'Continue where you were'`;
const button = (label: string) => `.reading-tools [aria-label="${label}"]`;

const isFocused = (selector: string) => `document.activeElement?.matches('${selector}')`;

async function openArticle(): Promise<ChromiumPage> {
  const page = await site.openFresh(path);
  await page.waitFor(hasTools);
  return page;
}

const kept = (page: ChromiumPage) =>
  page.evaluate<string>(`localStorage.getItem('offprint:/:reading-places') ?? ''`);

describe('an article', () => {
  test('has a table of contents that leads to its headings and moves nothing', async () => {
    const page = await openArticle();
    const top = `document.querySelector('.prose').getBoundingClientRect().top`;
    const before = await page.evaluate(top);
    const headings = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.prose h2[id], .prose h3[id]')].map((h) => h.textContent)`,
    );
    expect(headings.length).toBeGreaterThan(2);
    await page.click('.contents summary');
    const entries = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.contents a')].map((a) => a.textContent)`,
    );
    expect(entries).toEqual(headings);
    expect(await page.evaluate(top)).toBe(before);
    await runAxe(page);
    await page.press('Escape');
    expect(await page.evaluate(`document.querySelector('.contents').open`)).toBe(false);
    await page.click('.contents summary');
    await page.click('.contents li:nth-child(2) a');
    await page.waitFor(
      `Math.abs(document.querySelector('.prose [id="' + decodeURIComponent(location.hash.slice(1)) + '"]').getBoundingClientRect().top) < 60`,
    );
    expect(await page.evaluate(`document.querySelector('.contents').open`)).toBe(false);
    expect(page.errors).toEqual([]);
    await expectNoCspViolations(page);
  });

  test('is copied without its tools', async () => {
    const page = await openArticle();
    const copied = await page.evaluate<string>(`(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector('.article'));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return getSelection().toString();
    })()`);
    expect(copied).toContain(String(tides.fields['title']));
    expect(copied.split('\n')).toContain(`${String(tides.fields['description'])}`);
    for (const tool of ['Contents', 'A', 'Share']) expect(copied.split('\n')).not.toContain(tool);
  });

  test('is drawn without a layout shift by what comes later', async () => {
    const page = await (
      await site.browser()
    ).newPage(site.world.url + path, {
      initScript: `globalThis.shifted = 0;
        new PerformanceObserver((list) => {
          for (const one of list.getEntries()) if (!one.hadRecentInput) globalThis.shifted += one.value;
        }).observe({ type: 'layout-shift', buffered: true });`,
    });
    try {
      await page.waitFor(hasTools);
      await page.waitFor(`document.querySelectorAll('.neighbour').length > 0`);
      expect(await page.evaluate(`globalThis.shifted`)).toBeLessThanOrEqual(0.02);
    } finally {
      await page.close();
    }
  });

  test('keeps the size of its text, in every tab', async () => {
    const [page, other] = [await openArticle(), await openArticle()];
    const before = await page.evaluate<number>(sizeOfText);
    await page.click(button('Larger text'));
    await page.click(button('Larger text'));
    const larger = await page.evaluate<number>(sizeOfText);
    expect(larger).toBeGreaterThan(before * 1.2);
    await other.waitFor(`${sizeOfText} === ${larger}`);
    await page.reload();
    await page.waitFor(`${hasTools} && ${sizeOfText} === ${larger}`);
    for (let i = 0; i < 3; i++) await page.click(button('Smaller text'));
    expect(await page.evaluate<number>(sizeOfText)).toBeLessThan(before);
    expect(
      await page.evaluate(`document.querySelector('${button('Smaller text')}').disabled`),
    ).toBe(true);
    await page.click(button('Larger text'));
    expect(await page.evaluate<number>(sizeOfText)).toBe(before);
  });

  test('is opened where it was left, by whoever wants that, also in another tab and at another size', async () => {
    const page = await openArticle();
    expect(await page.evaluate(offers)).toBe(false);
    await page.evaluate(`document.querySelector('.prose').children[6].scrollIntoView()`);
    await page.waitFor(`localStorage.getItem('offprint:/:reading-places')?.includes('"block":')`);
    const later = await openArticle();
    await later.waitFor(offers);
    await later.native.setViewportSize({ width: 400, height: 700 });
    expect(await later.evaluate(`scrollY`)).toBe(0);
    await runAxe(later);
    await later.click('.go-on .button-strong');
    await later.waitFor(
      `Math.abs(document.querySelector('.prose').children[6].getBoundingClientRect().top) < 60`,
    );
    expect(await later.evaluate(offers)).toBe(false);
    await later.evaluate(`scrollTo(0, document.documentElement.scrollHeight)`);
    await later.waitFor(`localStorage.getItem('offprint:/:reading-places') === '[]'`);
    expect(await kept(later)).toBe('[]');
  });

  test('can be passed on: its address without the flags of this tab', async () => {
    const page = await site.openFresh(`${path}?bc=0`);
    await page.evaluate(`Object.defineProperty(navigator, 'share', {
      configurable: true, value: (shared) => { globalThis.shared = shared; return Promise.resolve(); } })`);
    await page.waitFor(hasTools);
    await page.click('.reading-tools > .reading-button');
    expect(await page.evaluate(`globalThis.shared`)).toEqual({
      title: await page.evaluate(`document.title`),
      url: site.world.url + path,
    });
    await page.evaluate(`Object.defineProperty(navigator, 'share', { value: undefined })`);
    await page.evaluate(
      `navigator.clipboard.writeText = (text) => { globalThis.copied = text; return Promise.resolve(); }`,
    );
    await page.click('.reading-tools > .reading-button');
    await page.waitFor(`document.querySelector('.reading-said').textContent === 'Link copied'`);
    expect(await page.evaluate(`globalThis.copied`)).toBe(site.world.url + path);
  });
});

test('a page whose record is deleted hands its focus to the new heading, and takes none from elsewhere', async () => {
  const pages = [
    {
      table: 'articles',
      fields: {
        slug: 'passing',
        title: 'Passing',
        content: '[On](/blog)',
        published_at: '2026-01-01',
      },
      path: (id: string) => `/blog/${id}/passing`,
      stop: '.prose a',
      heading: 'Not Found',
    },
    {
      table: 'products',
      fields: { name: 'A passing thing' },
      path: (id: string) => `/catalog/${id}`,
      stop: 'h1.product-name',
      heading: 'Shop',
    },
    {
      table: 'quotes',
      fields: { author: 'Nobody', content: 'It passes.' },
      path: (id: string) => `/quotes/${id}`,
      stop: '.quote-all',
      heading: 'Not Found',
    },
  ];
  for (const { table, fields, path, stop, heading } of pages) {
    const { id } = await site.world.addRow(table, fields);
    const reader = await site.open(path(id));
    const passer = await site.open(path(id));
    for (const [page, focused] of [
      [reader, `main ${stop}`],
      [passer, 'header nav a'],
    ] as const) {
      await page.waitFor(`!!document.querySelector('#root:not([data-version]) main ${stop}')`);
      await page.evaluate(`document.querySelector('${focused}').focus()`);
    }
    await site.world.removeRow(table, id);
    const isGone = `document.querySelector('main h1')?.textContent === '${heading}'`;
    await reader.waitFor(`${isGone} && ${isFocused('main h1')}`);
    await passer.waitFor(isGone);
    expect(await passer.evaluate(isFocused('header nav a'))).toBe(true);
  }
});

describe('the way between the list and an article', () => {
  const watched = `(() => {
    globalThis.turns = 0;
    const start = document.startViewTransition.bind(document);
    document.startViewTransition = (change) => {
      globalThis.turns++;
      return (globalThis.turning = start(change));
    };
  })()`;
  const isLoaded = `!!document.querySelector('link[href*="reading"]')?.sheet`;

  test('is drawn by the browser, there and back, and leaves nothing behind', async () => {
    const page = await site.openFresh('/blog');
    await page.waitFor(isLoaded);
    await page.evaluate(watched);
    await page.click('.card h2 a');
    await page.waitFor(hasTools);
    await page.evaluate(`globalThis.turning.finished`);
    expect(await page.evaluate(`scrollY`)).toBe(0);
    expect(await page.evaluate(isFocused('.article-title'))).toBe(true);
    await page.click('.neighbours-all');
    await page.waitFor(`document.querySelectorAll('.card').length > 10`);
    await page.evaluate(`globalThis.turning.finished`);
    expect(await page.evaluate(`globalThis.turns`)).toBe(2);
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('[style*="view-transition-name: lead"]')].length`,
      ),
    ).toBe(0);
    await page.evaluate(`history.back()`);
    await page.waitFor(hasTools);
    expect(page.errors).toEqual([]);
    await expectNoCspViolations(page);
  });

  test('is left out for whoever wants no motion', async () => {
    const page = await site.openFresh('/blog');
    await page.native.emulateMedia({ reducedMotion: 'reduce' });
    await page.waitFor(isLoaded);
    await page.evaluate(watched);
    await page.click('.card h2 a');
    await page.waitFor(hasTools);
    expect(await page.evaluate(`globalThis.turns`)).toBe(0);
  });
});

describe('the list of articles', () => {
  test('marks what came since the last visit until it is read', async () => {
    await site.forget();
    const page = await site.openFresh('/blog');
    await page.waitFor(`JSON.parse(localStorage.getItem('offprint:/:visits') ?? '{}').at > 0`);
    expect(await page.evaluate(`document.querySelectorAll('.card-new').length`)).toBe(0);
    const added = await site.addRow('articles', {
      slug: 'just-in',
      title: 'Just in',
      content: 'It came a moment ago.',
      published_at: '2031-01-01',
    });
    await page.waitFor(
      `document.querySelector('.blog-new')?.textContent === '1 new since your last visit'`,
      {
        timeoutMs: 20_000,
      },
    );
    expect(await page.text('.card:has(.card-new) h2')).toBe('Just in');
    await runAxe(page);
    const other = await site.openFresh(`/blog/${added.id}/just-in`);
    await other.waitFor(hasTools);
    await page.goto(`${site.world.url}/blog`);
    await page.waitFor(`!!document.querySelector('.card') && performance.now() > 1500`);
    expect(await page.evaluate(`document.querySelectorAll('.card-new').length`)).toBe(0);
  });
});
