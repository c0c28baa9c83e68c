import { createRoot } from 'solid-js';
import { afterEach, describe, expect, it } from 'vitest';
import { createLocalStore } from '../../src/cache/local-store.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import type { LocalCollection, LocalRow } from '../../src/model/local.ts';
import { decodeBroadcast } from '../../src/protocol/broadcast.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import { createLocal as startLocal, type Local } from '../../src/sync/local.ts';
import type { Client } from '../../src/tab/client.ts';
import { createLocal } from '../../src/tab/create-local.ts';
import { createChannelHub } from '../fakes/fake-channel.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';

interface Note extends LocalRow {
  readonly at: number;
}
type NoteChange = { readonly add: string } | { readonly refuse: true };

/** Notes are kept for an hour. */
const notes: LocalCollection<Note, NoteChange> = {
  name: 'notes',
  change(rows, change, now) {
    if ('refuse' in change) throw new SyncError('invalid-arguments', 'No.');
    if (rows.some(({ id }) => id === change.add)) return rows;
    return [...rows, { id: change.add, position: (rows.at(-1)?.position ?? 0) + 1, at: now }];
  },
  tidy(rows, now) {
    const kept = rows.filter(({ at }) => now - at <= 3_600_000);
    return kept.length === rows.length ? rows : kept;
  },
};

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** One browser profile: workers over one storage and one channel, and tabs of each. */
function openProfile() {
  const clock = createVirtualClock({ turns: 20 });
  const storage = createMemoryStorage();
  const channels = createChannelHub();
  let tokens = 0;

  function startWorker() {
    const local = startLocal({
      collections: [notes],
      open: () =>
        Promise.resolve(createLocalStore(storage, { newToken: () => `token-${++tokens}` })),
      clock,
      channel: channels.open(),
    });
    stops.push(() => local.stop());
    return local;
  }

  function openTab({ api }: Local) {
    const channel = channels.open();
    const client = {
      ...api,
      onLocal: (listener) =>
        channel.subscribe((raw) => {
          const message = decodeBroadcast(raw);
          if (message?.type === 'local') listener(message);
        }),
    } as Partial<Client> as Client;
    return createRoot((dispose) => {
      stops.push(dispose);
      return createLocal(notes, { client });
    });
  }
  return { clock, channels, startWorker, openTab };
}

const ids = (list: { readonly rows: readonly LocalRow[] }) => list.rows.map(({ id }) => id);

describe('[B112] two tabs', () => {
  it.each(['of one worker', 'of two workers'])(
    '[K4] %s show each other’s changes',
    async (kind) => {
      const profile = openProfile();
      const first = profile.startWorker();
      const one = profile.openTab(first);
      const two = profile.openTab(kind === 'of one worker' ? first : profile.startWorker());
      await profile.clock.settle();
      expect(one.state).toBe('ready');
      await one.change({ add: 'a' });
      expect(ids(one)).toEqual(['a']);
      await profile.clock.settle();
      expect(ids(two)).toEqual(['a']);
      await Promise.all([two.change({ add: 'b' }), one.change({ add: 'c' })]);
      await profile.clock.settle();
      expect(ids(one).toSorted()).toEqual(['a', 'b', 'c']);
      expect(ids(two)).toEqual(ids(one));
    },
  );
});

it('[K4][invariant I6] tells of a change after it is made, without its rows, and says nothing of what changed nothing', async () => {
  const { channels, startWorker } = openProfile();
  const { api } = startWorker();
  await api.changeLocal('notes', { add: 'a' });
  await api.changeLocal('notes', { add: 'a' });
  await api.local('notes');
  expect(channels.posted).toEqual([
    { type: 'local', collection: 'notes', revision: 1, token: 'token-1' },
  ]);
});

it('[K4][fault W1][promise P6] tells what a worker kept that died before it could tell', async () => {
  const { clock, channels, startWorker, openTab } = openProfile();
  const looking = openTab(startWorker());
  await clock.settle();
  const dying = startWorker();
  channels.lose(() => true);
  await dying.api.changeLocal('notes', { add: 'a' });
  channels.lose(() => false);
  await clock.settle();
  expect(ids(looking)).toEqual([]);
  // Whoever was not answered asks the next one again.
  await startWorker().api.changeLocal('notes', { add: 'a' });
  await clock.settle();
  expect(ids(looking)).toEqual(['a']);
});

it('answers a refusal as data, and leaves the rows as they are', async () => {
  const { clock, startWorker, openTab } = openProfile();
  const list = openTab(startWorker());
  await clock.settle();
  const outcome = await list.change({ refuse: true });
  expect(outcome).toEqual({ ok: false, error: { code: 'invalid-arguments', message: 'No.' } });
  expect(ids(list)).toEqual([]);
  const { api } = startWorker();
  expect(await api.local('nobody')).toMatchObject({ ok: false, error: { code: 'not-found' } });
});

describe('[B115] what time takes', () => {
  it('is removed while tabs look on, in all of them', async () => {
    const { clock, startWorker, openTab } = openProfile();
    const list = openTab(startWorker());
    await clock.settle();
    await list.change({ add: 'old' });
    await clock.advance(50 * 60_000);
    await list.change({ add: 'young' });
    await clock.advance(5 * 60_000);
    expect(ids(list)).toEqual(['old', 'young']);
    await clock.advance(20 * 60_000);
    expect(ids(list)).toEqual(['young']);
  });

  it('is not shown by a worker that starts later, which has all the rest', async () => {
    const { clock, startWorker, openTab } = openProfile();
    const first = startWorker();
    await first.api.changeLocal('notes', { add: 'old' });
    first.stop();
    await clock.advance(3_000_000);
    const second = startWorker();
    await second.api.changeLocal('notes', { add: 'young' });
    second.stop();
    await clock.advance(3_000_000);
    const list = openTab(startWorker());
    await clock.settle();
    expect(ids(list)).toEqual(['young']);
  });

  it('costs nothing where nobody has asked for a local collection', () => {
    const { clock, startWorker } = openProfile();
    startWorker();
    expect(clock.sleepers).toBe(0);
  });
});
