import { describe, expect, onTestFinished, test } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import type { SeedRecord } from '../../src/emulator/seed.ts';
import type { ChromiumPage } from './harness/chromium.ts';
import { isInstalled } from './world/readers.ts';
import { startSite } from './world/site.ts';
import { useSite } from './world/use-site.ts';

const site = useSite();

/** A table of the sample base. */
const rowsOf = (table: string) => sampleBase.tables.find(({ name }) => name === table)!.records;
const cell = (row: SeedRecord, name: string) => String(row.fields[name]);
const newestFirst = rowsOf('articles').toSorted(
  (a, b) =>
    cell(b, 'published_at').localeCompare(cell(a, 'published_at')) || (a.id < b.id ? -1 : 1),
);
const titlesOf = (page: ChromiumPage) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('.card h2')].map((h) => h.textContent)`);
const isShown = (text: string) =>
  `document.querySelector('main')?.innerText.includes(${JSON.stringify(text)})`;
const articlePath = (row: SeedRecord) => `/blog/${row.id}/${cell(row, 'slug')}`;

describe('the front page', () => {
  /** What a reader meets from top to bottom: each section's kind and its heading, and the features' own headings. */
  const readSections = (page: ChromiumPage) =>
    page.evaluate<string[]>(`[...document.querySelectorAll('.home > section')].flatMap((section) =>
      section.className === 'features'
        ? ['Features', ...[...section.querySelectorAll('h3')].map((h) => 'feature: ' + h.textContent)]
        : [section.className + ': ' + section.querySelector('h1, h2').textContent])`);
  const hero = 'hero: Come and see what the tide leaves';
  const quiet = 'text-and-image: How quiet things work';
  const stays = 'text-and-image reversed: It stays where you left it';
  const features = rowsOf('contents').filter((row) => cell(row, 'type') === 'feature');
  const featureLines = ['Features', ...features.map((row) => `feature: ${cell(row, 'title')}`)];

  test('[B50][B51] shows its sections by position, every second text reversed, and the features last', async () => {
    const page = await site.openFresh('/');
    expect(await readSections(page)).toEqual([hero, quiet, stays, ...featureLines]);
    const tops = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.home > section')].map((s) => s.getBoundingClientRect().top)`,
    );
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    const [plain, reversed] = await page.evaluate<boolean[]>(
      `[...document.querySelectorAll('.text-and-image')].map((s) =>
        s.querySelector('.picture').getBoundingClientRect().left < s.querySelector('h2').getBoundingClientRect().left)`,
    );
    expect({ plain, reversed }).toEqual({ plain: false, reversed: true });
    expect(
      await page.evaluate(
        `getComputedStyle(document.querySelector('.features-grid')).gridTemplateColumns.split(' ').length`,
      ),
    ).toBe(3);
  });

  test('[B50][B52] puts position 10 after 9, and draws nothing for a type it does not know', async () => {
    const page = await site.openFresh('/');
    // The base numbers its rows by itself: nine are there, these get 10, 11 and 12.
    const content = 'Two lines\nof text & <b>signs</b>';
    const text = 'text_and_image';
    await site.addRow('contents', { id: 'ten', type: text, title: 'The tenth', content });
    await site.addRow('contents', { id: 'eleven', type: 'carousel', title: 'Nobody knows me' });
    await site.addRow('contents', { id: 'twelve', type: text, title: 'The twelfth' });
    await page.waitFor(isShown('The twelfth'));
    expect(await readSections(page)).toEqual([
      hero,
      quiet,
      stays,
      'text-and-image: The tenth',
      'text-and-image reversed: The twelfth',
      ...featureLines,
    ]);
    expect(await page.evaluate(isShown('Nobody knows me'))).toBe(false);
    // A plain-text field is escaped, and keeps its lines [B56].
    expect(await page.evaluate(isShown(content))).toBe(true);
  });

  test('[B51] has no Features heading without features, and one that gathers them whatever their position', async () => {
    const page = await site.openFresh('/');
    for (const { id } of features) {
      await site.editRow('contents', id, { type: 'postcard' });
    }
    await page.waitFor(`!document.querySelector('.features')`);
    expect(await readSections(page)).toEqual([hero, quiet, stays]);
    const second = rowsOf('contents').find((row) => cell(row, 'title') === 'How quiet things work');
    await site.editRow('contents', second!.id, { type: 'feature' });
    await page.waitFor(isShown('Features'));
    expect(await readSections(page)).toEqual([
      hero,
      'text-and-image: It stays where you left it',
      'Features',
      'feature: How quiet things work',
    ]);
    await site.editRow('contents', second!.id, { type: 'text_and_image' });
    for (const { id } of features) {
      await site.editRow('contents', id, { type: 'feature' });
    }
    await page.waitFor(`document.querySelectorAll('.feature').length === ${features.length}`);
    expect(await readSections(page)).toEqual([hero, quiet, stays, ...featureLines]);
  });
});

describe('the blog', () => {
  test('[B53] shows a card for each article, with everything that belongs to it', async () => {
    const page = await site.openFresh('/blog');
    const cards = await page.evaluate<Record<string, string>[]>(
      `[...document.querySelectorAll('.card')].map((card) => ({
        title: card.querySelector('h2').textContent,
        description: card.querySelector('.card-description').textContent,
        path: new URL(card.querySelector('a').href).pathname,
        author: card.querySelector('.byline-author').textContent,
        day: card.querySelector('time').dateTime,
        picture: card.querySelector('.card-picture img').getAttribute('src').split('/').slice(0, 3).join('/'),
        avatar: card.querySelector('.avatar').getAttribute('aria-hidden'),
      }))`,
    );
    expect(cards).toEqual(
      newestFirst.slice(0, 20).map((row) => ({
        title: cell(row, 'title'),
        description: cell(row, 'description'),
        path: articlePath(row),
        author: cell(row, 'author'),
        day: cell(row, 'published_at'),
        picture: '/v1/media',
        avatar: 'true',
      })),
    );
    expect(await page.text('.blog-head p')).toBe('24 articles, newest first');
    expect(await page.text('.card time')).toBe('15 October 2026');
  });

  test('[B54] orders by date, ties by id, alike on a first visit and on a later one', async () => {
    const day = '2027-03-01';
    const added = [];
    for (const title of ['Tie one', 'Tie two', 'Tie three']) {
      const slug = title.toLowerCase().replace(' ', '-');
      added.push({
        title,
        ...(await site.addRow('articles', { slug, title, published_at: day })),
      });
    }
    await site.addRow('articles', {
      slug: 'before',
      title: 'The day before',
      published_at: '2027-02-28',
    });
    const expected = [
      ...added.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ title }) => title),
      'The day before',
      ...newestFirst.slice(0, 16).map((row) => cell(row, 'title')),
    ];
    const witness = await site.openFresh('/blog');
    await witness.waitFor(isShown('The day before'));
    await site.forget();
    expect(await titlesOf(await site.openFresh('/blog'))).toEqual(expected);
    await site.closeTabs();
    const warm = await site.open('/blog');
    await warm.waitFor(`!!document.querySelector('.card')`);
    expect(await titlesOf(warm)).toEqual(expected);
  });

  test('[B53] draws the same avatar for the same author, and never shows an address', async () => {
    const address = 'a.reader@example.test';
    const added = [
      await site.addRow('articles', {
        slug: 'a',
        title: 'Only an address',
        author: address,
        published_at: '2027-01-03',
      }),
      await site.addRow('articles', {
        slug: 'b',
        title: 'A name and an address',
        author: `The Inkwell <${address}>`,
        published_at: '2027-01-02',
      }),
    ];
    const page = await site.openFresh('/blog');
    await page.waitFor(isShown('A name and an address'));
    const bylines = () =>
      page.evaluate<[string, string][]>(
        `[...document.querySelectorAll('.card .byline')].map((b) => [b.querySelector('.byline-author').textContent, b.querySelector('svg').outerHTML])`,
      );
    const before = await bylines();
    expect(before.slice(0, 2).map(([name]) => name)).toEqual(['Staff', 'The Inkwell']);
    expect(await page.evaluate(`document.documentElement.outerHTML.includes('example.test')`)).toBe(
      false,
    );
    const desks = new Map(before.slice(2));
    for (const [name, drawing] of before.slice(2)) expect(drawing).toBe(desks.get(name));
    expect(new Set(desks.values()).size).toBeGreaterThan(desks.size / 2);
    await page.goto(`${site.world.url}/blog/${added[0]!.id}`);
    await page.waitFor(isShown('Only an address'));
    expect(await page.text('.byline-author')).toBe('Staff');
    expect(await page.evaluate(`document.querySelector('.byline svg').outerHTML`)).toBe(
      before[0]![1],
    );
  });

  test('[B58] gives every page of the list an address of its own', async () => {
    const page = await site.openFresh('/blog');
    await page.click('.pager a[rel=next]');
    await page.waitFor(`location.search === '?page=2'`);
    const rest = newestFirst.slice(20).map((row) => cell(row, 'title'));
    await page.waitFor(`document.querySelectorAll('.card').length === ${rest.length}`);
    expect(await titlesOf(page)).toEqual(rest);
    expect(await page.evaluate(`[scrollY, document.activeElement.localName]`)).toEqual([0, 'h1']);
    const deep = await site.openFresh('/blog?page=2');
    expect(await titlesOf(deep)).toEqual(rest);
    expect(await deep.text('.pager [aria-current=page]')).toBe('Page 2');
    expect(await deep.text('.blog-head p')).toBe('24 articles, newest first. Page 2 of 2');
    await deep.click('.pager a[rel=prev]');
    await deep.waitFor(`location.pathname + location.search === '/blog'`);
  });

  test('[B58] of many pages lets one be reached by its number', async () => {
    const records = Array.from({ length: 145 }, (_, n) => ({
      id: `recArticleMany${String(n).padStart(3, '0')}`,
      createdTime: '2026-01-01T00:00:00.000Z',
      fields: { title: `Article ${n}`, slug: `article-${n}`, published_at: '2026-01-01' },
    }));
    const tables = sampleBase.tables.map((table) =>
      table.name === 'articles' ? { ...table, records } : table,
    );
    const large = await startSite({ base: { ...sampleBase, id: 'appOFFPRINTlarge1', tables } });
    onTestFinished(() => large.close());
    const page = await (await site.browser()).newPage(`${large.url}/blog`);
    onTestFinished(() => page.close());
    await page.waitFor(`!!document.querySelector('.pager-jump')`);
    await page.fill('.pager-jump input', '7');
    await page.click('.pager-jump button');
    await page.waitFor(
      `location.search === '?page=7' && ${isShown('Page 7 of 8')} && document.activeElement.localName === 'h1'`,
    );
  });

  test('[B58] says which pages there are when a page beyond them is asked for', async () => {
    const page = await site.openFresh('/blog?page=3');
    expect(await page.text('main h1')).toBe('Not Found');
    expect(await page.text('main .message p')).toBe('The blog has 2 pages only.');
    await page.click('main .message a');
    await page.waitFor(`location.search === '?page=2' && !!document.querySelector('.card')`);
    const odd = await site.openFresh('/blog?page=-1');
    expect(await titlesOf(odd)).toHaveLength(20);
  });
});

describe('an article', () => {
  const newest = newestFirst[0]!;

  test('[B55] is found by its id alone, with the right slug, another one or none', async () => {
    for (const path of [
      articlePath(newest),
      `/blog/${newest.id}/an-older-slug`,
      `/blog/${newest.id}`,
      `/blog/${newest.id}/`,
    ]) {
      const page = await site.openFresh(path);
      expect(await page.text('main h1')).toBe(cell(newest, 'title'));
      expect(await page.text('.byline-author')).toBe(cell(newest, 'author'));
      expect(await page.text('.article-description')).toBe(cell(newest, 'description'));
    }
  });

  test('[B55] is not found under an id that nobody has', async () => {
    const page = await site.openFresh(`/blog/recNobodyHasThis1/${cell(newest, 'slug')}`);
    expect(await page.text('main h1')).toBe('Not Found');
    expect(await page.text('main .message p')).toContain('There is no such article.');
    await page.click('main .message a');
    await page.waitFor(`location.pathname === '/blog' && !!document.querySelector('.card')`);
  });

  test('[B55] the server answers its own routes with 200, others with 404 and the page without content', async () => {
    const read = async (path: string) => {
      const response = await fetch(site.world.url + path, { headers: { accept: 'text/html' } });
      return { status: response.status, text: await response.text() };
    };
    const shell = await read('/shell.html');
    const shop = ['/catalog', '/catalog/recProductTides01', '/quotes'];
    const blog = ['/blog', '/blog?page=2', articlePath(newest), `/blog/${newest.id}`];
    for (const path of ['/', ...blog, ...shop]) {
      const { status, text } = await read(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain('<h1');
    }
    const gone = ['/blog/recNobodyHasThis1', '/blog?page=99', '/catalog/none', '/quotes/none'];
    for (const path of ['/nowhere', '/blog/a/b/c', '/index.php', ...gone]) {
      expect(await read(path)).toEqual({ status: 404, text: shell.text });
    }
    const asset = await read('/assets/never-built.js');
    expect(asset.status).toBe(404);
    expect(asset.text).not.toContain('<!doctype');
  });
});

describe('titles and addresses', () => {
  test('[B57] every page and state has its title', async () => {
    const newest = newestFirst[0]!;
    for (const [path, title] of [
      ['/', 'Home · Low Water'],
      ['/blog', 'Blog · Low Water'],
      ['/blog?page=2', 'Blog · Low Water'],
      [articlePath(newest), `${cell(newest, 'title')} · Low Water`],
      ['/blog/recNobodyHasThis1', 'Not Found · Low Water'],
      ['/nowhere/at/all', 'Not Found · Low Water'],
    ] as const) {
      const page = await site.openFresh(path);
      expect([path, await page.evaluate(`document.title`)]).toEqual([path, title]);
    }
    await site.forget();
    site.world.network.set({ path: /^\/v1\//, offline: true });
    const page = await site.open(articlePath(newest));
    await page.waitFor(isShown('Error fetching data'));
    expect(await page.evaluate(`document.title`)).toBe('Blog · Low Water');
    site.world.network.clear();
    await page.waitFor(`document.title === '${cell(newest, 'title')} · Low Water'`);
  });

  test('[B46] the editors’ page says so too where nothing is kept and nothing answers', async () => {
    await site.forget();
    site.world.network.set({ path: /^\/v1\//, offline: true });
    const page = await site.open('/admin');
    await page.waitFor(isShown('Nothing is kept on this device yet'));
    site.world.network.clear();
    await page.waitFor(`!!document.querySelector('main input[type=password]')`);
    expect(await page.evaluate(isShown('Nothing is kept on this device yet'))).toBe(false);
  });

  test('[B58] an address that is no page’s shows Not Found', async () => {
    for (const path of ['/nowhere', '/blog/a/b/c', '/%E0%A4%A']) {
      const page = await site.openFresh(path);
      expect(await page.text('main h1')).toBe('Not Found');
      await page.click('main .message a');
      await page.waitFor(`location.pathname === '/' && !!document.querySelector('.hero')`);
    }
  });

  test('[B58] links out open a new tab and say so; one without an address is not there', async () => {
    const page = await site.openFresh('/');
    const links = await page.evaluate<unknown[]>(
      `['header', 'footer'].map((place) => [...document.querySelectorAll(place + ' .site-links a')].map((a) => [a.innerText.replace(/\\s+/g, ' ').trim(), a.target, a.rel]))`,
    );
    const out = ['Airtable base (opens in a new tab)', '_blank', 'noopener noreferrer'];
    const inside = (...labels: readonly string[]) => labels.map((label) => [label, '', '']);
    const pages = inside('Home', 'Blog', 'Shop', 'Quotes', 'Dashboard', 'To do');
    expect(links).toEqual([
      [...pages, out],
      [...pages, ...inside('Editors', 'Status'), out],
    ]);
    expect(await page.evaluate(`document.body.innerText.includes('Source code')`)).toBe(false);
  });
});

describe('going from page to page', () => {
  const newest = newestFirst[0]!;

  test('[B58][B59] happens in one document, asks the network for nothing, and brings the focus to the heading', async () => {
    const page = await site.openFresh('/');
    await page.evaluate(`globalThis.isSameDocument = true`);
    const walk = async () => {
      await page.click('header nav a[href="/blog"]');
      await page.waitFor(
        `document.title === 'Blog · Low Water' && document.activeElement.localName === 'h1'`,
      );
      expect(await page.evaluate(`document.activeElement.textContent`)).toBe('Blog');
      await page.click('.card h2 a');
      // The link that was pressed has the same words.
      await page.waitFor(
        `document.activeElement.localName === 'h1' && document.activeElement.textContent === ${JSON.stringify(cell(newest, 'title'))}`,
      );
      expect(await page.evaluate(`location.pathname`)).toBe(articlePath(newest));
      expect(
        await page.evaluate(`document.querySelector('header [aria-current]').textContent`),
      ).toBe('Blog');
      await page.click('header a.brand');
      await page.waitFor(
        `location.pathname === '/' && document.activeElement.className === 'hero-title'`,
      );
    };
    await walk();
    // What it takes for itself when it is installed is not asked for by going from page to page.
    await page.waitFor(isInstalled);
    const asked = site.world.network.requests.length;
    await walk();
    const paths = site.world.network.requests.slice(asked).map(({ path }) => path);
    // The poll goes on, pictures come as they are scrolled to, and a tab that is shown looks for a new version.
    expect(paths.filter((path) => !/^\/(v1\/(manifest\.json|media\/)|sw\.js$)/.test(path))).toEqual(
      [],
    );
    expect(await page.evaluate(`globalThis.isSameDocument`)).toBe(true);
  });

  test('[B58] Back and Forward bring back the place on the page, a reload too', async () => {
    const page = await site.openFresh('/blog');
    // In one go: the window says that it was scrolled only with the next frame.
    await page.evaluate(`(scrollTo(0, 900), document.querySelectorAll('.card h2 a')[5].click())`);
    const sixth = cell(newestFirst[5]!, 'title');
    await page.waitFor(`document.title.startsWith(${JSON.stringify(sixth)}) && scrollY === 0`);
    await page.evaluate(`(scrollTo(0, 400), history.back())`);
    await page.waitFor(`location.pathname === '/blog' && scrollY === 900`);
    expect(await page.evaluate(`document.activeElement.localName`)).toBe('h1');
    await page.evaluate(`history.forward()`);
    await page.waitFor(`document.title.startsWith(${JSON.stringify(sixth)}) && scrollY === 400`);
    await page.evaluate(`history.back()`);
    await page.waitFor(`location.pathname === '/blog' && scrollY === 900`);
    await page.reload();
    await page.waitFor(`!!document.querySelector('.card') && scrollY === 900`);
  });

  test('[B58] shows progress while a page waits for its content, and only then', async () => {
    await site.forget();
    site.world.network.set({ path: /^\/v1\//, latencyMs: 1_500 });
    // A tab's own query brings the page without content.
    const page = await site.open('/?bc=0');
    await page.waitFor(`!!document.querySelector('.progress-bar')`);
    await page.click('header nav a[href^="/blog"]');
    await page.waitFor(`document.title === 'Blog · Low Water'`);
    expect(await page.evaluate(`!!document.querySelector('.progress-bar')`)).toBe(true);
    await page.waitFor(
      `Number(getComputedStyle(document.querySelector('.progress-bar')).opacity) === 1`,
    );
    site.world.network.clear();
    await page.waitFor(`!!document.querySelector('.card')`);
    await page.waitFor(`!document.querySelector('.progress-bar')`);
  });
});

describe('with a keyboard', () => {
  const focused = `(() => {
    const { activeElement: at } = document;
    const box = at.getBoundingClientRect();
    const ring = ['', '::after'].map((part) => getComputedStyle(at, part || null));
    return {
      words: (at.innerText || at.getAttribute('aria-label') || '').trim().split('\\n')[0],
      isInMain: !!at.closest('main'),
      hasRing: ring.some((s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2),
      isInSight: box.top >= 0 && box.bottom <= innerHeight + 1 && box.left >= 0,
    };
  })()`;
  interface Focused {
    readonly words: string;
    readonly isInMain: boolean;
    readonly hasRing: boolean;
    readonly isInSight: boolean;
  }

  test('[B58] the first stop is a link past the header, which leads into the content', async () => {
    const page = await site.openFresh('/blog');
    await page.press('Tab');
    expect(await page.evaluate(focused)).toMatchObject({
      words: 'Skip to the content',
      isInSight: true,
    });
    await page.press('Enter');
    await page.waitFor(`document.activeElement.id === 'content'`);
    await page.press('Tab');
    expect(await page.evaluate(focused)).toMatchObject({
      words: cell(newestFirst[0]!, 'title'),
      isInMain: true,
    });
    expect(await page.evaluate(`location.hash`)).toBe('#content');
    expect(await page.text('main h1')).toBe('Blog');
  });

  test('[B58] stops follow the page from top to bottom, each in sight with a ring around it', async () => {
    for (const path of ['/', '/blog', articlePath(newestFirst[0]!)]) {
      const page = await site.openFresh(path);
      // An article's neighbours and tools come after its text.
      if (path.startsWith('/blog/')) {
        await page.waitFor(
          `['.neighbour', '.reading-tools'].every((one) => document.querySelector(one))`,
        );
      }
      // Whatever is offered meanwhile may not get in between.
      await page.evaluate(`document.querySelector('.notices').remove()`);
      const wanted = await page.evaluate<string[]>(
        `[...document.querySelectorAll('a[href], button, summary, [tabindex="0"]')].filter((e) => e.checkVisibility()).map((e) => (e.innerText || e.getAttribute('aria-label') || '').trim().split('\\n')[0])`,
      );
      const stops: Focused[] = [];
      for (let i = 0; i < wanted.length; i++) {
        await page.press('Tab');
        stops.push(await page.evaluate<Focused>(focused));
      }
      expect(stops.map(({ words }) => words)).toEqual(wanted);
      expect(stops.filter(({ hasRing }) => !hasRing)).toEqual([]);
      expect(stops.filter(({ isInSight }) => !isInSight)).toEqual([]);
    }
  });

  test('[B58] Enter follows a link, Escape closes the badge and gives the focus back', async () => {
    const page = await site.openFresh('/');
    await page.evaluate(`document.querySelector('.status-badge summary').focus()`);
    await page.press('Enter');
    await page.waitFor(isDetailsOpen);
    await page.press('Tab');
    expect(await page.evaluate(focused)).toMatchObject({
      words: 'What is kept, and how',
      hasRing: true,
    });
    await page.press('Escape');
    await page.waitFor(`!(${isDetailsOpen})`);
    expect(await page.evaluate(`document.activeElement.localName`)).toBe('summary');
    await page.evaluate(`document.querySelector('header nav a[href="/blog"]').focus()`);
    await page.press('Enter');
    await page.waitFor(
      `document.activeElement.textContent === 'Blog' && !!document.querySelector('.card')`,
    );
  });
  const isDetailsOpen = `!!document.querySelector('.status-details')`;
});
