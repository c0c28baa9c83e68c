import { join, resolve } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredRecord } from '../../src/model/record.ts';
import type { SiteData, SiteRenderer } from '../../src/protocol/site-renderer.ts';
import { loadRenderer } from '../../src/proxy/load-renderer.ts';
import { createSiteData, type SiteDataOptions } from '../../src/proxy/site-data.ts';
import { buildSiteServer } from '../../vite-plugin-site-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'offprint-render-'));
let renderer: SiteRenderer;
beforeAll(async () => {
  const define = { __BUILD_ID__: '"test"', __BUILD_AT__: '1', __BASE_LINK__: '""' };
  const outDir = join(folder, 'dist-server');
  const root = resolve(import.meta.dirname, '../..');
  await buildSiteServer({ root, base: '/magazine/', outDir, define });
  renderer = (await loadRenderer(join(folder, 'dist')))!;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const SHELL =
  '<html><head><title>x</title><meta name="description" content="x" /></head><body><div id="root"><div class="shell"></div></div><noscript><p>no</p></noscript></body></html>';

const src = (name: string) => `/v1/media/${'h'.repeat(43)}/${name}`;
const article = (n: number, fields: object = {}): StoredRecord => ({
  id: `rec${n}`,
  createdTime: '2026-01-01T00:00:00Z',
  slug: `article-${n}`,
  title: `Article ${n}`,
  description: `About ${n}`,
  content: [['p', `Text ${n} `, ['a', { href: '/blog/rec1' }, 'in'], ['br'], ['em', 'out']]],
  author: 'A person <person@example.test>',
  image: src('boat.webp'),
  images: [
    { id: 'a', name: 'Boat', type: 'image/webp', size: 1, width: 1200, height: 800, src: src('b') },
  ],
  publishedAt: `2026-01-${String(n).padStart(2, '0')}`,
  ...fields,
});
const hero: StoredRecord = {
  id: 'hero',
  createdTime: '2026-01-01T00:00:00Z',
  position: 1,
  type: 'hero',
  title: 'While the tide is out',
  content: 'A lead.',
  image: src('hero.webp'),
  images: [],
  styles: '',
};

const product = (id: string, name: string, fields: object = {}): StoredRecord => ({
  id,
  createdTime: '2026-01-01T00:00:00Z',
  name,
  description: `What ${name} does.`,
  image: src(`${id}.webp`),
  images: [],
  ...fields,
});
const shop: Readonly<Record<string, readonly StoredRecord[]>> = {
  products: [product('kit', 'Darning Kit'), product('clock', 'A Tide Clock', { image: '' })],
  reviews: [
    {
      id: 'r1',
      createdTime: '2026-01-01T00:00:00Z',
      product: 'kit',
      links: [],
      author: 'A reader',
      content: 'Mends what it says.',
      score: 4,
      insertedAt: '2026-01-03T00:00:00.000Z',
    },
  ],
  quotes: [
    {
      id: 'q1',
      createdTime: '2026-01-01T00:00:00Z',
      author: 'A keeper',
      content: 'The tide is early.',
      likes: 3,
      asOf: '2026-01-02T00:00:00.000Z',
    },
  ],
};

function publication(
  articles: readonly StoredRecord[],
  facts: Partial<SiteDataOptions> = {},
  others: Readonly<Record<string, readonly StoredRecord[]>> = {},
): SiteData {
  const records: Readonly<Record<string, readonly StoredRecord[]>> = {
    articles,
    contents: [hero],
    ...others,
  };
  return createSiteData({
    version: { log: 'log', seq: 7 },
    publishedAt: '2026-02-01T00:00:00Z',
    writable: true,
    siteUrl: 'https://low.test/magazine/',
    isFolders: false,
    recordsOf: (name) => records[name],
    ...facts,
  });
}
const many = (count: number) => Array.from({ length: count }, (_, i) => article(i + 1));
const textOf = (data: SiteData, path: string) =>
  renderer
    .files(data)
    .find((file) => file.path === path)!
    .text();

describe('a page written on the server', () => {
  test('lets what has a side begin where its text does', () => {
    const content = [['ul', ['li', { 'data-task': 'done' }, 'One']], ['table', ['tbody']], ['hr']];
    const data = publication([article(1, { content })]);
    const html = renderer.render('/blog/rec1/article-1', data, SHELL)!;
    expect(html).toContain('<ul dir="auto"><li data-task="done"><bdi class="visually-hidden">');
    expect(html).toContain(' dir="auto"><table><tbody></tbody></table></div><hr>');
  });

  test('can be read without scripts: text, links and pictures are there, the sentence about scripts is not', () => {
    const html = renderer.render('/blog/rec2/article-2', publication(many(3)), SHELL)!;
    expect(html).toContain('<h1 tabindex="-1" class="article-title">Article 2</h1>');
    expect(html).toContain('<p>Text 2 <a href="/magazine/blog/rec1">in</a><br><em>out</em></p>');
    expect(html).toContain(`src="/magazine${src('boat.webp')}"`);
    expect(html).toContain('href="/magazine/blog/rec3/article-3"');
    expect(html).toContain('href="/magazine/blog/rec1/article-1"');
    expect(html).toContain('A person');
    expect(html).not.toContain('person@example.test');
    const [head, body] = html.split('<body>');
    expect(body).not.toMatch(/noscript|class="shell"|skeleton/);
    // Where scripts run, they load it.
    expect(head).toMatch(
      /<noscript><link rel="stylesheet" href="[^"]+\/print-[^"]+\.css" \/><\/noscript>/,
    );
    expect(html).toContain('<div id="root" data-version="log 7" data-search="">');
  });

  test('of an article without a title is called by the words of its address, and so is each link to it', () => {
    const blank = article(2, { title: ' ', slug: 'low-water' });
    const nameless = article(1, { title: '', slug: '' });
    const data = publication([blank, nameless, article(3)]);
    const html = renderer.render('/blog/rec2', data, SHELL)!;
    expect(html).toContain('<title>low water · Low Water</title>');
    expect(html).toContain('<meta property="og:title" content="low water" />');
    expect(html).toContain('class="article-title">low water</h1>');
    expect(html).toContain('alt="Picture for “low water”"');
    expect(html).toMatch(/neighbour-title"[^>]*>Untitled</);
    const cards = renderer.render('/blog', data, SHELL)!;
    expect(cards).toContain('href="/magazine/blog/rec2/low-water">low water</a>');
    expect(cards).toContain('href="/magazine/blog/rec1">Untitled</a>');
    expect(textOf(data, 'feed.xml')).toContain('<title>low water</title>');
  });

  test('of a product or a quote without a text gives it a name to be read and followed by', () => {
    const blank = { ...shop['quotes']![0]!, id: 'pine', content: ' ' };
    const data = publication([], {}, { products: [product('kit', '')], quotes: [blank] });
    const html = renderer.render('/catalog/kit', data, SHELL)!;
    expect(html).toContain('<title>Untitled · Low Water</title>');
    expect(html).toContain('class="product-name">Untitled</h1>');
    expect(renderer.render('/catalog', data, SHELL)).toContain('/catalog/kit">Untitled</a>');
    expect(renderer.render('/quotes', data, SHELL)).toContain('/quotes/pine">Untitled</a>');
  });

  test('of a home whose first section has no title is headed by the name of the site', () => {
    for (const title of ['', ' ']) {
      const data = publication([], {}, { contents: [{ ...hero, title }] });
      const html = renderer.render('/', data, SHELL)!;
      expect(html.match(/<h1[^>]*>(.*?)<\/h1>/)?.[1]).toBe('Low Water');
    }
  });

  test('has nothing that a strict policy stops', () => {
    const data = publication(many(30));
    for (const path of renderer.addresses(data)) {
      const html = renderer.render(path, data, SHELL)!;
      expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });

  test('is there for home, each page of the blog and each article, and for nothing else', () => {
    const data = publication(many(41));
    const addresses = renderer.addresses(data);
    expect(addresses.slice(0, 5)).toEqual([
      '/',
      '/blog',
      '/blog?page=2',
      '/blog?page=3',
      '/blog/rec41/article-41',
    ]);
    expect(addresses).toHaveLength(45);
    expect(renderer.render('/', data, SHELL)).toContain('While the tide is out');
    const second = renderer.render('/blog?page=2', data, SHELL)!;
    expect(second.match(/class="card"/g)).toHaveLength(20);
    expect(second).toContain('data-search="?page=2"');
    for (const path of ['/nowhere', '/blog/recNone', '/blog?page=4', '/?sw=0', '/blog?page=2&bc=0'])
      expect(renderer.render(path, data, SHELL), path).toBeUndefined();
  });

  test('says of itself who it is, where it is and how it looks', () => {
    const html = renderer.render('/blog/rec2/any-slug', publication(many(3)), SHELL)!;
    expect(html).toContain('<title>Article 2 · Low Water</title>');
    expect(html).toContain('<meta name="description" content="About 2" />');
    expect(html).toContain('property="og:type" content="article"');
    expect(html).toContain(
      `property="og:image" content="https://low.test/magazine${src('boat.webp')}"`,
    );
    expect(html).toContain('property="og:image:width" content="1200"');
    expect(html).toContain('rel="canonical" href="https://low.test/magazine/blog/rec2/article-2"');
  });

  test('is the same however its link was shared: what no page asks for is no part of its address', () => {
    const data = publication(many(41), {}, shop);
    for (const [shared, own] of [
      ['/blog/rec2/article-2?utm_source=a&fbclid=1', '/blog/rec2/article-2'],
      ['/?utm_source=a', '/'],
      ['/blog?page=abc', '/blog'],
      ['/blog?fbclid=1&page=2', '/blog?page=2'],
      ['/catalog/kit?ref=mail', '/catalog/kit'],
      ['/quotes?utm_source=a', '/quotes'],
    ] as const) {
      expect(renderer.canonicalOf(shared, data), shared).toBe(own);
      expect(renderer.render(shared, data, SHELL), shared).toBe(renderer.render(own, data, SHELL));
    }
  });

  test('is not written for what only one reader is shown', () => {
    const data = publication(many(41), {}, shop);
    for (const path of ['/?id=kit', '/quotes?text=A+line', '/blog/rec2?utm_source=a&idb=0']) {
      expect(renderer.render(path, data, SHELL), path).toBeUndefined();
      expect(renderer.canonicalOf(path, data), path).toBeUndefined();
    }
  });

  test('without PUBLIC_URL it leaves out what only an absolute address can say', () => {
    const html = renderer.render('/', publication(many(3), { siteUrl: undefined }), SHELL)!;
    expect(html).not.toMatch(/canonical|og:url|og:image/);
    expect(html).toContain('property="og:title"');
    expect(textOf(publication([], { siteUrl: undefined }), 'robots.txt')).not.toContain('Sitemap');
  });

  test('on a host of plain files it links to files, with the slash to which that would redirect', () => {
    const data = publication(many(41), { isFolders: true });
    const html = renderer.render('/blog?page=2', data, SHELL)!;
    expect(html).toContain('href="/magazine/blog/page/3/"');
    expect(html).toContain('href="/magazine/blog/rec20/article-20/"');
    expect(html).toContain('rel="canonical" href="https://low.test/magazine/blog/page/2/"');
    expect(html).toContain('data-search=""');
    const files = renderer.addresses(data).map((path) => renderer.filePath(path));
    expect(files.slice(0, 3)).toEqual(['index.html', 'blog/index.html', 'blog/page/2/index.html']);
    expect(files).toContain('blog/rec9/article-9/index.html');
  });

  test('[B56] no text of the base becomes markup', () => {
    const evil = `"><script>alert(1)</script>'&`;
    const records = [
      article(1, {
        title: evil,
        description: evil,
        author: evil,
        slug: evil,
        content: [
          ['p', evil, ['a', { href: 'javascript:alert(1)' }, 'x']],
          ['script', evil],
        ],
      }),
    ];
    const data = publication(records);
    for (const path of renderer.addresses(data)) {
      const html = renderer.render(path, data, SHELL)!;
      expect(html.replaceAll(/="[^"]*"/g, '')).not.toMatch(/<script/);
      expect(html).not.toContain('javascript:');
    }
    for (const { path, text } of renderer.files(data)) {
      if (path.endsWith('.xml')) expectWellFormed(text());
    }
    const { items } = JSON.parse(textOf(data, 'feed.json')) as {
      items: readonly { readonly content_html: string }[];
    };
    expect(items[0]!.content_html).toContain('alert(1)');
    expect(items[0]!.content_html).not.toMatch(/<script|javascript:/);
  });
});

describe('the shop and the wall, which a browser loads when they are first opened', () => {
  const data = (facts: Partial<SiteDataOptions> = {}) => publication(many(1), facts, shop);
  const page = (path: string, facts: Partial<SiteDataOptions> = {}) =>
    renderer.render(path, data(facts), SHELL)!;

  test('are written at their addresses, which the sitemap lists', () => {
    const addresses = [
      '/catalog',
      '/catalog/clock',
      '/catalog/kit',
      '/quotes',
      '/quotes/q1',
    ] as const;
    expect(renderer.addresses(data()).slice(3)).toEqual(addresses);
    for (const path of addresses) {
      expect(page(path), path).not.toMatch(/skeleton|class="shell"/);
      expect(textOf(data(), 'sitemap.xml')).toContain(
        `<loc>https://low.test/magazine${path}</loc>`,
      );
    }
    expect(page('/catalog')).toContain('href="/magazine/catalog/kit"');
    expect(page('/catalog/kit')).toContain('Mends what it says.');
    expect(page('/catalog/kit')).toContain('4 of 5 stars, from 1 review');
    expect(page('/catalog/clock')).toContain('Nobody has said anything yet.');
    expect(page('/quotes')).toContain('The tide is early.');
    expect(page('/quotes/q1')).toContain('Likes: 3');
    expect(renderer.filePath('/catalog/kit')).toBe('catalog/kit/index.html');
    expect(renderer.filePath('/todo')).toBe('todo/index.html');
  });

  test('show every product, also those that are too many for the first answer', () => {
    const products = Array.from({ length: 130 }, (_, n) => product(`p${n}`, `Product ${n}`));
    const from = publication(many(1), {}, { products });
    expect(renderer.render('/catalog', from, SHELL)!.match(/class="shelf-place"/g)).toHaveLength(
      130,
    );
  });

  test('show the newest of many reviews, and all others to who has no scripts', () => {
    const content = '</noscript><img src=x onerror=alert(1)>';
    const reviews = Array.from({ length: 50 }, (_, n) => ({
      ...shop['reviews']![0]!,
      id: `r${n}`,
      content,
    }));
    const html = renderer.render(
      '/catalog/kit',
      publication(many(1), {}, { ...shop, reviews }),
      SHELL,
    )!;
    const [before, rest, after] = html.split(/<\/?noscript>/).slice(-3) as [string, string, string];
    expect(before.match(/class="review"/g)).toHaveLength(20);
    expect(before).toContain('Show 20 more of 50');
    expect(rest.match(/class="review"/g)).toHaveLength(30);
    expect(after).toContain('id="write-review"');
    expect(html).not.toContain('<img src=x');
  });

  test('say of themselves what they are, and how they look', () => {
    const kit = page('/catalog/kit');
    expect(kit).toContain('<title>Darning Kit · Low Water</title>');
    expect(kit).toContain('<meta name="description" content="What Darning Kit does." />');
    expect(kit).toContain('rel="canonical" href="https://low.test/magazine/catalog/kit"');
    const picture = `property="og:image" content="https://low.test/magazine${src('kit.webp')}"`;
    expect(kit).toContain(picture);
    expect(page('/catalog')).toContain(picture);
    expect(page('/catalog')).toContain('content="In the shop: A Tide Clock, Darning Kit."');
    expect(page('/quotes/q1')).toContain('content="The tide is early. – A keeper"');
    expect(page('/catalog/clock')).not.toContain('og:image');
  });

  test('come with the style sheet that the app would load for them, and no other page does', () => {
    const styles = /<link rel="stylesheet" href="\/magazine\/assets\/shop-pages-[\w-]+\.css" \/>/;
    for (const path of ['/catalog', '/catalog/kit', '/quotes', '/quotes/q1']) {
      expect(page(path), path).toMatch(styles);
    }
    for (const path of ['/', '/blog']) expect(page(path), path).not.toMatch(styles);
  });

  test('offer reviews, likes and the editors’ page where the site takes changes, and say why where it does not', () => {
    expect(page('/catalog/kit')).toContain('Add review');
    expect(page('/quotes')).toMatch(/<button[^>]*>Like</);
    expect(page('/')).toContain('href="/magazine/admin"');
    const plain = { writable: false, isFolders: true };
    expect(page('/catalog/kit', plain)).not.toContain('Add review');
    expect(page('/catalog/kit', plain)).toContain('made of plain files');
    expect(page('/quotes', plain)).not.toMatch(/<button[^>]*>Like</);
    expect(page('/', plain)).not.toContain('/admin');
  });

  test('that are empty, or have left, are left to the app', () => {
    const empty = publication(many(1));
    for (const path of ['/catalog', '/catalog/kit', '/quotes', '/quotes/q1']) {
      expect(renderer.render(path, empty, SHELL), path).toBeUndefined();
    }
    expect(renderer.render('/catalog/none', data(), SHELL)).toBeUndefined();
    expect(renderer.render('/admin', data(), SHELL)).toBeUndefined();
  });

  test('are missing where they are not published, which is not yet so of a collection that never was', () => {
    for (const path of [
      '/blog/none',
      '/blog/none/slug',
      '/blog?page=2',
      '/catalog/none',
      '/quotes/none/',
      '/nowhere',
    ]) {
      expect(renderer.isMissing(path, data()), path).toBe(true);
    }
    const here = ['/', '/blog', '/catalog', '/admin', '/blog/rec1/any', '/catalog/kit?sw=0'];
    for (const path of here) expect(renderer.isMissing(path, data()), path).toBe(false);
    expect(renderer.isMissing('/catalog/none', publication(many(1)))).toBe(false);
    expect(renderer.isMissing('/blog/none', publication([]))).toBe(true);
  });

  test('have one address each, however it is asked for', () => {
    const from = data();
    const canonical = renderer.addresses(from);
    for (const path of canonical) expect(renderer.canonicalOf(path, from)).toBe(path);
    expect(renderer.canonicalOf('/blog?page=01', from)).toBe('/blog');
    expect(renderer.canonicalOf('/blog/rec1/any', from)).toMatch(/^\/blog\/rec1\//);
    expect(canonical).toContain(renderer.canonicalOf('/blog/rec1/any', from));
    for (const path of ['/?sw=0', '/blog?page=99', '/nowhere', '/catalog/none']) {
      expect(renderer.canonicalOf(path, from), path).toBeUndefined();
    }
  });

  test('hold no text of the base as markup, and nothing that a strict policy stops', () => {
    const evil = `"><script>alert(1)</script>'&`;
    const records = {
      products: [product('kit', evil, { description: evil })],
      reviews: [{ ...shop['reviews']![0]!, author: evil, content: evil }],
      quotes: [{ ...shop['quotes']![0]!, author: evil, content: evil }],
    };
    const from = publication(many(1), {}, records);
    for (const path of renderer.addresses(from)) {
      const html = renderer.render(path, from, SHELL)!;
      expect(html).not.toMatch(/\sstyle=|\son\w+=/i);
      expect(html.replaceAll(/="[^"]*"/g, '')).not.toMatch(/<script|<style/);
    }
  });
});

describe('feeds and sitemap', () => {
  test('the Atom feed is well-formed, and has what RFC 4287 asks of feed and entry', () => {
    const xml = textOf(publication(many(40)), 'feed.xml');
    expectWellFormed(xml);
    const [head, ...entries] = xml.split('<entry>');
    for (const name of ['id', 'title', 'updated']) expect(head).toContain(`<${name}>`);
    expect(head).toContain('<link rel="self"');
    expect(entries).toHaveLength(30);
    for (const entry of entries) {
      for (const name of ['id', 'title', 'updated', 'author', 'content']) {
        expect(entry).toMatch(new RegExp(`<${name}[ >]`));
      }
      expect(entry).toMatch(/<updated>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<\/updated>/);
      expect(entry).toMatch(/<link rel="alternate" type="text\/html" href="https:\/\/low\.test\//);
    }
    expect(new Set(xml.match(/<id>[^<]+/g)).size).toBe(31);
  });

  test('the JSON feed has what version 1.1 asks for', () => {
    const feed = JSON.parse(textOf(publication(many(3)), 'feed.json')) as {
      items: readonly Record<string, unknown>[];
    };
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'Low Water',
      home_page_url: 'https://low.test/magazine/',
      feed_url: 'https://low.test/magazine/feed.json',
    });
    expect(feed.items[0]).toMatchObject({
      id: 'https://low.test/magazine/blog/rec3',
      url: 'https://low.test/magazine/blog/rec3/article-3',
      title: 'Article 3',
      date_published: '2026-01-03T00:00:00Z',
      image: `https://low.test/magazine${src('boat.webp')}`,
      authors: [{ name: 'A person' }],
    });
    expect(feed.items[0]!['content_html']).toContain('href="https://low.test/magazine/blog/rec1"');
  });

  test('the sitemap lists every page, and robots.txt the sitemap', () => {
    const data = publication(many(3));
    const xml = textOf(data, 'sitemap.xml');
    expectWellFormed(xml);
    expect(xml.match(/<loc>https:\/\/low\.test\/magazine\//g)).toHaveLength(5);
    expect(textOf(data, 'robots.txt')).toContain('Sitemap: https://low.test/magazine/sitemap.xml');
  });

  test('an entry keeps its id whatever becomes of its title and address', () => {
    const idIn = (fields: object) => {
      const xml = textOf(publication([article(1, fields)]), 'feed.xml');
      return /<entry>\n<id>([^<]+)/.exec(xml)?.[1];
    };
    expect(idIn({})).toBe(idIn({ title: 'Another', slug: 'another', description: 'x' }));
  });

  test('an empty magazine has empty feeds', () => {
    const data = publication([]);
    expectWellFormed(textOf(data, 'feed.xml'));
    expect(textOf(data, 'feed.xml')).toContain('<updated>2026-02-01T00:00:00Z</updated>');
    expect(JSON.parse(textOf(data, 'feed.json'))).toMatchObject({ items: [] });
  });
});

/** Every tag closed in turn, every ampersand an escape: what a parser needs before it reads anything. */
function expectWellFormed(xml: string): void {
  const open: string[] = [];
  for (const [, close, name, , empty] of xml.matchAll(
    /<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (close) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name!);
  }
  expect(open).toEqual([]);
  expect(xml.match(/&(?!(?:amp|lt|gt|quot);)/g)).toBeNull();
  const withoutTags = xml.replaceAll(
    /<\?xml[^>]*\?>|<\/?[\w:]+(?:\s+[\w:]+="[^"<]*")*\s*\/?>/g,
    '',
  );
  expect(withoutTags).not.toMatch(/[<>]/);
}
