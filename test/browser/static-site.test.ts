import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sampleBase } from '../../src/emulator/sample/base.ts';
import { startEmulator, type RunningEmulator } from '../../src/emulator/server.ts';
import { badge, createReaders, isConfirmed, isInstalled, isOffline } from './world/readers.ts';
import { startStaticHost, type StaticHost } from './world/static-host.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const base = sampleBase;
const newest = base.tables
  .find(({ name }) => name === 'articles')!
  .records.toSorted((a, b) =>
    String(b.fields['published_at']).localeCompare(String(a.fields['published_at'])),
  )[0]!;
const first = (table: string) => base.tables.find(({ name }) => name === table)!.records[0]!;
const [product, quote] = [first('products'), first('quotes')];
const productPath = `catalog/${product.id}/`;
const articlePath = `blog/${newest.id}/${String(newest.fields['slug'])}/`;

describe.each(['/', '/sub/path/'])('a site published below %s on a host of plain files', (path) => {
  const readers = createReaders();
  let folder: string;
  let airtable: RunningEmulator;
  let host: StaticHost;
  const out = () => join(folder, 'site');

  /**
   * `npm run publish`, as a cron job runs it: on a machine with a data folder, or on one that keeps nothing, for which what
   * is kept lies in the folder it writes to.
   */
  async function publish(): Promise<void> {
    const env = {
      ...process.env,
      AIRTABLE_TOKEN: base.tokens[0]!,
      AIRTABLE_BASE_ID: base.id,
      AIRTABLE_API_URL: airtable.url,
      AIRTABLE_PLAN: 'business',
      PUBLIC_URL: 'https://low.test',
      DATA_DIR: path === '/' ? join(folder, 'data') : await mkdtemp(join(folder, 'data-')),
    };
    const args = ['src/proxy/publish-site.ts', '--out', out(), '--base', path];
    await promisify(execFile)(join(ROOT, 'node_modules/.bin/node'), args, { cwd: ROOT, env });
  }

  async function edit(title: string): Promise<void> {
    const url = `${airtable.url}/_emulator/grid/articles/${newest.id}`;
    const answer = await fetch(url, {
      method: 'PATCH',
      body: JSON.stringify({ fields: { title } }),
    });
    expect(answer.ok).toBe(true);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offprint-static-'));
    airtable = await startEmulator({ base, port: 0, dataDir: join(folder, 'airtable') });
    await publish();
    host = await startStaticHost(out(), path);
  });
  afterEach(() => readers.leave());
  afterAll(async () => {
    await readers.close();
    await host?.close();
    await airtable?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (place: string) => host.url + path + place;

  test('can be read without scripts: home, blog, its pages and articles, shop, products and quotes', async () => {
    for (const [place, text] of [
      ['', 'Read the blog'],
      ['blog/', String(newest.fields['title'])],
      ['blog/page/2/', 'Page 2 of 2'],
      [articlePath, 'When a journal came off the press'],
      ['catalog/', String(product.fields['name'])],
      [productPath, String(product.fields['description'])],
      ['quotes/', String(quote.fields['content'])],
      [`quotes/${quote.id}/`, String(quote.fields['content'])],
    ] as const) {
      const answer = await fetch(at(place));
      const html = await answer.text();
      expect([place, answer.status]).toEqual([place, 200]);
      expect(html).toContain(text);
      expect(html).not.toMatch(/localhost|127\.0\.0\.1/);
      for (const [, link] of html.matchAll(/(?:href|src)="(\/[^"#]*)"/g)) {
        expect(link!.startsWith(path), link).toBe(true);
        expect((await fetch(host.url + link!)).status, link).toBe(200);
      }
    }
    expect((await fetch(at('feed.xml'))).status).toBe(200);
    const sitemap = await (await fetch(at('sitemap.xml'))).text();
    for (const place of [articlePath, 'catalog/', productPath, 'quotes/']) {
      expect(sitemap).toContain(`<loc>https://low.test${path}${place}</loc>`);
    }
  });

  const places = ['', 'blog/', 'blog/page/2/', articlePath, 'catalog/', productPath, 'quotes/'];
  for (const place of places) {
    test(`the app takes over /${place} without a flash: the same words, and nothing moves`, async () => {
      // An origin of its own, and so a first visit: a service worker would answer with the shell.
      const other = await startStaticHost(out(), path);
      onTestFinished(() => other.close());
      const page = await readers.open('about:blank');
      await page.native.addInitScript(WATCH);
      await page.goto(other.url + path + place);
      await page.waitFor(`!document.querySelector('#root[data-version]') && ${isConfirmed}`);
      const seen = await page.evaluate<{ texts: string[]; shift: number }>(`seen`);
      expect(seen.texts).toHaveLength(1);
      expect(seen.texts[0]!.length).toBeGreaterThan(200);
      expect(seen.shift).toBeLessThanOrEqual(0.001);
      expect(page.errors).toEqual([]);
      const canonical = `document.querySelector('link[rel=canonical]')?.href`;
      expect(await page.evaluate(canonical)).toBe(`https://low.test${path}${place}`);
      await page.click('header nav li a');
      await page.waitFor(`!${canonical}`);
    });
  }

  test('offers nothing that it cannot do, says why, and shows shop and quotes all the same', async () => {
    const page = await readers.open(at('quotes/'));
    const isTaken = `!document.querySelector('#root[data-version]') && ${isConfirmed}`;
    await page.waitFor(isTaken);
    const count = (selector: string) =>
      page.evaluate<number>(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
    const readOnly = `document.querySelector('main .read-only')?.textContent.includes('made of plain files')`;
    expect(await count('main .like-count')).toBeGreaterThan(3);
    expect(await count('main :is(button, form), a[href*="admin"]')).toBe(0);
    expect(await page.evaluate(readOnly)).toBe(true);

    await page.click('header nav li:nth-child(3) a');
    await page.waitFor(`document.querySelectorAll('main .shelf-place').length > 3`);
    expect(await page.evaluate(`location.pathname`)).toBe(`${path}catalog`);
    await page.click(`main .shelf a[href*="${product.id}"]`);
    await page.waitFor(`document.querySelectorAll('main .review').length > 1`);
    expect(await count('main :is(button, form)')).toBe(0);
    expect(await page.evaluate(readOnly)).toBe(true);
    await page.reload();
    await page.waitFor(`document.querySelectorAll('main .review').length > 1 && ${readOnly}`);

    const editors = await readers.open(at('admin/'));
    await editors.waitFor(readOnly);
    expect(await editors.evaluate(`document.querySelectorAll('main input').length`)).toBe(0);
    const status = await readers.open(at('status/'));
    await status.waitFor(
      `document.querySelector('main').innerText.includes('made of plain files')`,
    );
    for (const one of [page, editors]) expect(one.errors).toEqual([]);
  });

  test('says on its status page that there is no server, and why nothing can be sent', async () => {
    host.missing.length = 0;
    const page = await readers.openFresh(at(''));
    await page.waitFor(isInstalled);
    await page.click('footer a[href$="/status"]');
    const says = (text: string) =>
      `document.querySelector('main').innerText.includes(${JSON.stringify(text)})`;
    await page.waitFor(says('There is none: the site is made of plain files.'));
    await page.waitFor(says('there is no server behind it that could take likes'));
    // Nor does any of it cost the host an error.
    expect(host.missing).toEqual([]);
    await page.waitFor(`/All \\d+ are kept/.test(document.body.innerText)`, { timeoutMs: 30_000 });
  });

  test('open tabs follow the next publication without a reload, and read on without a network', async () => {
    const blog = await readers.open(at('blog/'));
    const article = await readers.open(at(articlePath));
    for (const page of [blog, article]) await page.waitFor(isConfirmed);
    for (const page of [blog, article]) await page.evaluate(`globalThis.isSameDocument = true`);
    // All of the shell is fetched and checked first, beside whatever else the machine does.
    await article.waitFor(isInstalled, { timeoutMs: 30_000 });
    const title = `Published below ${path}`;
    await edit(title);
    await publish();
    await blog.waitFor(`document.querySelector('main .card h2')?.textContent === '${title}'`, {
      timeoutMs: 30_000,
    });
    await article.waitFor(`document.querySelector('main h1')?.textContent === '${title}'`);
    for (const page of [blog, article]) expect(await page.evaluate(`isSameDocument`)).toBe(true);
    expect(await readFile(join(out(), articlePath, 'index.html'), 'utf8')).toContain(title);

    await host.close();
    await article.reload();
    await article.waitFor(
      `${isOffline} && document.querySelector('main h1')?.textContent === '${title}'`,
    );
    await article.click('header nav li a');
    await article.waitFor(`!!document.querySelector('main .hero-title')`);
    host = await startStaticHost(out(), path);
  });

  test('[promise P8] says how old the copy is by the last check, and that it is new after one that found nothing', async () => {
    const file = join(out(), 'v1/manifest.json');
    const checkedAt = new Date(Date.now() - 12 * 60_000 - 5000).toISOString();
    const manifest = JSON.parse(await readFile(file, 'utf8')) as { readonly seq: number };
    await writeFile(file, JSON.stringify({ ...manifest, publishedAt: checkedAt, checkedAt }));
    const page = await readers.open(at('blog/'));
    await page.waitFor(`${badge} === 'As of 12 minutes ago'`);
    await page.evaluate(`globalThis.isSameDocument = true`);
    await publish();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ seq: manifest.seq });
    await page.waitFor(`isSameDocument && ${badge} === 'Up to date'`, { timeoutMs: 20_000 });
  });

  test('an address that has no file is still a page: of the blog as the app spells it, or none', async () => {
    const second = await readers.open(at('blog?page=2'));
    await second.waitFor(`document.querySelector('.pager-where')?.textContent === 'Page 2 of 2'`);
    const none = await readers.open(at('nowhere'));
    await none.waitFor(`document.querySelector('main h1')?.textContent === 'Not Found'`);
  });
});

/** Notes each different text of the page's content while it loads, and the sum of all that moves. */
const WATCH = `
  globalThis.seen = { texts: [], shift: 0 };
  const look = () => {
    const main = document.querySelector('#root main');
    // The tools for readers come later, into a place that is kept for them.
    const tools = main?.querySelector('.reading-bar')?.innerText ?? '';
    const text = main?.innerText.replace(tools, '').replaceAll(/\\s+/g, ' ').trim();
    if (document.readyState !== 'loading' && text !== undefined && text !== seen.texts.at(-1)) seen.texts.push(text);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
`;
