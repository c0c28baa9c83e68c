import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox } from '../../src/cache/outbox.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import type { PushAnswer } from '../../src/sync/push.ts';
import { createLockHub } from '../fakes/fake-locks.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { mutationsOver } from './mutations-over.ts';

it('[W18][invariant I8] what is being marked as sent while somebody takes it back is sent, and is not called taken back', async () => {
  const storage = createMemoryStorage();
  const loaded = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  let isSlow = false;
  const kept = createOutbox(
    {
      ...storage,
      write: async (work) => {
        if (isSlow) await written.promise;
        return storage.write(work);
      },
    },
    () => 'client',
  );
  const { mutations, clock, sent } = mutationsOver({
    outbox: {
      ...kept,
      storage: 'indexeddb',
      load: async () => {
        await kept.load();
        if (isSlow) await loaded.promise;
      },
    },
    cache: { commitOverlay: () => Promise.resolve(undefined), effectsOf: () => [] },
  });
  mutations.own();
  await clock.advance(1000);
  const ctx = { now: 0, newIds: [] };
  await kept.append(
    { id: 'a', name: 'addLetter', args: { id: 'rec1', letter: 'x' }, ctx },
    'reader',
  );
  isSlow = true;
  const discarded = mutations.discard('a').then(
    () => 'taken back',
    () => 'too late',
  );
  await clock.settle();
  // Meanwhile it is its turn to be sent.
  mutations.hurry();
  await clock.settle();
  loaded.resolve();
  await clock.settle();
  written.resolve();
  await clock.advance(1000);
  expect(sent).toEqual(['a']);
  expect(await discarded).toBe('too late');
  expect(kept.rows().map(({ id }) => id)).toEqual(['a']);
  mutations.stop();
});

describe('[W18][invariant I8] while another worker of the profile sends a change', () => {
  /** Two workers over one storage: the first is sending a change, the second is asked to take it back. */
  async function twoWorkers() {
    const storage = createMemoryStorage();
    const clock = createVirtualClock();
    const locks = createLockHub();
    const answer = Promise.withResolvers<PushAnswer>();
    const cache = { commitOverlay: () => Promise.resolve(undefined), effectsOf: () => [] };
    const workerOf = (isOwner: boolean) => {
      const outbox = createOutbox(storage, () => 'client');
      const { mutations } = mutationsOver({
        outbox: { ...outbox, storage: 'indexeddb' },
        cache,
        clock,
        locks: locks.open(),
        isOwner: () => isOwner,
        push: { send: () => answer.promise, checkToken: () => Promise.resolve() },
      });
      return { mutations, outbox };
    };
    const owner = workerOf(true);
    const follower = workerOf(false);
    await owner.outbox.append(
      {
        id: 'a',
        name: 'addLetter',
        args: { id: 'rec1', letter: 'x' },
        ctx: { now: 0, newIds: [] },
      },
      'reader',
    );
    owner.mutations.own();
    await clock.settle();
    const discard = async (worker = follower) => {
      const discarded = worker.mutations.discard('a').then(
        () => 'taken back',
        (error: unknown) => (error as SyncError).code,
      );
      await clock.settle();
      return discarded;
    };
    return { owner, follower, clock, answer, discard };
  }

  it('it cannot be taken back by any of them', async () => {
    const { owner, follower, clock, answer, discard } = await twoWorkers();
    expect([await discard(owner), await discard()]).toEqual(['conflict', 'conflict']);
    const result = { id: 'a', status: 'applied', log: 'log', seq: 9 } as const;
    answer.resolve({ kind: 'results', results: [result] });
    await clock.settle();
    expect(owner.outbox.rows()).toMatchObject([{ id: 'a', result: { log: 'log', seq: 9 } }]);
    expect(owner.outbox.rows()[0]).not.toHaveProperty('sendingUntil');
    expect(await discard()).toBe('conflict');
    owner.mutations.stop();
    follower.mutations.stop();
  });

  it('it can be taken back as soon as that has failed', async () => {
    const { owner, follower, clock, answer, discard } = await twoWorkers();
    answer.reject(new SyncError('offline', 'no network'));
    await clock.settle();
    expect(await discard()).toBe('taken back');
    owner.mutations.stop();
    follower.mutations.stop();
  });

  it('and is killed, it can be taken back half a minute later', async () => {
    const { owner, follower, clock, discard } = await twoWorkers();
    owner.mutations.stop();
    await clock.advance(29_000);
    expect(await discard()).toBe('conflict');
    await clock.advance(2000);
    expect(await discard()).toBe('taken back');
    follower.mutations.stop();
  });

  it('[fault N15] and is killed, it can be taken back where the clock is set back by a day then', async () => {
    const { owner, follower, clock, discard } = await twoWorkers();
    owner.mutations.stop();
    clock.setBy(-24 * 60 * 60_000);
    expect(await discard()).toBe('taken back');
    follower.mutations.stop();
  });
});
