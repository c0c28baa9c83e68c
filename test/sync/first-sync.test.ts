import { describe, expect, it } from 'vitest';
import { MAX_OBJECT_BYTES } from '../../src/protocol/paths.ts';
import { createWorld, posts, record, records, type World } from '../fakes/fake-world.ts';
import { json, refuse, type Fault } from '../fakes/fake-network.ts';
import { createSeededRandom } from '../fakes/seeded-random.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

describe('a first sync', () => {
  it.each([
    ['larger than any object may be', 'x'.repeat(MAX_OBJECT_BYTES + 1)],
    ['other than its name says', '{"rows":[],"total":0}'],
  ])('[fault N16] goes on to its end where a head is %s', async (_, text) => {
    const world = await createWorld();
    const head = world.publisher.manifest().collections['posts']!.head!;
    world.network.fail((path) => (path.includes(head) ? json(text) : undefined));
    const worker = world.startWorker();
    await worker.openTab();
    await world.clock.advance(3000);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh', version: { seq: 1 } });
    expect(worker.events.some(({ kind }) => kind === 'head-shown')).toBe(false);
  });

  it('still fails, and tries again, where a head does not come at all', async () => {
    const world = await createWorld();
    const head = world.publisher.manifest().collections['posts']!.head!;
    world.network.fail((path) =>
      path.includes(head) ? new Response('', { status: 503 }) : undefined,
    );
    const worker = world.startWorker();
    await worker.openTab();
    await world.clock.advance(500);
    expect(await worker.api.status()).toMatchObject({ phase: 'offline' });
    world.network.fail(undefined);
    await world.clock.advance(60_000);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh' });
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    "shows a wanted record whose id is '%s' before the rest",
    async (id) => {
      const world = await createWorld({
        truth: { posts: [...records(1, 5), { ...record(6), id }], people: [] },
      });
      const worker = world.startWorker();
      await worker.openTab();
      const head = world.publisher.manifest().collections['posts']!.head!;
      // The first sync cannot end while its head does not come.
      world.network.fail((path) =>
        path.includes(head) ? new Promise<never>(() => undefined) : undefined,
      );
      const wanted = worker.api.want('posts', id);
      await world.clock.advance(500);
      expect(await wanted).toEqual({ ok: true, value: 'shown' });
      const { answers } = await world.reader.read([{ collection: 'posts', id }]);
      expect(answers).toMatchObject([{ state: 'early', rows: [{ id }] }]);
    },
  );

  it('[P9][B46] that is cut off once lists show says that there is something, to the next worker too', async () => {
    const world = await createWorld();
    const { head } = world.publisher.manifest().collections['posts']!;
    const isCut = (path: string) => path.includes('/o/') && !path.includes(head!);
    world.network.fail((path) => (isCut(path) ? new Response('', { status: 503 }) : undefined));
    const worker = world.startWorker();
    await worker.openTab();
    await world.clock.advance(500);
    const { total } = (await world.reader.read([FIRST])).answers[0] as { total: number };
    const told = { phase: 'offline', progress: { done: 0, total } };
    expect(await worker.api.status()).toMatchObject(told);
    worker.kill();
    world.network.fail(() => Promise.reject(new TypeError('no network')));
    const next = world.startWorker();
    await next.openTab();
    await world.clock.advance(500);
    expect(await next.api.status()).toMatchObject(told);
    world.network.fail(undefined);
    await world.clock.advance(60_000);
    expect(await next.api.status()).toMatchObject({ phase: 'fresh', version: { seq: 1 } });
    expect(await next.api.status()).not.toHaveProperty('progress');
  });

  it('[P10] comes to its end over a line that is cut again and again', async () => {
    const world = await createWorld({ truth: { posts: longPosts, people: [] } });
    const { clock, network, publisher } = world;
    const chunks = [...publisher.textByHash.values()].filter((body) => body.includes(LONG));
    const largest = Math.max(...chunks.map((body) => body.length));
    // One chunk takes half of the time that the line is up, four at once twice that.
    network.fail(lineOf(world, { upMs: 6000, downMs: 2000, perMs: largest / 3000 }));
    const worker = world.startWorker({ random: createSeededRandom('a line').next });
    await worker.openTab();
    await clock.advance(15 * 60_000);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh', version: { seq: 1 } });
    expect(chunks.length).toBeGreaterThan(5);
  });

  it.each('abcdefgh'.split(''))(
    '[P10] is whole within a minute over a line that loses one request in four (%s)',
    async (seed) => {
      const world = await createWorld({ truth: { posts: longPosts, people: records(1, 3) } });
      const { next } = createSeededRandom(seed);
      world.network.fail(() => (next() < 0.25 ? refuse() : undefined));
      const worker = world.startWorker({ random: next });
      await worker.openTab();
      await world.clock.advance(60_000);
      expect((await worker.api.status()).version).toMatchObject({ seq: 1 });
    },
  );
});

const LONG = 'x'.repeat(20_000);
const longPosts = Array.from({ length: 100 }, (_, n) => record(n, `Title ${n}`, LONG));

/** A line that is up and down in turns, and is shared by what is fetched over it: `perMs` bytes in a millisecond. */
function lineOf(
  { clock, publisher }: World,
  { upMs, downMs, perMs }: { upMs: number; downMs: number; perMs: number },
): Fault {
  const isDown = () => clock.now() % (upMs + downMs) >= upMs;
  let sharedBy = 0;
  return async (path, { signal }) => {
    if (isDown()) refuse();
    const body = publisher.textByHash.get(path.replace(/^v1\/o\/|\.json$/g, '')) ?? '';
    sharedBy++;
    try {
      for (let left = body.length; left > 0; left -= (STEP_MS * perMs) / sharedBy) {
        await clock.sleep(STEP_MS, signal!);
        signal!.throwIfAborted();
        if (isDown()) refuse();
      }
    } finally {
      sharedBy--;
    }
    return undefined;
  };
}

const STEP_MS = 100;
const FIRST = { collection: 'posts', query: { ...posts.first!, limit: 1 } };
