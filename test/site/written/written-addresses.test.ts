import { describe, expect, test } from 'vitest';
import { createWrittenAddresses, filePathOf } from '../../../src/site/written/written-addresses.ts';

const { href, absolute } = createWrittenAddresses('/magazine/', {
  isFolders: true,
  siteUrl: 'https://harbour.test/magazine/',
});

describe('addresses on a host of plain files', () => {
  test.each([
    ['/', '/magazine/'],
    ['/blog/recA/ropes#knots', '/magazine/blog/recA/ropes/#knots'],
    ['/search?q=tide', '/magazine/search/?q=tide'],
    ['/?id=recA', '/magazine/?id=recA'],
    ['/quotes?title=a%20b#c', '/magazine/quotes/?title=a%20b#c'],
    ['/catalog?page=2', '/magazine/catalog/?page=2'],
    ['/feed.xml', '/magazine/feed.xml'],
  ])('end with a slash and keep their query: %s', (path, written) => {
    expect(href(path)).toBe(written);
    expect(absolute(path)).toBe(`https://harbour.test${written}`);
  });

  test.each([
    ['/blog?page=1', '/magazine/blog/'],
    ['/blog?page=2', '/magazine/blog/page/2/'],
    ['/blog?page=2&from=mail#end', '/magazine/blog/page/2/?from=mail#end'],
    ['/blog/page/3', '/magazine/blog/page/3/'],
    ['/blog?from=mail', '/magazine/blog/?from=mail'],
  ])('name a page of the blog by its folder: %s', (path, written) => {
    expect(href(path)).toBe(written);
  });

  test('lead to files that are named without a query', () => {
    expect(filePathOf('/blog?page=2')).toBe('blog/page/2/index.html');
    expect(filePathOf('/search?q=tide#x')).toBe('search/index.html');
    expect(filePathOf('/blog/rec%20A/%')).toBe('blog/rec A/%/index.html');
  });
});
