import { expect, test } from 'vitest';
import type { Cache } from '../../src/cache/cache.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox } from '../../src/cache/outbox.ts';
import { createMutations } from '../../src/sync/mutations.ts';
import { createLockHub } from '../fakes/fake-locks.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { mutators } from './mutation-server.ts';

test('[promise P4] [invariant I2] who gets the outbox before the cache sends nothing until it knows what it shows', async () => {
  const clock = createVirtualClock();
  const kept = createOutbox(createMemoryStorage(), () => 'client');
  const ctx = { now: 0, newIds: [] };
  const args = { id: 'rec1', letter: 'x' };
  await kept.append({ id: 'a', name: 'addLetter', args, ctx, effects: [] }, 'reader');
  const shown = [{ collection: 'posts', id: 'rec1', fields: { body: 'x' } }];
  const state = { isOwner: false };
  const sent: string[] = [];
  const cache = {
    commitOverlay: () => Promise.resolve(undefined),
    effectsOf: () => (state.isOwner ? shown : undefined),
  };
  const mutations = createMutations({
    outbox: { ...kept, storage: 'indexeddb' },
    mutators,
    push: {
      send(rows) {
        sent.push(...rows.map(({ id }) => id));
        return new Promise(() => undefined);
      },
      checkToken: () => Promise.resolve(),
    },
    locks: createLockHub().open(),
    lockName: 'outbox',
    clock,
    random: () => 0,
    newId: () => 'id',
    report: () => undefined,
    cache: () => cache as unknown as Cache,
    version: () => ({ log: 'log', seq: 1 }),
    isOwner: () => state.isOwner,
    isReadOnly: () => false,
    onOverlay: () => undefined,
    onStatus: () => undefined,
    tellOthers: () => undefined,
  });
  mutations.steal();
  await clock.advance(1_000);
  expect(sent).toEqual([]);
  state.isOwner = true;
  mutations.own();
  await clock.advance(1_000);
  expect(sent).toEqual(['a']);
  expect(kept.rows()[0]!.effects).toEqual(shown);
  mutations.stop();
});
