import { expect, test } from 'vitest';
import { siteUrlOf } from '../../src/proxy/site-url.ts';

test.each([
  ['https://host.test', '/', 'https://host.test/'],
  ['https://host.test/', '/magazine/', 'https://host.test/magazine/'],
  ['https://host.test/magazine', '/magazine/', 'https://host.test/magazine/'],
  ['https://magazine', '/magazine/', 'https://magazine/magazine/'],
])('PUBLIC_URL %s and the base path %s are one address', (publicUrl, basePath, siteUrl) => {
  expect(siteUrlOf(publicUrl, basePath)).toBe(siteUrl);
});

test('a site that nobody gave an address has none', () => {
  expect(siteUrlOf(undefined, '/magazine/')).toBeUndefined();
});
