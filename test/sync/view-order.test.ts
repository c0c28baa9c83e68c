import { expect, it } from 'vitest';
import type { Answer } from '../../src/protocol/worker-api.ts';
import { decodeBroadcast } from '../../src/protocol/broadcast.ts';
import { createLiveReads } from '../../src/tab/live-reads.ts';
import { createWorld, people, posts, record, records } from '../fakes/fake-world.ts';
import { storyOf } from '../fakes/story.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

const collections = [{ ...posts, view: 'Grid' }, people];
const byView = { collection: 'posts', query: { orderBy: [['view', 'asc']], limit: 3 } } as const;

/** A world at version 1, and a page that shows the first three posts as the view orders them. */
async function syncedWorld() {
  const rows = records(1, 200);
  const world = await createWorld({ collections, truth: { posts: rows, people: [] } });
  const worker = world.startWorker();
  await worker.openTab();
  await world.clock.advance(500);
  worker.events.splice(0);
  world.network.clear();
  const reads = createLiveReads(
    (requests) => world.reader.read(requests),
    () => undefined,
  );
  let shown: Answer | undefined;
  reads.watch(byView, (answer) => (shown = answer));
  world.channels.open().subscribe((raw) => {
    const message = decodeBroadcast(raw);
    if (message?.type !== 'committed') return;
    reads.changed({ version: message, since: message.since, changes: message.changes });
  });
  await world.clock.settle();
  const ids = () => (shown && shown.state !== 'loading' ? shown.rows.map(({ id }) => id) : shown);
  return { world, worker, rows, ids };
}

it('[B32] moves a dragged row in every list of its view: by the delta, with one object, commit and broadcast', async () => {
  const { world, worker, rows, ids } = await syncedWorld();
  expect(ids()).toEqual(['rec1', 'rec2', 'rec3']);
  const said = world.channels.posted.length;
  world.publisher.publish({ posts: [rows[199]!, ...rows.slice(0, 199)], people: [] });
  await world.clock.advance(1500);
  expect(ids()).toEqual(['rec200', 'rec1', 'rec2']);
  expect(storyOf(worker.events).filter((line) => !/^pull-(started|unchanged)/.test(line))).toEqual([
    'pull-applied way=delta log=log-1 seq=2 changed={"posts":0}',
  ]);
  expect(world.network.requests.filter((path) => path.startsWith('v1/o/'))).toHaveLength(1);
  const commits = world.channels.posted.slice(said).filter(({ type }) => type === 'committed');
  expect(commits).toMatchObject([{ changes: { posts: { ids: [] } } }]);
});

it('[B32] takes an edit of a view’s record without asking for the order again', async () => {
  const { world, rows, ids } = await syncedWorld();
  world.publisher.publish({ posts: [record(1, 'Edited'), ...rows.slice(1)], people: [] });
  await world.clock.advance(1500);
  expect(ids()).toEqual(['rec1', 'rec2', 'rec3']);
  expect(world.network.requests.filter((path) => path.startsWith('v1/o/'))).toEqual([]);
});

it('takes a new order by comparing roots, too', async () => {
  const { world, rows, ids } = await syncedWorld();
  world.publisher.restart('log-2', 7);
  world.publisher.publish({ posts: rows.toReversed(), people: [] });
  await world.clock.advance(1500);
  expect(ids()).toEqual(['rec200', 'rec199', 'rec198']);
});

it('keeps no order that was replaced, for as long as one worker lives', async () => {
  const { world, rows } = await syncedWorld();
  const kept = () => world.storage.read((transaction) => transaction.hashes());
  await world.clock.advance(10_000);
  const before = (await kept()).length;
  for (let i = 1; i <= 8; i++) {
    world.publisher.publish({ posts: [...rows.slice(i), ...rows.slice(0, i)], people: [] });
    await world.clock.advance(10_000);
  }
  // The root that the chunks are of, and the order that it names, may stay beside the newest.
  expect((await kept()).length).toBeLessThanOrEqual(before + 2);
});
