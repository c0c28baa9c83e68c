import { expect, it } from 'vitest';
import { createAddresses } from '../../src/site/addresses.ts';

it('[B58] puts the site’s paths below its base, and finds them again', () => {
  const { href, pathOf } = createAddresses('/magazine/', '');
  expect(href('/')).toBe('/magazine/');
  expect(href('/blog?page=2#end')).toBe('/magazine/blog?page=2#end');
  expect(pathOf('/magazine/')).toBe('/');
  expect(pathOf('/magazine')).toBe('/');
  expect(pathOf('/magazine/blog/recA1')).toBe('/blog/recA1');
});

it('keeps a question mark within a query, as in a question to the search', () => {
  const { href } = createAddresses('/', '');
  expect(href('/search?q=why?not#top')).toBe('/search?q=why%3Fnot#top');
});

it('[B58] leaves addresses outside the base to the browser', () => {
  const { pathOf } = createAddresses('/magazine/', '');
  expect(pathOf('/')).toBeUndefined();
  expect(pathOf('/other/')).toBeUndefined();
  expect(pathOf('/magazines/blog')).toBeUndefined();
});

it('[B43] keeps the flags of this tab on every internal link', () => {
  const { href } = createAddresses('/', 'shared=0&idb=0');
  expect(href('/')).toBe('/?shared=0&idb=0');
  expect(href('/blog?page=2')).toBe('/blog?page=2&shared=0&idb=0');
  expect(href('/blog?shared=0#top')).toBe('/blog?shared=0&idb=0#top');
});

it('[B56] makes no address of another host out of a path', () => {
  const { href } = createAddresses('/', '');
  expect(href('//evil.example/x')).toBe('/evil.example/x');
});
