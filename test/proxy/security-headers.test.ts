import { expect, test } from 'vitest';
import {
  DOCUMENT_HEADERS,
  IMMUTABLE,
  MEDIA_HEADERS,
  REVALIDATE,
  toHeadersFile,
} from '../../src/proxy/security-headers.ts';

/** What every rule of the file that applies to this path says, by header. */
function saidOf(path: string, file: string): Readonly<Record<string, readonly string[]>> {
  const said: Record<string, string[]> = {};
  for (const rule of file.split('\n\n')) {
    const [pattern, ...lines] = rule.trimEnd().split('\n');
    const isMeant = pattern!.endsWith('*')
      ? path.startsWith(pattern!.slice(0, -1))
      : path === pattern;
    for (const line of isMeant ? lines : []) {
      const [, name, value] = /^ {2}([a-z-]+): (.+)$/.exec(line)!;
      (said[name!] ??= []).push(value!);
    }
  }
  return said;
}

const documents = Object.fromEntries(
  Object.entries(DOCUMENT_HEADERS).map(([name, value]) => [name, [value]]),
);

test.each(['/', '/magazine/'])(
  'a host that joins what all rules below %s say gives each file one value of a header',
  (base) => {
    const file = toHeadersFile(base);
    const said = (path: string) => saidOf(base + path, file);
    for (const path of ['', 'index.html', 'shell.html', 'sw.js', 'v1/manifest.json', 'icons/a.png'])
      expect(said(path), path).toEqual({ ...documents, 'cache-control': [REVALIDATE] });
    for (const path of ['assets/index-a1.js', 'v1/o/abc.json'])
      expect(said(path), path).toEqual({ ...documents, 'cache-control': [IMMUTABLE] });
    expect(said('blog/how-tides-work/')).toEqual(documents);
    // Of two policies both hold.
    expect(said('v1/media/abc/a.png')).toEqual({
      ...documents,
      'content-security-policy': [
        DOCUMENT_HEADERS['content-security-policy'],
        MEDIA_HEADERS['content-security-policy'],
      ],
      'cache-control': [IMMUTABLE],
    });
  },
);

test('the file is within what hosts read: a hundred rules, lines of two thousand characters', () => {
  const file = toHeadersFile('/magazine/');
  expect(file.split('\n\n').length).toBeLessThan(100);
  expect(Math.max(...file.split('\n').map(({ length }) => length))).toBeLessThan(2_000);
});
