import { describe, expect, it } from 'vitest';
import { runQuery } from '../../src/model/query.ts';
import { decodeBroadcast } from '../../src/protocol/broadcast.ts';
import type { Answer } from '../../src/protocol/worker-api.ts';
import type { Current, Row } from '../../src/store/layout.ts';
import { createLiveReads } from '../../src/tab/live-reads.ts';
import { createWorld, record, records, type World } from '../fakes/fake-world.ts';
import { storyOf } from '../fakes/story.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';
import { createWritableWorld, failed, mutators } from './mutation-server.ts';

useOrderedDigest();

const people = records(1, 3);
const posts = { collection: 'posts', query: {} };

/** A world at version 1 with an open tab, and a page's live reads over it. */
async function syncedWorld() {
  const world = await createWorld({ truth: { posts: records(1, 200), people } });
  const worker = world.startWorker();
  await worker.openTab();
  await world.clock.advance(500);
  worker.events.splice(0);
  return { world, worker };
}

/** What a page shows of the posts, by the messages that it hears. */
function openPage(world: World) {
  const answers: Answer[] = [];
  const reads = createLiveReads(
    (requests) => world.reader.read(requests),
    () => undefined,
  );
  reads.watch(posts, (answer) => answers.push(answer));
  world.channels.open().subscribe((raw) => {
    const message = decodeBroadcast(raw);
    if (message?.type === 'committed') {
      reads.changed({ version: message, since: message.since, changes: message.changes });
    } else if (message?.type === 'early') reads.early(message.collection);
  });
  return {
    shown: () => answers.at(-1),
    catchUp: async () => reads.catchUp(await world.reader.version()),
  };
}

/** What everybody should see: the posts as they are published. */
function truthOf({ publisher }: World) {
  const { log, seq } = publisher.manifest();
  const truth = publisher.truthByVersion.get(`${log}.${seq}`)!;
  return { state: 'ready', ...runQuery(truth['posts']!, {}) };
}

const readPosts = async (world: World) => (await world.reader.read([posts])).answers[0];

/** The names of the chunks, and of the root, that the posts are kept in. */
async function keptObjects(world: World) {
  const root = await world.storage.read(async (transaction) => {
    const current = await transaction.get<Current>('meta', 'current');
    return current!.collections['posts']!.baseRoot;
  });
  const { chunks } = JSON.parse(world.publisher.textByHash.get(root)!) as {
    chunks: { hash: string }[];
  };
  return { root, chunks: chunks.map(({ hash }) => hash) };
}

const overwrite = (world: World, hash: string, text: string) =>
  world.storage.write((transaction) =>
    transaction.put('chunks', [[hash, new TextEncoder().encode(text)]]),
  );
const remove = (world: World, hash: string) =>
  world.storage.write((transaction) => transaction.delete('chunks', [hash]));

describe('a row that is not what was published', () => {
  it('[O7][fault D9] is found where it is folded, and mended by comparing roots', async () => {
    const { world, worker } = await syncedWorld();
    const page = openPage(world);
    world.publisher.publish({ posts: [...records(1, 199), record(200, 'Edited')], people });
    await world.clock.advance(1500);
    await world.storage.write(async (transaction) => {
      const row = (await transaction.get<Row>('rows', ['posts', 'rec200']))!;
      const wrong = { ...row, record: { ...row.record!, title: 'Never published' } };
      await transaction.put('rows', [[['posts', 'rec200'], wrong]]);
    });
    await page.catchUp();
    expect(await readPosts(world)).not.toEqual(truthOf(world));
    await world.clock.advance(10_000);
    expect(await readPosts(world)).toEqual(truthOf(world));
    expect(page.shown()).toEqual(truthOf(world));
    const polls = ['pull-started', 'pull-unchanged'];
    expect(storyOf(worker.events).filter((line) => !polls.includes(line))).toEqual([
      'pull-applied way=delta log=log-1 seq=2 changed={"posts":1}',
      expect.stringContaining('idle-work-failed code=invalid-response'),
      'pull-applied way=roots log=log-1 seq=2 changed={"posts":"all","people":"all"}',
    ]);
    // Once is enough.
    await world.clock.advance(120_000);
    expect(storyOf(worker.events).filter((line) => line.startsWith('pull-applied'))).toHaveLength(
      2,
    );
  });
});

describe('a chunk', () => {
  it.each([
    ['cannot be parsed any more', (world: World, hash: string) => overwrite(world, hash, '[{"id')],
    ['holds something else', (world: World, hash: string) => overwrite(world, hash, '[]')],
    ['is gone', remove],
  ])(
    '[O7][fault D9] that %s is fetched again when idle, and tabs that waited for it are told',
    async (_, damage) => {
      const { world, worker } = await syncedWorld();
      const page = openPage(world);
      const { chunks } = await keptObjects(world);
      await damage(world, chunks[0]!);
      expect(await readPosts(world)).not.toEqual(truthOf(world));
      const late = openPage(world);
      await world.clock.advance(70_000);
      expect(storyOf(worker.events)).toContain('chunks-mended count=1');
      for (const tab of [page, late]) expect(tab.shown()).toEqual(truthOf(world));
      expect((await world.reader.version())!.seq).toBe(1);
    },
  );

  it('[O7][fault D9] that was lost before this worker began is fetched again though nothing new is published', async () => {
    const { world, worker } = await syncedWorld();
    worker.kill();
    const { chunks } = await keptObjects(world);
    await remove(world, chunks[0]!);
    const page = openPage(world);
    const next = world.startWorker();
    await next.openTab();
    await world.clock.advance(5000);
    expect(page.shown()).toEqual({ state: 'loading' });
    await world.clock.advance(70_000);
    expect(page.shown()).toEqual(truthOf(world));
    expect(storyOf(next.events)).toContain('chunks-mended count=1');
    expect(storyOf(next.events).filter((line) => line.startsWith('pull-applied'))).toEqual([]);
  });

  it('[invariant I6] is found whole by a tab that missed the message, as soon as it looks', async () => {
    const { world } = await syncedWorld();
    const { chunks } = await keptObjects(world);
    await remove(world, chunks[0]!);
    const page = openPage(world);
    await world.clock.settle();
    expect(page.shown()).toEqual({ state: 'loading' });
    world.channels.lose(() => true);
    await world.clock.advance(70_000);
    expect(page.shown()).toEqual({ state: 'loading' });
    await page.catchUp();
    await world.clock.settle();
    expect(page.shown()).toEqual(truthOf(world));
  });

  it('[fault D9] that cannot be fetched when it is missed comes with the next comparison of roots', async () => {
    const { world } = await syncedWorld();
    const page = openPage(world);
    const { chunks } = await keptObjects(world);
    await overwrite(world, chunks[0]!, '[]');
    world.network.fail((path) =>
      path.includes(chunks[0]!) ? new Response('', { status: 503 }) : undefined,
    );
    await world.clock.advance(70_000);
    expect(await readPosts(world)).toEqual({ state: 'loading' });
    world.network.fail(undefined);
    await world.clock.advance(600_000);
    expect(await readPosts(world)).toEqual(truthOf(world));
    expect(page.shown()).toEqual(truthOf(world));
  });
});

describe('a change that was sent and never answered', () => {
  it('[X17][fault D9] takes nobody’s change that a filter holds back for one that the base has', async () => {
    const { world, server } = await createWritableWorld();
    const worker = world.startWorker({ mutators });
    await worker.openTab();
    await world.clock.advance(1000);
    server.decide = () => 'hide';
    await worker.api.mutate({ id: 'm1', name: 'addPost', args: { title: 'Mine' } });
    await world.clock.advance(5000);
    worker.kill();
    await remove(world, (await keptObjects(world)).root);
    const next = world.startWorker({ mutators });
    await next.openTab();
    await world.clock.advance(300_000);
    expect((await readPosts(world)) as Answer).toMatchObject({
      rows: expect.arrayContaining([expect.objectContaining({ title: 'Mine' })]) as unknown,
    });
    await world.stop();
  });

  it('[fault D9][promise P5] holds up no commit where its record is lost, and shows again once that is mended', async () => {
    const { world, server } = await createWritableWorld();
    const worker = world.startWorker({ mutators });
    await worker.openTab();
    await world.clock.advance(1000);
    server.fault = () => failed(503, 'upstream-unavailable');
    const change = { id: 'm1', name: 'rename', args: { id: 'rec1', title: 'Mine' } };
    await worker.api.mutate(change);
    await world.clock.advance(5000);
    worker.kill();
    for (const chunk of (await keptObjects(world)).chunks) await remove(world, chunk);
    const next = world.startWorker({ mutators });
    await next.openTab();
    await world.clock.advance(1000);
    const truth = world.publisher.truthByVersion.get('log-1.2')!;
    world.publisher.publish({ ...truth, people: records(1, 4) });
    await world.clock.advance(5000);
    expect(await next.api.status()).toMatchObject({ version: { seq: 3 }, phase: 'fresh' });
    expect(await readPosts(world)).toEqual({ state: 'loading' });
    await world.clock.advance(70_000);
    const mine = truth['posts']!.map((one) =>
      one.id === 'rec1' ? { ...one, title: 'Mine' } : one,
    );
    expect(await readPosts(world)).toMatchObject({ state: 'ready', ...runQuery(mine, {}) });
    await world.stop();
  });
});

describe('a root', () => {
  it.each(['{"chunks":', '{}'])(
    '[fault D9] that reads %s is fetched again with the next change',
    async (text) => {
      const { world, worker } = await syncedWorld();
      worker.kill();
      const { root } = await keptObjects(world);
      await overwrite(world, root, text);
      const next = world.startWorker();
      await next.openTab();
      await world.clock.advance(500);
      world.publisher.publish({ posts: records(1, 201), people });
      await world.clock.advance(3000);
      expect(await readPosts(world)).toEqual(truthOf(world));
      expect(await next.api.status()).toMatchObject({ phase: 'fresh' });
    },
  );
});
