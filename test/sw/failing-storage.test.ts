import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createKeptFiles } from '../../sw/kept-files.ts';
import { createMedia } from '../../sw/media.ts';
import { createShell } from '../../sw/shell.ts';
import { cacheNamesFor } from '../../sw/cache-names.ts';

// Workbox's own log wants a service worker's globals as soon as it is imported.
vi.hoisted(() => vi.stubEnv('NODE_ENV', 'production'));

const base = new URL('https://example.test/');
const never = () => new Promise<never>(() => undefined);
const fail = () => Promise.reject(new DOMException('The disk is away.', 'UnknownError'));
const storageOf = (answer: () => Promise<never>) =>
  ({ open: answer, keys: answer, match: answer }) as unknown as CacheStorage;
let isOnline = true;

beforeEach(() => {
  isOnline = true;
  vi.useFakeTimers();
  vi.stubGlobal('self', globalThis);
  vi.stubGlobal('location', base);
  vi.stubGlobal('fetch', () =>
    isOnline ? Promise.resolve(new Response('online')) : Promise.reject(new TypeError('none')),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** What this gives within the time. */
async function within<T>(ms: number, asked: Promise<T>): Promise<T | 'nothing'> {
  const late = new Promise<'nothing'>((resolve) => setTimeout(() => resolve('nothing'), ms));
  const first = Promise.race([asked, late]);
  await vi.advanceTimersByTimeAsync(ms);
  return first;
}

describe.each([
  ['never answers', storageOf(never)],
  ['fails', storageOf(fail)],
])('[fault D1][promise P7] where Cache Storage %s', (_, storage) => {
  beforeEach(() => void vi.stubGlobal('caches', storage));

  const shellOf = () =>
    createShell({
      base,
      names: cacheNamesFor('/'),
      build: 'b',
      integrityByPath: { 'shell.html': 'sha384-a', 'assets/index-a1.js': 'sha384-b' },
    });

  for (const kind of ['page', 'file', 'olderFile'] as const) {
    test(`[S9] a ${kind} comes from the network`, async () => {
      const asked = shellOf()[kind](new Request(new URL('assets/index-a1.js', base)));
      const answer = await within(2100, asked);
      expect(answer !== 'nothing' && (await answer.text())).toBe('online');
    });
  }

  test('a page that the network has not either fails, and does not load for ever', async () => {
    isOnline = false;
    const answer = await within(6100, shellOf().page(new Request(base)));
    expect(answer).toMatchObject({ type: 'error' });
  });

  test('a picture that the network has not either fails, and does not load for ever', async () => {
    const files = createKeptFiles({ storage, cacheName: 'media', maxBytes: 1, now: () => 0 });
    const picture = new Request(new URL('v1/media/a/b.png', base));
    Object.defineProperty(picture, 'destination', { value: 'image' });
    const media = createMedia(files, () => Promise.reject(new TypeError('none')));
    const answer = await within(6100, media(picture, { waitUntil: () => undefined }));
    expect(answer).toMatchObject({ type: 'error' });
  });

  test('[S9] no picture or content is said to be kept', async () => {
    const files = createKeptFiles({
      storage,
      cacheName: 'media',
      maxBytes: 1,
      now: () => 0,
    });
    const asked = files.match('https://example.test/a', { waitUntil: () => undefined });
    expect(await within(2100, asked)).toBeUndefined();
  });
});
