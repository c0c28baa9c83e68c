import { describe, expect, it } from 'vitest';
import { runQuery } from '../../src/model/query.ts';
import { hashTextSync } from '../../src/proxy/objects/hash-sync.ts';
import { createWorld, people, posts, record, records, type World } from '../fakes/fake-world.ts';
import { json, refuse } from '../fakes/fake-network.ts';
import { storyOf, talkOf } from '../fakes/story.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

const MANIFEST = 'v1/manifest.json';

/** A world whose reader has everything, with an open tab and nothing counted yet. */
async function syncedWorld(count = 200) {
  const truth = { posts: records(1, count), people: records(1, 3) };
  const world = await createWorld({ truth });
  const worker = world.startWorker();
  await worker.openTab();
  await world.clock.advance(500);
  worker.events.splice(0);
  world.network.clear();
  const said = world.channels.posted.length;
  return { world, worker, truth, said: () => talkOf(world.channels.posted.slice(said)) };
}

/** The posts that a reader has, and those that the publisher has: the same, byte for byte. */
async function expectSame(world: World) {
  const { log, seq } = world.publisher.manifest();
  const truth = world.publisher.truthByVersion.get(`${log}.${seq}`)!;
  const { version, answers } = await world.reader.read([{ collection: 'posts', query: {} }]);
  expect(version).toEqual({ log, seq });
  expect(answers[0]).toEqual({ state: 'ready', ...runQuery(truth['posts']!, {}) });
}

describe('a first sync', () => {
  it('[P5][B30] shows the head at once, then everything in one commit, and says so once', async () => {
    const world = await createWorld({ truth: { posts: records(1, 200), people: records(1, 3) } });
    const worker = world.startWorker();
    await worker.openTab();
    await world.clock.advance(500);
    expect(storyOf(worker.events)).toMatchInlineSnapshot(`
      [
        "became-owner epoch=1",
        "pull-started",
        "head-shown collection=posts rows=3",
        "pull-applied way=first log=log-1 seq=1 changed={"posts":"all","people":"all"}",
      ]
    `);
    expect(talkOf(world.channels.posted)).toMatchInlineSnapshot(`
      [
        "build build={"id":"build-1","at":1}",
        "tab tabId=tab-1 state=visible",
        "status syncing",
        "build build={"id":"build-1","at":1}",
        "status syncing",
        "early epoch=1 collection=posts",
        "status syncing 0/203",
        "status syncing 203/203",
        "committed epoch=1 log=log-1 seq=1 changes={"posts":{"ids":"all"},"people":{"ids":"all"}}",
        "status fresh",
      ]
    `);
    await expectSame(world);
  });

  it('[P5] never asks for more than it needs: one manifest, then each object once', async () => {
    const world = await createWorld({ truth: { posts: records(1, 200), people: records(1, 3) } });
    await world.startWorker().openTab();
    await world.clock.advance(500);
    expect(world.network.requests.filter((path) => path === MANIFEST)).toHaveLength(1);
    expect(new Set(world.network.requests).size).toBe(world.network.requests.length);
  });

  it('[fault W7] goes on where a dead worker stopped: what is staged is not asked for again', async () => {
    const big = Array.from({ length: 2000 }, (_, i) => record(i, `Title ${i}`, 'x'.repeat(1500)));
    const world = await createWorld({ truth: { posts: big, people: [] } });
    const first = world.startWorker();
    await first.openTab();
    let objects = 0;
    world.network.fail((path) => {
      if (path === MANIFEST || ++objects < 30) return undefined;
      return new Promise<never>(() => undefined);
    });
    await world.clock.advance(2000);
    first.kill();
    const fetched = world.network.requests.filter((path) => path !== MANIFEST).length;
    world.network.fail(undefined);
    world.network.clear();

    const said = world.channels.posted.length;
    const second = world.startWorker();
    await second.openTab();
    await world.clock.advance(2000);
    await expectSame(world);
    expect(world.network.requests.length).toBeLessThan(fetched + 30);
    const progress = world.channels.posted
      .slice(said)
      .flatMap((message) => (message.type === 'status' ? [message.status.progress] : []))
      .find((one) => one !== undefined);
    expect(progress!.done).toBeGreaterThan(100);
  });

  it('tells a progress that never falls', async () => {
    const big = Array.from({ length: 3000 }, (_, i) => record(i, `Title ${i}`, 'x'.repeat(2000)));
    const world = await createWorld({ truth: { posts: big, people: records(1, 3) } });
    await world.startWorker().openTab();
    await world.clock.advance(500);
    const done = world.channels.posted.flatMap((message) =>
      message.type === 'status' && message.status.progress ? [message.status.progress.done] : [],
    );
    expect(done.length).toBeGreaterThan(3);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(3003);
  });

  it('takes the newest publication as its target where the first one is gone', async () => {
    const world = await createWorld({ truth: { posts: records(1, 300), people: [] } });
    const worker = world.startWorker();
    await worker.openTab();
    let isMoved = false;
    world.network.fail((path) => {
      if (path === MANIFEST || isMoved) return undefined;
      isMoved = true;
      world.publisher.publish({ posts: records(2, 301), people: [] });
      world.publisher.collect();
      return undefined;
    });
    await world.clock.advance(5000);
    expect(storyOf(worker.events).filter((line) => line.startsWith('target-moved'))).toEqual([
      'target-moved seq=2',
    ]);
    await expectSame(world);
  });
});

describe('a change upstream', () => {
  it('[B31] of one record costs one request, one commit and one broadcast', async () => {
    const { world, worker, truth, said } = await syncedWorld();
    world.publisher.publish({ ...truth, posts: [...records(1, 199), record(200, 'Edited')] });
    await world.clock.advance(1000);
    expect(world.network.requests).toEqual([MANIFEST]);
    expect(storyOf(worker.events)).toEqual([
      'pull-started',
      'pull-applied way=delta log=log-1 seq=2 changed={"posts":1}',
    ]);
    expect(said()).toEqual([
      'committed epoch=1 log=log-1 seq=2 since=1 changes={"posts":{"ids":["rec200"],"inserted":[],"deleted":[],"indexes":{"byTitle":{"keys":["Edited"],"moved":[["rec200","Title 200"]]}}}}',
    ]);
    await expectSame(world);
  });

  it('[B35] removes a record that left upstream', async () => {
    const { world, truth } = await syncedWorld();
    world.publisher.publish({ ...truth, posts: records(2, 200) });
    await world.clock.advance(1000);
    const { answers } = await world.reader.read([{ collection: 'posts', id: 'rec1' }]);
    expect(answers[0]).toEqual({ state: 'ready', rows: [], total: 0 });
    await expectSame(world);
  });

  it('[B32] that only reorders records is none', async () => {
    const { world, worker, truth, said } = await syncedWorld();
    world.publisher.publish({ ...truth, posts: [...truth.posts].reverse() });
    await world.clock.advance(1000);
    expect(storyOf(worker.events)).toEqual(['pull-started', 'pull-unchanged']);
    expect(said()).toEqual([]);
  });

  it('is caught up with by a chain of deltas after a pause', async () => {
    const { world, worker, truth } = await syncedWorld();
    world.network.fail(refuse);
    for (let n = 1; n <= 5; n++) {
      world.publisher.publish({ ...truth, posts: [...records(1, 199), record(200, `Edit ${n}`)] });
    }
    await world.clock.advance(1000);
    world.network.fail(undefined);
    worker.events.splice(0);
    world.network.clear();
    await world.clock.advance(5000);
    expect(storyOf(worker.events)).toContain(
      'pull-applied way=delta log=log-1 seq=6 changed={"posts":1}',
    );
    // The manifest, the history, five deltas; then quiet polls.
    expect(world.network.requests.filter((path) => path !== MANIFEST)).toHaveLength(6);
    await expectSame(world);
  });

  it('is caught up with by comparing roots where no chain leads there', async () => {
    const { world, worker, truth } = await syncedWorld();
    world.network.fail(refuse);
    for (let n = 1; n <= 120; n++) {
      world.publisher.publish({ ...truth, posts: [...records(1, 199), record(200, `Edit ${n}`)] });
    }
    await world.clock.advance(1000);
    world.network.fail(undefined);
    worker.events.splice(0);
    world.network.clear();
    await world.clock.advance(5000);
    expect(storyOf(worker.events)).toContain(
      'pull-applied way=roots log=log-1 seq=121 changed={"posts":1}',
    );
    // The history, one root, and the one chunk that differs.
    expect(world.network.requests.filter((path) => path !== MANIFEST)).toHaveLength(3);
    await expectSame(world);
  });

  it('takes roots where a long chain would cost more bytes', async () => {
    const { world, worker, truth } = await syncedWorld();
    world.network.fail(refuse);
    const long = 'y'.repeat(20_000);
    for (let n = 1; n <= 20; n++) {
      const edited = record(200, `Edit ${n}`, long);
      world.publisher.publish({ ...truth, posts: [...records(1, 199), edited] });
    }
    await world.clock.advance(1000);
    world.network.fail(undefined);
    worker.events.splice(0);
    await world.clock.advance(5000);
    expect(storyOf(worker.events).join('\n')).toContain('way=roots');
    await expectSame(world);
  });
});

describe('a delta that does not hold', () => {
  /** Serves the newest manifest with its delta changed by hand. */
  async function serveDelta(change: (delta: Record<string, never>) => void) {
    const { world, worker, truth } = await syncedWorld();
    world.publisher.publish({ ...truth, posts: [...records(1, 199), record(200, 'Edited')] });
    const manifest = structuredClone(world.publisher.manifest()) as unknown as {
      delta: Record<string, never>;
    };
    change(manifest.delta);
    world.network.fail((path) => {
      return path === MANIFEST
        ? json(JSON.stringify(manifest), { etag: 'W/"log-1.2"' })
        : undefined;
    });
    await world.clock.advance(1000);
    return { world, worker };
  }
  const partOf = (delta: Record<string, never>) =>
    (delta['collections'] as unknown as Record<string, Record<string, unknown>>)['posts']!;

  it('[P6][invariant I5] because a record was changed on the way is refused, and the roots are compared', async () => {
    const { world, worker } = await serveDelta((delta) => {
      (partOf(delta)['changed'] as { title: string }[])[0]!.title = 'Forged';
    });
    expect(storyOf(worker.events).join('\n')).toMatch(/delta-refused[^]*way=roots/);
    await expectSame(world);
  });

  it('[P6][invariant I5] because a record is missing from it is refused', async () => {
    const { world, worker } = await serveDelta((delta) => {
      partOf(delta)['changed'] = [];
    });
    expect(storyOf(worker.events).join('\n')).toMatch(/delta-refused[^]*way=roots/);
    await expectSame(world);
  });

  it('[P6][invariant I5] because its root is another one is refused', async () => {
    const { world, worker } = await serveDelta((delta) => {
      partOf(delta)['count'] = 4711;
    });
    expect(storyOf(worker.events).join('\n')).toMatch(/delta-refused[^]*way=roots/);
    await expectSame(world);
  });

  it('[fault N4] because it starts elsewhere is not applied', async () => {
    const { world, worker } = await serveDelta((delta) => {
      Object.assign(delta, { from: 0 });
    });
    expect(storyOf(worker.events).join('\n')).toContain('way=delta');
    await expectSame(world);
  });
});

describe('a publication with something in it that no publisher may say', () => {
  const chunkWith = (broken: string) => (chunk: string) => chunk.replace('"Title 1"', broken);
  const digestWith = (broken: string) => (root: string) =>
    root.replace(/"digest":"\w+"/, `"digest":"${broken}"`);

  const viewed = [{ ...posts, view: 'Grid' }, people];
  it.each(['{"a":1}', '[1,2,3,4,5]', '["rec1","rec1","rec2","rec3","rec4","rec5"]', '[["rec1"'])(
    '[B32][fault N16][promise P6] an order that reads %s, is not shown, and left by the next sound one',
    async (order) => {
      const truth = { posts: records(1, 5), people: records(1, 3) };
      const world = await createWorld({ collections: viewed, truth });
      const sound = world.publisher.manifest();
      const rootHash = sound.collections['posts']!.root;
      const named = JSON.parse(world.publisher.textByHash.get(rootHash)!) as { order: string };
      const root = world.publisher.textByHash
        .get(rootHash)!
        .replace(named.order, hashTextSync(order));
      const wrong = new Map([order, root].map((text) => [hashTextSync(text), text]));
      const line = { ...sound.collections['posts']!, root: hashTextSync(root) };
      const manifest = { ...sound, collections: { ...sound.collections, posts: line } };
      world.network.fail((path) => {
        if (path === MANIFEST) return json(JSON.stringify(manifest), { etag: 'W/"log-1.1"' });
        const text = wrong.get(path.replace(/^v1\/o\/|\.json$/g, ''));
        return text === undefined ? undefined : json(text);
      });
      const worker = world.startWorker({ collections: viewed });
      await worker.openTab();
      await world.clock.advance(3000);
      expect(await world.reader.version()).toBeUndefined();
      world.network.fail(undefined);
      world.publisher.publish({ ...truth, posts: records(1, 5).toReversed() });
      await world.clock.advance(60_000);
      const byView = { collection: 'posts', query: { orderBy: [['view', 'asc']] } } as const;
      const { answers } = await world.reader.read([byView]);
      expect(answers).toMatchObject([{ rows: records(1, 5).toReversed() }]);
      expect(await worker.api.status()).toMatchObject({ phase: 'fresh' });
    },
  );

  it.each([
    ['half a character', { chunk: chunkWith('"Title \\ud800"') }],
    ['a number without end', { chunk: chunkWith('1e999') }],
    ['a digest that is none', { root: digestWith('zz') }],
  ])(
    '[fault N16][promise P6] %s, is left by the next sound one',
    async (_, broken: { chunk?: (text: string) => string; root?: (text: string) => string }) => {
      const truth = { posts: records(1, 5), people: records(1, 3) };
      const world = await createWorld({ truth });
      const sound = world.publisher.manifest();
      const wrong = new Map<string, string>();
      const keep = (text: string) => {
        wrong.set(hashTextSync(text), text);
        return hashTextSync(text);
      };
      const rootHash = sound.collections['posts']!.root;
      let root = world.publisher.textByHash.get(rootHash)!;
      const { chunks } = JSON.parse(root) as { chunks: { hash: string }[] };
      for (const { hash } of broken.chunk ? chunks : []) {
        const text = broken.chunk!(world.publisher.textByHash.get(hash)!);
        root = root.replace(hash, keep(text));
      }
      const posts = { ...sound.collections['posts']!, root: keep(broken.root?.(root) ?? root) };
      const manifest = { ...sound, collections: { ...sound.collections, posts } };
      let isBroken = true;
      world.network.fail((path) => {
        if (isBroken && path === MANIFEST) {
          return json(JSON.stringify(manifest), { etag: 'W/"log-1.1"' });
        }
        const text = wrong.get(path.replace(/^v1\/o\/|\.json$/g, ''));
        return text === undefined ? undefined : json(text);
      });
      const worker = world.startWorker();
      await worker.openTab();
      await world.clock.advance(3000);
      isBroken = false;
      world.publisher.publish({ ...truth, posts: [record(1, 'Edited'), ...records(2, 5)] });
      await world.clock.advance(60_000);
      expect(await worker.api.status()).toMatchObject({ phase: 'fresh' });
      await expectSame(world);
    },
  );
});

describe('a shape that this build does not know', () => {
  it('keeps what is stored, goes on with the rest, and says that it is outdated', async () => {
    const { world, worker, truth } = await syncedWorld(5);
    world.publisher.reshape('posts', 'S'.repeat(43));
    world.publisher.publish({ posts: records(1, 9), people: records(1, 4) });
    await world.clock.advance(2000);
    const { answers } = await world.reader.read([
      { collection: 'posts', query: {} },
      { collection: 'people', query: {} },
    ]);
    expect(answers).toMatchObject([{ total: truth.posts.length }, { total: 4 }]);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh', isOutdated: true });
    expect(storyOf(worker.events)).toContain('shape-unknown collection=posts');
  });

  it('is forgotten when the known one is published again', async () => {
    const { world, worker } = await syncedWorld(5);
    const { shape } = world.publisher.manifest().collections['posts']!;
    world.publisher.reshape('posts', 'S'.repeat(43));
    world.publisher.publish({ posts: records(1, 9), people: records(1, 4) });
    await world.clock.advance(2000);
    world.publisher.reshape('posts', shape);
    world.publisher.publish({ posts: records(1, 9), people: records(1, 3) });
    await world.clock.advance(2000);
    expect((await worker.api.status()).isOutdated).toBeUndefined();
    await expectSame(world);
  });

  it('leaves collections alone that the site does not declare', async () => {
    const world = await createWorld();
    const worker = world.startWorker({ collections: [posts] });
    await worker.openTab();
    await world.clock.advance(500);
    const { collections } = await worker.api.diagnostics();
    expect(Object.keys(collections)).toEqual(['posts']);
  });
});
