import { expect, test, vi } from 'vitest';
import { holdPicturesBack, whenLetThrough } from '../../src/tab/picture-traffic.ts';

/** How many wait for the lock of a site. */
async function waiting(basePath: string): Promise<number> {
  const { pending = [] } = await navigator.locks.query();
  return pending.filter(({ name }) => name?.includes(basePath)).length;
}

test('[S7][fault S2] pictures come side by side; who holds them back waits for those on their way, and no other sets out', async () => {
  const basePath = `/${crypto.randomUUID()}/`;
  const stop = new AbortController();
  const said: string[] = [];
  const begin = (name: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const fetched = whenLetThrough(basePath, stop.signal, async () => {
      said.push(`${name} begins`);
      await promise;
      return name;
    });
    return { arrive: resolve, fetched };
  };
  const [first, second] = [begin('first'), begin('second')];
  await vi.waitFor(() => expect(said).toEqual(['first begins', 'second begins']));

  void holdPicturesBack(basePath).then(() => said.push('quiet'));
  const late = begin('late');
  first.arrive();
  expect(await first.fetched).toBe('first');
  expect(await waiting(basePath)).toBe(2);
  expect(said).toEqual(['first begins', 'second begins']);
  second.arrive();
  await vi.waitFor(() => expect(said).toEqual(['first begins', 'second begins', 'quiet']));
  expect(await waiting(basePath)).toBe(1);

  stop.abort(new Error('the page leaves'));
  await expect(late.fetched).rejects.toThrow('the page leaves');
  expect(said).not.toContain('late begins');
});

test('a site holds back its own pictures, and not those of another path', async () => {
  const path = crypto.randomUUID();
  await holdPicturesBack(`/${path}/`);
  const { signal } = new AbortController();
  expect(await whenLetThrough(`/${path}/other/`, signal, () => Promise.resolve('here'))).toBe(
    'here',
  );
});
