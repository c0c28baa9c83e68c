import { describe, expect, test, vi } from 'vitest';
import { createKeptFiles } from '../../sw/kept-files.ts';
import { createFakeCaches } from './fake-cache.ts';

const DAY_MS = 24 * 60 * 60_000;

function world({ maxBytes = 1_000, quota = Infinity } = {}) {
  const storage = createFakeCaches({ maxBytes: quota });
  const late: Promise<unknown>[] = [];
  const time = { now: 1_000_000 * DAY_MS };
  /** A service worker's life: what it remembers goes with it, what is kept stays. */
  const wake = () =>
    createKeptFiles({ storage, cacheName: 'media', maxBytes, now: () => time.now });
  const files = wake();
  return {
    storage,
    files,
    wake,
    time,
    keep: (name: string, bytes = 100) =>
      files.keep(name, new Uint8Array(bytes), new Headers({ 'content-type': 'image/webp' })),
    use: async (name: string, from = files) => {
      const found = await from.match(name, { waitUntil: (work) => late.push(work) });
      await Promise.all(late.splice(0));
      return found;
    },
    names: async () => [...(await wake().addresses())].sort(),
  };
}

describe('createKeptFiles', () => {
  test('gives back what was kept, with its type and its true length', async () => {
    const { keep, use } = world();
    await keep('a', 7);
    const found = await use('a');
    expect((await found!.arrayBuffer()).byteLength).toBe(7);
    expect(found!.headers.get('content-type')).toBe('image/webp');
    expect(found!.headers.get('content-length')).toBe('7');
    expect(await use('b')).toBeUndefined();
  });

  test('keeps what says that it varies by everything, and all that was there before it', async () => {
    const { files, keep, names } = world();
    await keep('a');
    await files.keep('b', new Uint8Array(9), new Headers({ vary: '*' }));
    expect(await names()).toEqual(['a', 'b']);
  });

  test('[S6][fault D6] stays below its bytes: what was used longest ago leaves first', async () => {
    const { keep, use, time, names } = world();
    for (const name of 'abcdefghij') {
      await keep(name);
      time.now += 1;
    }
    expect(await names()).toHaveLength(10);
    time.now += 2 * DAY_MS;
    await use('a');
    time.now += 1;
    await keep('k');
    expect(await names()).toEqual(['a', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k']);
  });

  test('[S6] remembers what was used over the death of its service worker, to the day', async () => {
    const { keep, use, wake, time, names } = world({ maxBytes: 300 });
    await keep('a', 60);
    time.now += 1;
    await keep('b', 60);
    time.now += DAY_MS + 1;
    await use('a', wake());
    const next = wake();
    for (const name of ['c', 'd', 'e', 'f']) {
      time.now += 1;
      await next.keep(name, new Uint8Array(50), new Headers());
    }
    expect(await names()).toContain('a');
    expect(await names()).not.toContain('b');
  });

  test('keeps what is there when storage that did not answer once is back', async () => {
    const { storage, keep, wake, names } = world();
    await keep('a');
    const woken = wake();
    vi.spyOn(storage, 'open').mockRejectedValueOnce(new DOMException('The disk is away.'));
    await expect(woken.addresses()).rejects.toThrow('away');
    await woken.keep('b', new Uint8Array(1), new Headers());
    expect(await names()).toEqual(['a', 'b']);
  });

  test('names nothing that a page has had forgotten', async () => {
    const { storage, files, keep, use } = world();
    await keep('a');
    await keep('b');
    await storage.delete('media');
    await keep('c');
    expect(await files.addresses()).toEqual(['c']);
    expect([await use('b'), await use('c')]).toEqual([undefined, expect.any(Response)]);
  });

  test('keeps no file that would push all others out', async () => {
    const { keep, names } = world();
    await keep('a');
    await keep('film', 201);
    expect(await names()).toEqual(['a']);
  });

  test('[fault D6] lets all files go when the disk is full, and begins again', async () => {
    const { keep, names } = world({ quota: 250 });
    await keep('a');
    await keep('b');
    await keep('c');
    expect(await names()).toEqual([]);
    await keep('d');
    expect(await names()).toEqual(['d']);
  });
});
