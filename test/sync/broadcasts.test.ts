import { describe, expect, it } from 'vitest';
import type { Cache } from '../../src/cache/cache.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import { createWorld, records, type World } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

const truth = { posts: records(1, 5), people: records(1, 3) };
const changed = { ...truth, posts: records(1, 6) };
const commitsOf = ({ channels }: World) =>
  channels.posted.flatMap((message) => (message.type === 'committed' ? [message.seq] : []));

describe('a broadcast', () => {
  it('[B36] is sent only once its transaction has committed', async () => {
    const world = await createWorld({ truth });
    const gate = Promise.withResolvers<void>();
    let isWaiting = false;
    const worker = world.startWorker({
      tamper: (cache): Cache => ({
        ...cache,
        commitDelta: async (next, parts) => {
          isWaiting = true;
          await gate.promise;
          return cache.commitDelta(next, parts);
        },
      }),
    });
    await worker.openTab();
    await world.clock.advance(500);
    world.publisher.publish(changed);
    await world.clock.advance(5000);
    expect([isWaiting, commitsOf(world)]).toEqual([true, [1]]);
    const kept: unknown[] = [];
    world.channels.open().subscribe((raw) => {
      if ((raw as { type: string }).type === 'committed') kept.push(world.reader.version());
    });
    gate.resolve();
    await world.clock.advance(500);
    expect(commitsOf(world)).toEqual([1, 2]);
    expect(await Promise.all(kept)).toMatchObject([{ seq: 2 }]);
  });

  it('[B36] is not sent for an aborted transaction, and once for one that is tried again', async () => {
    const world = await createWorld({ truth });
    let aborts = 0;
    const worker = world.startWorker({
      tamper: (cache): Cache => ({
        ...cache,
        commitDelta: (next, parts) =>
          // A mistake of the moment, which leaves the store as it was.
          ++aborts <= 3
            ? Promise.reject(new SyncError('conflict', 'aborted'))
            : cache.commitDelta(next, parts),
      }),
    });
    await worker.openTab();
    await world.clock.advance(500);
    world.publisher.publish(changed);
    await world.clock.advance(1500);
    expect(aborts).toBeGreaterThan(0);
    expect(commitsOf(world)).toEqual([1]);
    expect(await world.reader.version()).toMatchObject({ seq: 1 });
    await world.clock.advance(120_000);
    expect(commitsOf(world)).toEqual([1, 2]);
  });
});

describe('tabs that miss together', () => {
  /** All that is asked for when so many tabs want the same record of an empty device, and then check. */
  async function requestsOf(tabs: number): Promise<readonly string[]> {
    const world = await createWorld({ truth: { posts: records(1, 300), people: records(1, 3) } });
    const worker = world.startWorker();
    const head = world.publisher.manifest().collections['posts']!.head!;
    const gate = Promise.withResolvers<void>();
    world.network.fail(async (path, init) => {
      if (path.includes(head)) await gate.promise;
      return world.network.serve(path, init);
    });
    for (let i = 0; i < tabs; i++) await worker.openTab();
    const wants = Array.from({ length: tabs }, () => worker.api.want('posts', 'rec150'));
    await world.clock.advance(500);
    expect(await Promise.all(wants)).toEqual(wants.map(() => ({ ok: true, value: 'shown' })));
    const checks = Array.from({ length: tabs }, () => worker.api.checkNow());
    gate.resolve();
    await world.clock.advance(500);
    expect(await Promise.all(checks)).toEqual(checks.map(() => ({ ok: true, value: null })));
    await world.stop();
    return [...world.network.requests].sort();
  }

  it('[B16] cause the requests that one tab causes', async () => {
    const alone = await requestsOf(1);
    // The first sync's poll, and one that began after all had asked.
    expect(alone.filter((path) => path.endsWith('manifest.json'))).toHaveLength(2);
    const together = await requestsOf(20);
    expect(new Set(together)).toEqual(new Set(alone));
    expect(together.length).toBeLessThanOrEqual(alone.length);
  });
});
