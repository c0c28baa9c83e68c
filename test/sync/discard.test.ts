import { expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox } from '../../src/cache/outbox.ts';
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
