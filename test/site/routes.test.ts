import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  articlePath,
  blogPath,
  matchRoute,
  movedTo,
  pageNumberOf,
  productPath,
  quotePath,
} from '../../src/site/routes.ts';
import { SITE_ROUTES } from '../../src/site/site-routes.ts';

it('[B55] finds an article by its id alone, whatever the slug says', () => {
  const article = { page: 'article', id: 'recA1' };
  expect(matchRoute('/blog/recA1/what-it-is-about')).toEqual(article);
  expect(matchRoute('/blog/recA1/something-else')).toEqual(article);
  expect(matchRoute('/blog/recA1')).toEqual(article);
});

it('[B58] accepts a trailing slash', () => {
  expect(matchRoute('/')).toEqual({ page: 'home' });
  expect(matchRoute('')).toEqual({ page: 'home' });
  expect(matchRoute('/index.html')).toEqual({ page: 'home' });
  expect(matchRoute('/blog/')).toEqual({ page: 'blog' });
  expect(matchRoute('/blog/recA1/')).toEqual({ page: 'article', id: 'recA1' });
  expect(matchRoute('/blog/recA1/slug/')).toEqual({ page: 'article', id: 'recA1' });
});

it('[B58] answers Not Found for every other address', () => {
  for (const path of ['/nope', '/Blog', '/blog/a/b/c', '/blogs', '/blog//', '/blog//slug']) {
    expect(matchRoute(path), path).toEqual({ page: 'not-found' });
  }
});

it('[B99][B102] knows the shop, the quotes and the editors’ page, each thing by its id', () => {
  expect(matchRoute('/catalog/')).toEqual({ page: 'catalog' });
  expect(matchRoute('/quotes')).toEqual({ page: 'quotes' });
  expect(matchRoute('/admin')).toEqual({ page: 'admin' });
  for (const id of ['recA1', 'a/b', 'ä?#']) {
    expect(matchRoute(productPath(id))).toEqual({ page: 'product', id });
    expect(matchRoute(quotePath(id))).toEqual({ page: 'quote', id });
  }
  for (const path of ['/admin/x', '/catalog/a/b', '/quotes//', '/catalog//']) {
    expect(matchRoute(path), path).toEqual({ page: 'not-found' });
  }
});

it('[B99] takes the older address of a product to its page', () => {
  expect(movedTo('/', '?id=recA1')).toBe('/catalog/recA1');
  expect(movedTo('/', '?id=a%2Fb&sw=0')).toBe('/catalog/a%2Fb');
  for (const [path, search] of [
    ['/', ''],
    ['/', '?id='],
    ['/blog', '?id=recA1'],
  ] as const) {
    expect(movedTo(path, search), path + search).toBeUndefined();
  }
});

it('[B110] knows the to-dos by filter, takes an unknown one for all, and follows the older addresses', () => {
  expect(matchRoute('/todo')).toEqual({ page: 'todo', filter: 'all' });
  expect(matchRoute('/todo/active/')).toEqual({ page: 'todo', filter: 'active' });
  expect(matchRoute('/todo/completed')).toEqual({ page: 'todo', filter: 'completed' });
  expect(matchRoute('/todo/whatever')).toEqual({ page: 'todo', filter: 'all' });
  expect(matchRoute('/todo/active/more')).toEqual({ page: 'not-found' });
  expect(movedTo('/active', '')).toBe('/todo/active');
  expect(movedTo('/completed/', '')).toBe('/todo/completed');
});

it('[B58] the server is told of every page, and of no other', () => {
  const pages = SITE_ROUTES.map((route) => {
    const path = route.replaceAll(':', 'some-');
    return matchRoute(movedTo(path, '') ?? path).page;
  });
  expect(pages).not.toContain('not-found');
  const all = [
    'home',
    'blog',
    'article',
    'catalog',
    'product',
    'quotes',
    'quote',
    'admin',
    'dashboard',
    'search',
    'todo',
    'status',
  ];
  expect([...new Set(pages)]).toEqual(all);
});

it('[B58] takes a broken escape for what was typed', () => {
  expect(matchRoute('/blog/%E0%A4%A')).toEqual({ page: 'article', id: '%E0%A4%A' });
  expect(matchRoute('/%')).toEqual({ page: 'not-found' });
});

it('[B55] gives every article an address that leads back to it', () => {
  const id = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
  const slug = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(id, slug, (someId, someSlug) => {
      const path = articlePath({ id: someId, slug: someSlug });
      expect(matchRoute(path)).toEqual({ page: 'article', id: someId });
    }),
  );
});

it('[B55] puts no slug into an address that would lead elsewhere', () => {
  for (const slug of ['.', '..']) {
    const path = articlePath({ id: 'recA', slug });
    expect(new URL(path, 'http://site').pathname).toBe('/blog/recA');
  }
  expect(articlePath({ id: 'recA', slug: '..a' })).toBe('/blog/recA/..a');
});

it('[B53] gives every page of the blog an address of its own, and the first one no number', () => {
  expect(blogPath(1)).toBe('/blog');
  expect(blogPath(2)).toBe('/blog?page=2');
  expect(pageNumberOf('?page=2')).toBe(2);
  expect(pageNumberOf('?shared=0&page=500')).toBe(500);
});

it('[B53] takes what is no page number for the first page', () => {
  for (const search of [
    '',
    '?page=',
    '?page=0',
    '?page=-1',
    '?page=1.5',
    '?page=1e3',
    '?page=two',
  ]) {
    expect(pageNumberOf(search), search).toBe(1);
  }
});
