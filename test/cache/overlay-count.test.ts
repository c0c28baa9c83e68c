import { expect, test } from 'vitest';
import { createCache } from '../../src/cache/create-cache.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import type { Pending } from '../../src/cache/overlay-memory.ts';
import { record } from '../fakes/fake-world.ts';
import { collections, notes, publish } from './publication.ts';

test('[N1][promise P6] what is pending is counted on where the store is emptied, by the next worker too', async () => {
  const storage = createMemoryStorage();
  const counts: (number | undefined)[] = [];
  let isPending = false;
  const pending: Pending = {
    id: 'call',
    now: 0,
    run: (tx) => tx.update(notes, 'rec1', { title: String(counts.length) }),
  };
  const start = async () => {
    const cache = createCache(storage, {
      collections,
      onLost: () => undefined,
      pending: () => (isPending ? [pending] : []),
    });
    await cache.claim();
    return cache;
  };
  const fill = async (cache: Awaited<ReturnType<typeof start>>) => {
    isPending = false;
    const { next, objects, roots } = await publish({ notes: [record(1)] }, 1);
    await cache.stage(objects);
    await cache.commitRoots(next, roots);
    isPending = true;
    counts.push((await cache.commitOverlay())?.place.overlay);
  };

  const first = await start();
  await fill(first);
  await first.clear();
  await first.claim();
  await fill(await start());

  expect(counts[0]).toBeGreaterThan(0);
  expect(counts[1]).toBeGreaterThan(counts[0]!);
});
