import { expect, test } from 'vitest';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox } from '../../src/cache/outbox.ts';
import type { Version } from '../../src/protocol/version.ts';
import { createLockHub } from '../fakes/fake-locks.ts';
import { mutationsOver } from './mutations-over.ts';

test('[promise P4] [invariant I2] who gets the outbox before the cache sends nothing until it knows what it shows', async () => {
  const kept = createOutbox(createMemoryStorage(), () => 'client');
  const ctx = { now: 0, newIds: [] };
  const args = { id: 'rec1', letter: 'x' };
  await kept.append({ id: 'a', name: 'addLetter', args, ctx, effects: [] }, 'reader');
  const shown = [{ collection: 'posts', id: 'rec1', fields: { body: 'x' } }];
  const state = { isOwner: false };
  const { mutations, clock, sent } = mutationsOver({
    outbox: { ...kept, storage: 'indexeddb' },
    cache: {
      commitOverlay: () => Promise.resolve(undefined),
      effectsOf: () => (state.isOwner ? shown : undefined),
    },
    version: () => ({ log: 'log', seq: 1 }),
    isOwner: () => state.isOwner,
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

test('[promise P7] [invariant I2] who goes on in memory leaves sending to others until it knows what a change does', async () => {
  const kept = createOutbox(createMemoryStorage(), () => 'client');
  const ctx = { now: 0, newIds: [] };
  const args = { id: 'rec1', letter: 'x' };
  await kept.append({ id: 'a', name: 'addLetter', args, ctx, effects: [] }, 'reader');
  const hub = createLockHub();
  const state = { version: undefined as Version | undefined };
  const { mutations, clock, sent } = mutationsOver({
    outbox: { ...kept, storage: 'indexeddb' },
    cache: {
      storage: 'memory',
      commitOverlay: () => Promise.resolve(undefined),
      effectsOf: () => [{ collection: 'posts', id: 'rec1', fields: { body: 'x' } }],
    },
    version: () => state.version,
    locks: hub.open(),
  });
  mutations.own();
  await clock.advance(1_000);
  expect(hub.holders('outbox')).toBe(0);
  state.version = { log: 'log', seq: 1 };
  mutations.committed();
  await clock.advance(1_000);
  expect(hub.holders('outbox')).toBe(1);
  expect(sent).toEqual(['a']);
  mutations.stop();
});

test('[invariant I2] who lets go of it for a newer build does not ask for it again with the commit under way', async () => {
  const hub = createLockHub();
  const state = { isOwner: true };
  const { mutations, clock } = mutationsOver({
    outbox: {
      ...createOutbox(createMemoryStorage(), () => 'client'),
      storage: 'indexeddb',
    },
    cache: { storage: 'indexeddb', commitOverlay: () => Promise.resolve(undefined) },
    version: () => ({ log: 'log', seq: 1 }),
    isOwner: () => state.isOwner,
    locks: hub.open(),
  });
  mutations.own();
  await clock.advance(1_000);
  expect(hub.holders('outbox')).toBe(1);
  state.isOwner = false;
  mutations.disown();
  mutations.committed();
  await clock.advance(1_000);
  expect(hub.holders('outbox')).toBe(0);
  mutations.stop();
});
