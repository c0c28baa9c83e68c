import { expect, test } from 'vitest';
import type { SiteRenderer } from '../../../src/protocol/site-renderer.ts';
import type { SiteFiles } from '../../../src/proxy/http/site-files.ts';
import { createSitePages } from '../../../src/proxy/http/site-pages.ts';
import { siteRoutes } from '../../../src/proxy/http/site-routes.ts';
import { createSiteData } from '../../../src/proxy/site-data.ts';

const SHELL = new TextEncoder().encode('the shell');

/** A site with a page at `/things/here` and nothing at the others. */
function start({ isPublished = true } = {}) {
  const files: SiteFiles = {
    read: (path) =>
      Promise.resolve(
        path === '/index.html'
          ? { type: 'text/html; charset=utf-8', etag: '"s"', encoding: 'identity', bytes: SHELL }
          : undefined,
      ),
  };
  const renderer: SiteRenderer = {
    basePath: '/',
    addresses: () => [],
    filePath: (path) => path,
    canonicalOf: (path) => path,
    isMissing: (path) => !path.startsWith('/things/here'),
    render: (path) => (path === '/things/here' ? 'the page' : undefined),
    files: () => [],
  };
  const newest = createSiteData({
    version: { log: 'a', seq: 1 },
    publishedAt: '',
    writable: false,
    siteUrl: undefined,
    isFolders: false,
    recordsOf: () => [],
  });
  const data = () => (isPublished ? newest : undefined);
  const pages = createSitePages({ renderer, shell: '', data, report: () => undefined });
  const app = siteRoutes(files, ['/things/:id'], pages);
  return async (path: string, headers = {}) => {
    const answer = await app.request(path, { headers: { accept: 'text/html', ...headers } });
    return [answer.status, await answer.text(), answer.headers.get('cache-control')] as const;
  };
}

test('a record that is not published has status 404 and the site all the same, which may know it', async () => {
  const ask = start();
  expect(await ask('/things/here')).toEqual([200, 'the page', 'no-cache']);
  expect(await ask('/things/gone')).toEqual([404, 'the shell', 'no-store']);
  expect(await ask('/things/gone', { 'if-none-match': '"s"' })).toEqual([
    404,
    'the shell',
    'no-store',
  ]);
});

test('a tab’s own query, and a site that has published nothing yet, are no 404', async () => {
  expect(await start()('/things/here?sw=0')).toEqual([200, 'the shell', 'no-cache']);
  expect(await start({ isPublished: false })('/things/gone')).toEqual([
    200,
    'the shell',
    'no-cache',
  ]);
});
