import { describe, expect, test } from 'vitest';
import { cacheNamesFor, cachesToDelete } from '../../sw/cache-names.ts';

const names = cacheNamesFor('/');
const shells = ['a', 'b', 'c', 'd', 'e'].map(names.shell);
const base = new URL('https://reader.test/mag/');
const open = (count: number) => Array.from({ length: count }, (_, n) => `${base.href}blog/${n}`);
const others = ['offprint:/mag/:shell:a', 'workbox-precache-v2', 'mine'];

describe('the caches that go when a build becomes active', () => {
  test('[S3][fault S1] are the shells before the two previous ones', () => {
    const existing = [...shells, names.media, names.content];
    expect(cachesToDelete(names, { existing, build: 'e', base, openPages: open(1) })).toEqual(
      ['a', 'b'].map(names.shell),
    );
  });

  test('[S3][fault S2] are none while several pages are open, for each may be of any build', () => {
    expect(
      cachesToDelete(names, { existing: shells, build: 'e', base, openPages: open(2) }),
    ).toEqual([]);
  });

  test('are counted by the pages of this site, not by those that share its origin', () => {
    const others = ['https://reader.test/other/', 'https://reader.test/'];
    const found = { existing: shells, build: 'e', base, openPages: [...others, ...open(1)] };
    expect(cachesToDelete(names, found)).toEqual(['a', 'b'].map(names.shell));
  });

  test('[fault D11] are never those of another site', () => {
    const existing = [...others, ...shells];
    const gone = cachesToDelete(names, { existing, build: 'e', base, openPages: [] });
    expect(gone.filter((name) => others.includes(name))).toEqual([]);
  });

  test('are those of this site that nothing expects any more', () => {
    const existing = ['offprint:/:pictures-of-an-older-layout', ...shells.slice(-1)];
    expect(cachesToDelete(names, { existing, build: 'e', base, openPages: [] })).toEqual([
      existing[0],
    ]);
  });

  test('are counted without the build itself, wherever it stands among them', () => {
    const existing = [names.shell('e'), ...shells.slice(0, 4)];
    expect(cachesToDelete(names, { existing, build: 'e', base, openPages: [] })).toEqual(
      ['a', 'b'].map(names.shell),
    );
  });
});
