import { expect, test } from 'vitest';
import { mediaPath } from '../../../src/protocol/paths.ts';
import { findCaseClash, isSafePath } from '../../../src/proxy/static/safe-path.ts';

test('a path is safe where every host reads it as the same file', () => {
  for (const path of [
    'index.html',
    'blog/rec1/salt-from-a-litre/index.html',
    'blog/rec1/año/x.html',
  ])
    expect(isSafePath(path), path).toBe(true);
  for (const path of [
    '',
    '../up',
    'blog//x',
    '.hidden',
    'blog/..',
    'a/con',
    'a/aux.png',
    'a/b?c',
    'a/b#c',
    'a/b:c',
    'a/b%2fc',
    'a\\b',
    'a/b.',
    'a/b ',
    'a/\u0000',
    `a/${'x'.repeat(121)}`,
  ])
    expect(isSafePath(path), path).toBe(false);
});

test('two names that differ only in case are found, since some hosts ignore it', () => {
  expect(findCaseClash(['a/B.json', 'a/b.json.br', 'A/b.json'])).toEqual(['a/B.json', 'A/b.json']);
  expect(findCaseClash(['a/B.json', 'a/b', 'a/B.json'])).toBeUndefined();
});

test('[B49] an attachment’s address is a name that every host can keep', () => {
  const hash = 'h'.repeat(43);
  for (const [name, spelled] of [
    ['Boat.WEBP', 'boat.webp'],
    ['../../etc/passwd', 'etc-passwd'],
    ['Ärger & Öl (2).png', 'arger-ol-2-.png'],
    ['….…', 'file'],
    ['', 'file'],
    ['a%2fb?c#d.jpg', 'a-2fb-c-d.jpg'],
  ] as const) {
    const path = mediaPath(hash, name);
    expect(path).toBe(`v1/media/${hash}/${spelled}`);
    expect(isSafePath(path)).toBe(true);
    expect(encodeURI(path)).toBe(path);
  }
});
