import { expect, test } from 'vitest';
import type { SiteRenderer } from '../../../src/protocol/site-renderer.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { drawSite } from '../../../src/proxy/static/draw-site.ts';
import type { WholePublication } from '../../../src/proxy/static/publication-files.ts';

test('a page that cannot be drawn, or has no name that every host takes, is told of; the others are written, without content where they have none', () => {
  const events: ProxyEvent[] = [];
  const renderer: SiteRenderer = {
    basePath: '/',
    addresses: () => ['/', '/a/B', '/a/b', '/a/..', '/con', '/broken', '/gone'],
    canonicalOf: (path) => path,
    isMissing: (path) => path.startsWith('/none'),
    filePath: (path) =>
      path === '/old' ? 'oldindex.html' : `${path.slice(1)}/index.html`.replace(/^\//, ''),
    render(path) {
      if (path === '/broken') throw new Error('no such word');
      return path === '/gone' ? undefined : `page ${path}`;
    },
    files: () => [{ path: 'feed.xml', text: () => 'feed' }],
  };
  const publication = {
    manifest: { log: 'a', seq: 1, publishedAt: '' },
    recordsByCollection: new Map(),
  } as unknown as WholePublication;
  const report = (event: ProxyEvent) => void events.push(event);
  const routes = ['/', '/own', '/old', '/things/:id'];
  const drawing = { renderer, shell: 'shell', publication, routes, siteUrl: undefined, report };
  const files = drawSite(drawing);
  expect([...files]).toEqual([
    ['feed.xml', 'feed'],
    ['index.html', 'page /'],
    ['a/B/index.html', 'page /a/B'],
    ['own/index.html', 'shell'],
  ]);
  expect(events.map((event) => event.type)).toEqual(['warned', 'warned', 'warned', 'failed']);
});
