import type { Cache } from '../../src/cache/cache.ts';
import { createMutations } from '../../src/sync/create-mutations.ts';
import type { Mutations, MutationsOptions } from '../../src/sync/mutations.ts';
import { createLockHub } from '../fakes/fake-locks.ts';
import { createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';
import { mutators } from './mutation-server.ts';

/** A write path over an outbox and what it asks of a cache; `sent` are the ids that went out, and are never answered. */
export function mutationsOver({
  cache,
  ...options
}: Pick<MutationsOptions, 'outbox'> &
  Partial<Omit<MutationsOptions, 'cache'>> & { readonly cache: Partial<Cache> }): {
  readonly mutations: Mutations;
  readonly clock: VirtualClock;
  readonly sent: readonly string[];
} {
  const clock = createVirtualClock();
  const sent: string[] = [];
  const mutations = createMutations({
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
    cache: () => cache as Cache,
    commitOverlay: () => cache.commitOverlay!(),
    version: () => ({ log: 'log', seq: 1 }),
    isFirstCopy: () => true,
    isOwner: () => true,
    isReadOnly: () => false,
    onOverlay: () => undefined,
    onStatus: () => undefined,
    tellOthers: () => undefined,
    ...options,
  });
  return { mutations, clock, sent };
}
