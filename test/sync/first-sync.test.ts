import { describe, expect, it } from 'vitest';
import { MAX_OBJECT_BYTES } from '../../src/protocol/paths.ts';
import { createWorld, posts, record, records } from '../fakes/fake-world.ts';
import { json } from '../fakes/fake-network.ts';
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
});

const FIRST = { collection: 'posts', query: { ...posts.first!, limit: 1 } };
