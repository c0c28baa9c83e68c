import { describe, expect, test } from 'vitest';
import { routeFor, type Asked, type Route } from '../../sw/ladder.ts';

const site = {
  base: new URL('https://example.org/mag/'),
  shellFiles: new Set(['/mag/shell.html', '/mag/assets/index-a1.js', '/mag/assets/shared-b2.js']),
  routes: ['/', '/blog', '/blog/:id', '/blog/:id/:slug', '/catalog/:id'],
};

function route(path: string, asked: Partial<Omit<Asked, 'url'>> = {}): Route {
  const url = new URL(path, site.base);
  return routeFor({ method: 'GET', url, isNavigation: false, acceptsStale: false, ...asked }, site);
}

describe('the ladder of a service worker', () => {
  test.each([
    ['v1/manifest.json', 'network'],
    ['v1/o/abc.json', 'network'],
    ['v1/live/posts.json', 'network'],
    ['v1/status', 'network'],
    ['healthz', 'network'],
  ] as const)('[S1][fault S8] leaves %s to the network', (path, expected) => {
    expect(route(path)).toBe(expected);
  });

  test('[S1][fault S8] gives last-known content only to who accepts it', () => {
    expect(route('v1/manifest.json', { acceptsStale: true })).toBe('last-known');
    expect(route('v1/o/abc.json', { acceptsStale: true })).toBe('last-known');
  });

  test.each([
    ['v1/media/abc/boat.jpg', 'media'],
    ['assets/index-a1.js', 'shell-file'],
    ['assets/shared-b2.js?build=x&try=0', 'shell-file'],
    ['assets/index-of-an-older-build.js', 'older-asset'],
    ['robots.txt', 'network'],
    ['sw.js', 'network'],
  ] as const)('answers %s as %s', (path, expected) => {
    expect(route(path)).toBe(expected);
  });

  test.each(['', 'blog', 'blog/', 'blog/recA', 'blog/recA/a-title', 'catalog/1?from=home'])(
    '[B48] answers a visit to "%s" with the page',
    (path) => {
      expect(route(path, { isNavigation: true })).toBe('page');
    },
  );

  test.each(['no/such/page', 'sub/', 'sub/blog', 'catalog', 'catalog/', 'blog/a/b/c', 'blog//a'])(
    '[S11][fault D11] looks in the network for what may be at "%s"',
    (path) => {
      expect(route(path, { isNavigation: true })).toBe('elsewhere');
    },
  );

  test.each(['feed.xml', 'feed.json', 'sitemap.xml', 'robots.txt'])(
    'answers a visit to "%s" with the file, which only the network has',
    (path) => {
      expect(route(path, { isNavigation: true })).toBe('file');
    },
  );

  test.each(['v1/status', 'v1/manifest.json', 'healthz', '?sw=0', 'blog?sw=0'])(
    'leaves a visit to "%s" to the network',
    (path) => {
      expect(route(path, { isNavigation: true })).toBe('network');
    },
  );

  test.each(['POST', 'PUT', 'HEAD'])('never touches a %s', (method) => {
    expect(route('v1/mutations', { method })).toBe('network');
    expect(route('v1/media/abc/boat.jpg', { method })).toBe('network');
  });

  test('[fault D11] leaves other origins, and other sites of this one, alone', () => {
    expect(route('https://elsewhere.org/mag/assets/index-a1.js')).toBe('network');
    expect(route('/other/v1/media/abc/boat.jpg')).toBe('network');
    expect(route('/', { isNavigation: true })).toBe('network');
  });
});
