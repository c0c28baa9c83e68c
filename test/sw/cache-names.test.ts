import { describe, expect, test } from 'vitest';
import { cacheNamesFor, cachesToDelete } from '../../sw/cache-names.ts';

const names = cacheNamesFor('/');
const shells = ['a', 'b', 'c', 'd', 'e'].map(names.shell);
const others = ['offprint:/mag/:shell:a', 'workbox-precache-v2', 'mine'];

describe('the caches that go when a build becomes active', () => {
  test('[S3][fault S1] are the shells before the two previous ones', () => {
    const existing = [...shells, names.media, names.content];
    expect(cachesToDelete(names, { existing, build: 'e', openPages: 1 })).toEqual(
      ['a', 'b'].map(names.shell),
    );
  });

  test('[S3][fault S2] are none while several pages are open, for each may be of any build', () => {
    expect(cachesToDelete(names, { existing: shells, build: 'e', openPages: 2 })).toEqual([]);
  });

  test('[fault D11] are never those of another site', () => {
    const existing = [...others, ...shells];
    const gone = cachesToDelete(names, { existing, build: 'e', openPages: 0 });
    expect(gone.filter((name) => others.includes(name))).toEqual([]);
  });

  test('are those of this site that nothing expects any more', () => {
    const existing = ['offprint:/:pictures-of-an-older-layout', ...shells.slice(-1)];
    expect(cachesToDelete(names, { existing, build: 'e', openPages: 0 })).toEqual([existing[0]]);
  });

  test('are counted without the build itself, wherever it stands among them', () => {
    const existing = [names.shell('e'), ...shells.slice(0, 4)];
    expect(cachesToDelete(names, { existing, build: 'e', openPages: 0 })).toEqual(
      ['a', 'b'].map(names.shell),
    );
  });
});
