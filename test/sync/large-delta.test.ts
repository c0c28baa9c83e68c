import { expect, it } from 'vitest';
import { createWorld, record, records } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

const people = records(1, 3);
const longPosts = (letter: string) =>
  [1, 2, 3].map((n) => record(n, `Title ${n}`, letter.repeat(3 << 20)));

it('[fault N16] compares roots where the newest delta is larger than any object may be', async () => {
  const world = await createWorld({ truth: { posts: longPosts('a'), people } });
  const worker = world.startWorker();
  await worker.openTab();
  await world.clock.advance(500);
  world.publisher.publish({ posts: longPosts('b'), people });
  await world.clock.advance(3000);
  expect(await world.reader.version()).toMatchObject({ seq: 2 });
  expect(worker.events).toContainEqual(
    expect.objectContaining({ kind: 'pull-applied', way: 'roots', seq: 2 }),
  );
});
