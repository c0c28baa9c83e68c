import { expect, it } from 'vitest';
import { STORES } from '../../src/store/layout.ts';
import { createWorld, record, records } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

it('[fault D4] brings every collection back where the store is emptied just before a change of one', async () => {
  const people = records(1, 3);
  const world = await createWorld({ truth: { posts: records(1, 5), people } });
  await world.startWorker().openTab();
  await world.clock.advance(1500);
  await world.storage.write(async (transaction) => {
    for (const store of STORES) await transaction.clear(store);
  });
  world.publisher.publish({ posts: [...records(1, 5), record(6)], people });
  await world.clock.advance(10_000);
  const { version, answers } = await world.reader.read([
    { collection: 'posts', query: {} },
    { collection: 'people', query: {} },
  ]);
  expect(version).toMatchObject({ seq: 2 });
  expect(answers).toMatchObject([
    { state: 'ready', total: 6 },
    { state: 'ready', total: 3 },
  ]);
});
