import { expect, it } from 'vitest';
import { createLocalStore } from '../../src/cache/local-store.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox } from '../../src/cache/outbox.ts';
import { toFailure, type Outcome } from '../../src/protocol/failure.ts';
import type { Made, WorkerApi } from '../../src/protocol/worker-api.ts';
import { createLocal } from '../../src/sync/local.ts';
import { createCalls } from '../../src/tab/calls.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { mutationsOver } from './mutations-over.ts';

const call = { id: 'a', name: 'addLetter', args: { id: 'rec1', letter: 'x' } };

/** A tab and its worker, whose disk writes nothing before `free` is called. */
function tabOnStoppedDisk() {
  const storage = createMemoryStorage();
  const freed = Promise.withResolvers<void>();
  const outbox = createOutbox(
    {
      ...storage,
      write: async (work) => {
        await freed.promise;
        return storage.write(work);
      },
    },
    () => 'client',
  );
  const clock = createVirtualClock();
  const { mutations } = mutationsOver({
    outbox: { ...outbox, storage: 'indexeddb', isRead: () => true },
    cache: { commitOverlay: () => Promise.resolve(undefined), tryOut: async () => [like] },
    clock,
    isOwner: () => false,
  });
  const api = {
    mutate: (made) =>
      mutations.mutate(made).then(
        (value): Outcome<Made> => ({ ok: true, value }),
        (error: unknown): Outcome<Made> => ({ ok: false, error: toFailure(error) }),
      ),
  } as Pick<WorkerApi, 'mutate'> as WorkerApi;
  const calls = createCalls((ms, signal) => clock.sleep(ms, signal));
  calls.connected(api);
  const change = () => calls.insist((worker) => worker.mutate(call));
  return { change, clock, outbox, free: freed.resolve, mutations };
}

const like = { collection: 'posts', id: 'rec1', fields: { body: 'x' } };

it.each([1, 19, 21, 29, 31, 42])(
  '[W1][promise P1] a tab that another one keeps from the disk for %i seconds is told truly whether its change is kept',
  async (seconds) => {
    const { change, clock, outbox, free, mutations } = tabOnStoppedDisk();
    const outcome = change();
    await clock.advance(seconds * 1000);
    free();
    await clock.advance(60_000);
    const { ok } = await outcome;
    expect(outbox.knows('a')).toBe(ok);
    expect(ok).toBe(seconds < 20);
    mutations.stop();
  },
);

/** A tab and its worker's local list, whose disk writes nothing before `free` is called. */
function listOnStoppedDisk() {
  const storage = createMemoryStorage();
  const freed = Promise.withResolvers<void>();
  const store = createLocalStore(
    {
      ...storage,
      write: async (work) => {
        await freed.promise;
        return storage.write(work);
      },
    },
    { newToken: () => 'token' },
  );
  const clock = createVirtualClock();
  const local = createLocal({
    collections: [{ name: 'marks', change: (rows) => [...rows, { id: 'a', position: 1 }] }],
    open: () => Promise.resolve(store),
    clock,
    channel: { post: () => undefined },
  });
  const calls = createCalls((ms, signal) => clock.sleep(ms, signal));
  calls.connected(local.api as WorkerApi);
  const change = () => calls.insist((worker) => worker.changeLocal('marks', 'add'));
  return { change, clock, store, free: freed.resolve, stop: () => local.stop() };
}

it.each([1, 19, 21, 29, 31, 42])(
  '[K2] a tab that another one keeps from the disk for %i seconds is told truly whether its local change is kept',
  async (seconds) => {
    const { change, clock, store, free, stop } = listOnStoppedDisk();
    const outcome = change();
    await clock.advance(seconds * 1000);
    free();
    await clock.advance(60_000);
    const answer = await outcome;
    const isKept = seconds < 20;
    expect(answer).toMatchObject(isKept ? { ok: true } : { error: { code: 'timeout' } });
    expect((await store.read('marks')).rows).toHaveLength(isKept ? 1 : 0);
    stop();
  },
);

it('[W8] what was too late for the disk is kept once where it is asked for again', async () => {
  const { change, clock, outbox, free, mutations } = tabOnStoppedDisk();
  const first = change();
  await clock.advance(32_000);
  const second = change();
  free();
  await clock.settle();
  expect(await first).toMatchObject({ ok: false, error: { code: 'timeout' } });
  expect(await second).toEqual({ ok: true, value: { id: 'a' } });
  expect(outbox.rows().map(({ id }) => id)).toEqual(['a']);
  mutations.stop();
});
