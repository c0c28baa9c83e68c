import { expect, test } from 'vitest';
import type { SiteRenderer } from '../../../src/protocol/site-renderer.ts';
import { createSitePages } from '../../../src/proxy/http/site-pages.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { createSiteData } from '../../../src/proxy/site-data.ts';

/** Pages over a renderer that draws its address and version, and counts how often it is asked. */
function start() {
  const drawn: string[] = [];
  const events: ProxyEvent[] = [];
  let seq = 1;
  const renderer: SiteRenderer = {
    basePath: '/',
    addresses: () => [],
    canonicalOf: (path) => (path.startsWith('/none') ? undefined : path.split('?')[0]),
    isMissing: (path) => path.startsWith('/none'),
    filePath: (path) => path,
    render(path, { version }, shell) {
      drawn.push(path);
      if (path === '/broken') throw new Error('no such word');
      return path.startsWith('/none') ? undefined : `${shell} ${path} ${version.seq}`;
    },
    files: ({ version }) => [
      {
        path: 'feed.xml',
        text() {
          drawn.push('/feed.xml');
          return `<feed>${version.seq}</feed>`;
        },
      },
    ],
  };
  const data = () =>
    seq === 0
      ? undefined
      : createSiteData({
          version: { log: 'a', seq },
          publishedAt: '',
          writable: false,
          siteUrl: undefined,
          isFolders: false,
          recordsOf: () => [],
        });
  const report = (event: ProxyEvent) => void events.push(event);
  const pages = createSitePages({ renderer, shell: 'shell', data, report });
  const text = async (path: string) => {
    const page = await pages.page(path, []);
    return page && new TextDecoder().decode(page.bytes);
  };
  return { pages, text, drawn, events, publish: (next: number) => (seq = next) };
}

test('a page is drawn when it is first asked for, once a publication', async () => {
  const { text, drawn, publish } = start();
  expect(await text('/a')).toBe('shell /a 1');
  expect(await text('/a')).toBe('shell /a 1');
  expect(drawn).toEqual(['/a']);
  publish(2);
  expect(await text('/a')).toBe('shell /a 2');
  expect(drawn).toEqual(['/a', '/a']);
});

test('a page that cannot be drawn is reported once, and its reader gets the page without content', async () => {
  const { text, events, drawn } = start();
  expect(await text('/broken')).toBeUndefined();
  expect(await text('/broken')).toBeUndefined();
  expect(drawn).toHaveLength(1);
  expect(events).toMatchObject([{ type: 'failed', what: 'drawing /broken' }]);
});

test('addresses that anybody invents fill no memory, and push no page out', async () => {
  const { text, drawn } = start();
  await text('/kept');
  for (let n = 0; n < 2_000; n++) await text(`/none-${n}`);
  for (let n = 0; n < 2_000; n++) {
    expect(await text(`/other?page=${n}`)).toBe('shell /other 1');
  }
  await text('/kept');
  expect(drawn).toEqual(['/kept', '/other']);
});

test('before the first publication there is nothing but the page without content', async () => {
  const { text, pages, publish } = start();
  publish(0);
  expect(await text('/a')).toBeUndefined();
  expect(await pages.file('/feed.xml', [])).toBeUndefined();
});

test('feeds are typed, and compressed for whoever takes that', async () => {
  const { pages } = start();
  const plain = await pages.file('/feed.xml', []);
  expect(plain).toMatchObject({ type: 'application/xml; charset=utf-8', encoding: 'identity' });
  const packed = await pages.file('/feed.xml', ['br', 'gzip']);
  expect(packed!.encoding).toBe('br');
  expect(packed!.etag).not.toBe(plain!.etag);
  expect(await pages.file('/nothing.xml', [])).toBeUndefined();
});

test('a file that is none of them draws none of them', async () => {
  const { pages, drawn } = start();
  for (const path of ['/sw.js', '/favicon.ico', '/wp-login.php']) {
    expect(await pages.file(path, [])).toBeUndefined();
  }
  expect(drawn).toEqual([]);
  await pages.file('/feed.xml', []);
  await pages.file('/feed.xml', ['br']);
  expect(drawn).toEqual(['/feed.xml']);
});
