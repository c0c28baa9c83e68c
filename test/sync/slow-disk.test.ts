import { expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox } from '../../src/cache/outbox.ts';
import { toFailure, type Outcome } from '../../src/protocol/failure.ts';
import type { Made, WorkerApi } from '../../src/protocol/worker-api.ts';
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
