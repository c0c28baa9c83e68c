import { IDBDatabase as FakeDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openCache } from '../../src/cache/open-cache.ts';
import { defineMutator } from '../../src/model/mutator.ts';
import { defineCollection, field } from '../../src/model/schema.ts';
import type { Broadcast } from '../../src/protocol/broadcast.ts';
import { namesFor } from '../../src/protocol/names.ts';
import {
  READ_ONLY,
  type EngineStatus,
  type Snapshot,
  type WorkerApi,
  type WorkerHello,
} from '../../src/protocol/worker-api.ts';
import { openClient } from '../../src/tab/open-client.ts';
import type { PageEvent, TabEnvironment } from '../../src/tab/environment.ts';
import type { HostRequest } from '../../src/tab/open-host.ts';
import { settled } from '../fakes/settled.ts';

const articles = defineCollection({
  name: 'articles',
  table: 'articles',
  fields: { title: field('text', 'title') },
  indexes: {},
});
const touch = defineMutator({
  name: 'touch',
  role: 'reader',
  args: {},
  run: () => Promise.resolve(),
});
const EMPTY = { state: 'ready', rows: [], total: 0 } as const;

/** A page whose workers, locks and events a test holds in its hands. */
function fakePage({
  storage = 'indexeddb' as EngineStatus['storage'],
  phase = 'fresh' as EngineStatus['phase'],
  isSilent = false,
  neverGreets = 0,
  isLocked = true,
  indexedDB = new IDBFactory(),
  calls = {} as Partial<WorkerApi>,
} = {}) {
  const requests: HostRequest[] = [];
  const hellos: WorkerHello[] = [];
  const deaths: (() => void)[] = [];
  const channels: { closed: boolean; hear: (message: unknown) => void }[] = [];
  const closed: HostRequest[] = [];
  let tell: (event: PageEvent) => void = () => undefined;
  let tabLocks = 0;
  const databaseLocks = new Set<string>();
  const sleepers = new Set<{ readonly ms: number; readonly wake: () => void }>();
  let status: EngineStatus = { ...READ_ONLY, phase, isOwner: true, host: 'shared', storage };
  const snapshot: Snapshot = {
    version: { log: 'log', seq: 1 },
    answers: [{ state: 'ready', rows: [{ id: 'a', createdTime: '', title: 'one' }], total: 1 }],
  };
  const api = {
    hello: () => {
      const hello = {
        instance: `i${hellos.length}`,
        lock: `worker${hellos.length}`,
        status,
        storage,
      };
      hellos.push(hello as WorkerHello);
      return Promise.resolve(hello as WorkerHello);
    },
    tab: () => Promise.resolve(),
    checkNow: () =>
      isSilent ? new Promise<never>(() => undefined) : Promise.resolve({ ok: true, value: null }),
    read: () => Promise.resolve({ ok: true, value: snapshot }),
    status: () => Promise.resolve(status),
    ...calls,
  } as Partial<WorkerApi> as WorkerApi;

  const environment: TabEnvironment = {
    build: { id: 'b', at: 1 },
    hosts: ['shared', 'page'],
    openHost: (request, signal) => {
      requests.push(request);
      signal.addEventListener('abort', () => closed.push(request), { once: true });
      const never = new Promise<never>(() => undefined);
      const isMute = requests.length <= neverGreets;
      return Promise.resolve({
        api: isMute ? { ...api, hello: () => never } : api,
        failed: never,
        fetched: () => Promise.resolve(true),
      });
    },
    locks: {
      request: (async (name: string, options: { signal: AbortSignal }, granted: () => unknown) => {
        if (!isLocked) return new Promise<never>(() => undefined);
        if (name.includes(':cache:')) {
          databaseLocks.add(name);
          options.signal.addEventListener('abort', () => databaseLocks.delete(name), {
            once: true,
          });
          return granted();
        }
        if (!name.includes('worker')) {
          tabLocks++;
          options.signal.addEventListener('abort', () => tabLocks--, { once: true });
          return granted();
        }
        await new Promise<void>((resolve, reject) => {
          deaths.push(resolve);
          options.signal.addEventListener('abort', () => reject(new Error('aborted')), {
            once: true,
          });
        });
        return granted();
      }) as LockManager['request'],
    },
    indexedDB,
    openChannel: () => {
      const channel = {
        closed: false,
        hear: (() => undefined) as (message: unknown) => void,
        addEventListener: (_: string, listener: (event: { data: unknown }) => void) => {
          channel.hear = (data) => listener({ data });
        },
        close: () => (channel.closed = true),
      };
      channels.push(channel);
      return channel as unknown as BroadcastChannel;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { ms, wake: () => sleepers.delete(sleeper) && resolve() };
        const stop = () => sleepers.delete(sleeper) && reject(new Error('aborted'));
        sleepers.add(sleeper);
        signal.addEventListener('abort', stop, { once: true });
      }),
    newId: () => 'tab',
    isVisible: () => true,
    listen: (listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  return {
    client: openClient({ collections: [articles], basePath: '/', environment }),
    requests,
    hellos,
    deaths,
    channels,
    closed,
    tabLocks: () => tabLocks,
    databaseLocks,
    /** What the worker knows from now on, without saying so. */
    become: (next: EngineStatus['phase']) => (status = { ...status, phase: next }),
    /** Wakes those who sleep for just as long. */
    wake: (wanted: number) => sleepers.forEach(({ ms, wake }) => ms === wanted && wake()),
    /** How long each sleeper wants to sleep. */
    sleepsMs: () => [...sleepers].map(({ ms }) => ms),
    wakeAll: () => sleepers.forEach(({ wake }) => wake()),
    tell: (event: PageEvent) => tell(event),
    /** Some worker says this to all tabs. */
    say: (message: Broadcast) => channels.at(-1)!.hear(message),
  };
}

const saidBy = (store: string, fields: Partial<EngineStatus>): Broadcast => ({
  type: 'status',
  store,
  status: {
    ...READ_ONLY,
    phase: 'fresh',
    isOwner: true,
    host: 'shared',
    storage: 'indexeddb',
    ...fields,
  },
});

it('[L1] a live feed that a page begins to show while its hello is on the way is told to the worker', async () => {
  const greeting = Promise.withResolvers<void>();
  const told: unknown[] = [];
  const page = fakePage({
    calls: {
      hello: async ({ feeds }) => {
        told.push(feeds);
        await greeting.promise;
        const status = { ...READ_ONLY, phase: 'fresh', isOwner: true, host: 'shared' } as const;
        const storage = 'indexeddb';
        return {
          instance: 'i',
          lock: 'worker',
          status: { ...status, storage },
          storage,
        } as WorkerHello;
      },
      tab: (_id, state, feeds) => {
        told.push([state, feeds]);
        return Promise.resolve();
      },
    },
  });
  await settled();
  const stop = page.client.showFeed('posts', () => undefined);
  greeting.resolve();
  await settled();
  stop();
  expect(told).toEqual([[], ['visible', ['posts']], ['visible', []]]);
  page.client.close();
});

it('[W9][fault W1] a tab that was allowed to change something stays so while the next worker begins', async () => {
  const page = fakePage();
  await settled();
  const { storage } = page.client.status();
  const version = { log: 'log', seq: 1 };
  page.say(saidBy(namesFor('/', 'public', [articles]).database, { version, writable: true }));
  page.become('starting');
  page.deaths.shift()!();
  await settled();
  expect(page.client.status()).toMatchObject({ phase: 'starting', writable: true, storage });
  // What it knows in the end holds.
  page.say(saidBy(namesFor('/', 'public', [articles]).database, { version, writable: false }));
  expect(page.client.status()).toMatchObject({ phase: 'fresh', writable: false });
  // One that has read what is kept knows it, before it has asked the site.
  const early = { version, writable: true, phase: 'starting' } as const;
  page.say(saidBy(namesFor('/', 'public', [articles]).database, early));
  expect(page.client.status()).toMatchObject(early);
  page.client.close();
});

describe('what a tab hears of', () => {
  it('[N7][fault V1] another database than its own is not about what it shows', async () => {
    const page = fakePage();
    await settled();
    const own = namesFor('/', 'public', [articles]);
    page.say(saidBy(`${own.databasePrefix}1-other`, { checkedAt: 7, phase: 'offline' }));
    expect(page.client.status()).not.toHaveProperty('checkedAt');
    expect(page.client.status().phase).toBe('fresh');
    page.say(saidBy(own.database, { checkedAt: 8, phase: 'updating' }));
    expect(page.client.status()).toMatchObject({ checkedAt: 8, phase: 'updating' });
    page.client.close();
  });

  it("[N7][fault D5] another worker's memory is not about what it shows, and of its own worker's it is", async () => {
    const page = fakePage({ storage: 'memory' });
    await settled();
    page.say(saidBy('i7', { storage: 'memory', checkedAt: 7 }));
    page.say(saidBy(namesFor('/', 'public', [articles]).database, { checkedAt: 7 }));
    expect(page.client.status()).not.toHaveProperty('checkedAt');
    page.say(saidBy('i0', { storage: 'memory', checkedAt: 8 }));
    expect(page.client.status()).toMatchObject({ storage: 'memory', checkedAt: 8 });
    page.client.close();
  });

  it('[N1][invariant I6] another version than it shows is read, though its commit was never announced', async () => {
    let seq = 1;
    const page = fakePage({
      storage: 'memory',
      calls: {
        read: () =>
          Promise.resolve({
            ok: true,
            value: { version: { log: 'log', seq }, answers: [{ ...EMPTY, total: seq }] },
          }),
      },
    });
    const totals: unknown[] = [];
    page.client.watch({ collection: 'articles', query: {} }, (answer) =>
      totals.push(answer.state === 'ready' ? answer.total : answer.state),
    );
    await settled();
    const version = { log: 'log', seq: 1 };
    page.say(saidBy('i0', { storage: 'memory', version }));
    await settled();
    const reads = totals.length;
    seq = 2;
    page.say(saidBy('i0', { storage: 'memory', version: { log: 'log', seq } }));
    await settled();
    expect(totals.slice(reads - 1)).toEqual([1, 2]);
    page.client.close();
  });
});

it('[invariant I6] a version that was announced is not looked for again when the status says it too', async () => {
  let reads = 0;
  const answer = { version: { log: 'log', seq: 1 }, answers: [EMPTY] } as const;
  const page = fakePage({
    storage: 'memory',
    calls: {
      read: () => {
        reads++;
        return Promise.resolve({ ok: true, value: answer });
      },
    },
  });
  page.client.watch({ collection: 'articles', query: {} }, () => undefined);
  await settled();
  page.say(saidBy('i0', { storage: 'memory', version: { log: 'log', seq: 1 } }));
  await settled();
  const before = reads;
  const version = { log: 'log', seq: 2 };
  // Of another collection: nothing of what is shown is read.
  page.say({ type: 'committed', store: 'i0', epoch: 1, ...version, since: 1, changes: {} });
  page.say(saidBy('i0', { storage: 'memory', version }));
  await settled();
  expect(reads).toBe(before);
  page.client.close();
});

describe("a tab's client", () => {
  it('[fault W6] reaches for a new worker address after a death', async () => {
    const page = fakePage();
    await settled();
    page.deaths.shift()!();
    await settled();
    expect(page.requests.map(({ generation }) => generation)).toEqual([0, 1]);
    page.client.close();
  });

  it('[N4][fault W2] greets again when the script was restarted behind the same port', async () => {
    const page = fakePage();
    await settled();
    // The old global is gone and with it its lock, while the port goes on answering as a new instance.
    page.deaths.shift()!();
    await settled();
    expect(page.hellos.map(({ instance }) => instance)).toEqual(['i0', 'i1']);
    page.client.close();
  });

  it('[N5][fault B1] lets go of everything on pagehide, and meets the same worker again when restored', async () => {
    const indexedDB = new IDBFactory();
    const cache = await openCache({
      names: namesFor('/', 'public', [articles]),
      collections: [articles],
      indexedDB,
      IDBKeyRange,
      onLost: () => undefined,
    });
    onTestFinished(() => cache.close());
    await cache.claim();
    vi.stubGlobal('IDBKeyRange', IDBKeyRange);
    onTestFinished(() => void vi.unstubAllGlobals());
    const closing = vi.spyOn(FakeDatabase.prototype, 'close');
    onTestFinished(() => closing.mockRestore());
    const page = fakePage({ indexedDB });
    const heard: string[] = [];
    page.client.watch({ collection: 'articles', id: 'a' }, ({ state }) => heard.push(state));
    await vi.waitUntil(() => heard.length > 0);
    expect(closing).not.toHaveBeenCalled();
    page.tell('hide');
    await settled();
    expect(page.channels[0]!.closed).toBe(true);
    expect(page.closed).toHaveLength(1);
    expect(page.tabLocks()).toBe(0);
    expect([...page.databaseLocks]).toEqual([]);
    expect(closing).toHaveBeenCalledTimes(1);
    page.tell('restore');
    await settled();
    expect(page.requests.map(({ generation }) => generation)).toEqual([0, 0]);
    expect(page.tabLocks()).toBe(1);
    page.client.close();
  });

  it('[fault V1] holds the database that it reads, so that nobody deletes it as an old one', async () => {
    const page = fakePage();
    await settled();
    expect([...page.databaseLocks]).toEqual([namesFor('/', 'public', [articles]).database]);
    page.client.close();
    expect([...page.databaseLocks]).toEqual([]);
  });

  it('[O10][promise P7] greets a worker where its own lock never comes', async () => {
    const page = fakePage({ isLocked: false });
    await settled();
    expect(page.hellos).toEqual([]);
    page.wake(1000);
    await settled();
    expect(page.client.status().phase).toBe('fresh');
    page.client.close();
  });

  it('[promise P7] answers at once what is asked of it when it is closed, and after that', async () => {
    const never = () => new Promise<never>(() => undefined);
    const page = fakePage({ calls: { outbox: never, mutate: never } });
    await settled();
    const asked = [page.client.outbox(), page.client.mutate(touch, {})];
    await settled();
    page.client.close();
    asked.push(page.client.outbox(), page.client.mutate(touch, {}));
    const gone = { ok: false, error: { code: 'worker-gone' } };
    expect(await Promise.all(asked)).toMatchObject([gone, gone, gone, gone]);
  });

  it('[promise P7] answers a call whose worker died under it', async () => {
    const page = fakePage({ isSilent: true });
    await settled();
    const asked = page.client.checkNow();
    page.deaths.shift()!();
    expect(await asked).toMatchObject({ ok: false, error: { code: 'worker-gone' } });
    page.client.close();
  });

  it.each([2, 6])(
    '[promise P2] makes a change once where the first %i workers never greet, and says nothing of them',
    async (neverGreets) => {
      const made: string[] = [];
      const page = fakePage({
        neverGreets,
        calls: {
          mutate: ({ id }) => {
            made.push(id);
            return Promise.resolve({ ok: true, value: { id } });
          },
        },
      });
      await settled();
      const outcome = page.client.mutate(touch, {});
      for (let failure = 1; failure <= neverGreets; failure++) {
        await settled();
        page.wake(3000);
        await settled();
        for (const pause of [1000, 2000, 4000, 8000, 10_000]) page.wake(pause);
      }
      expect(await outcome).toEqual({ ok: true, value: { id: 'tab' } });
      expect(made).toEqual(['tab']);
      page.client.close();
    },
  );

  it('[promise P2] asks no later worker for what has failed for its caller', async () => {
    const asked: string[] = [];
    const page = fakePage({
      neverGreets: 1,
      calls: {
        mutate: ({ id }) => {
          asked.push(`mutate ${id}`);
          return Promise.resolve({ ok: true, value: { id } });
        },
        signOut: (unsent) => {
          asked.push(`sign out, ${unsent}`);
          return Promise.resolve({ ok: true, value: null });
        },
      },
    });
    await settled();
    const late = page.client.mutate(touch, {});
    page.wake(15_000);
    await settled();
    page.wake(15_000);
    expect(await late).toMatchObject({ ok: false, error: { code: 'timeout' } });
    const unheard = page.client.signOut('discard');
    page.wake(3000);
    expect(await unheard).toMatchObject({ ok: false, error: { code: 'worker-gone' } });
    await settled();
    expect(page.hellos).toHaveLength(1);
    expect(asked).toEqual([]);
    page.client.close();
  });

  it('[N1][invariant I6] asks the worker for what no broadcast has told, soon at first and then rarely', async () => {
    const page = fakePage({ phase: 'starting' });
    await settled();
    expect(page.client.status().phase).toBe('starting');
    page.become('updating');
    page.wakeAll();
    await settled();
    expect(page.client.status().phase).toBe('updating');
    expect(page.sleepsMs()).toEqual([500]);
    page.become('fresh');
    page.wakeAll();
    await settled();
    expect(page.client.status().phase).toBe('fresh');
    page.wakeAll();
    await settled();
    expect(page.sleepsMs()).toEqual([10_000]);
    page.deaths.shift()!();
    await settled();
    expect(page.sleepsMs()).toContain(250);
    page.client.close();
    await settled();
    expect(page.sleepsMs()).toEqual([]);
  });

  it('[promise P8] asks the worker at once when it is shown again: nobody told it of checks meanwhile', async () => {
    let checkedAt = 1;
    const { status } = saidBy('', {}) as Extract<Broadcast, { type: 'status' }>;
    const calls = { status: () => Promise.resolve({ ...status, checkedAt }) };
    const page = fakePage({ calls });
    await settled();
    checkedAt = 3_600_000;
    page.tell('shown');
    await settled();
    expect(page.client.status().checkedAt).toBe(3_600_000);
    page.client.close();
  });

  it('[fault V1][fault B1] goes on saying that it is outdated, as its own worker does, while a newer build’s says how things are', async () => {
    const { status } = saidBy('', { isOutdated: true }) as Extract<Broadcast, { type: 'status' }>;
    const page = fakePage({ calls: { status: () => Promise.resolve(status) } });
    await settled();
    // Restored, it heard nothing of the newer build itself.
    page.tell('shown');
    await settled();
    page.say(saidBy(namesFor('/', 'public', [articles]).database, { upstreamReadAt: 5 }));
    expect(page.client.status()).toMatchObject({ isOutdated: true, upstreamReadAt: 5 });
    page.client.close();
  });

  it('[fault D8] reads through the worker where only memory keeps the copy', async () => {
    const page = fakePage({ storage: 'memory' });
    const titles: unknown[] = [];
    page.client.watch({ collection: 'articles', query: {} }, (answer) =>
      titles.push(answer.state === 'ready' ? answer.rows[0]!['title'] : answer.state),
    );
    await settled();
    expect(titles.at(-1)).toBe('one');
    page.client.close();
  });

  it('[N4][fault W1] goes on reading through the next worker where one died under a read', async () => {
    let reads = 0;
    const snapshot: Snapshot = { version: { log: 'log', seq: 1 }, answers: [EMPTY] };
    const page = fakePage({
      storage: 'memory',
      calls: {
        read: () =>
          reads++ === 0
            ? new Promise(() => undefined)
            : Promise.resolve({ ok: true, value: snapshot }),
      },
    });
    const heard: unknown[] = [];
    await settled();
    page.client.watch({ collection: 'articles', query: {} }, ({ state }) => heard.push(state));
    await settled();
    expect([reads, heard]).toEqual([1, []]);
    page.deaths.shift()!();
    await settled();
    expect(heard.at(-1)).toBe('ready');
    page.client.close();
  });

  it('[B66] hears nothing of a missing record after it was stopped', async () => {
    const want = Promise.withResolvers<Awaited<ReturnType<WorkerApi['want']>>>();
    const page = fakePage({ calls: { want: () => want.promise } });
    const heard: unknown[] = [];
    const request = { collection: 'articles', id: 'nobody' };
    const stop = page.client.watch(request, ({ state }) => heard.push(state));
    await settled();
    stop();
    want.resolve({ ok: true, value: 'missing' });
    await settled();
    expect(new Set(heard)).toEqual(new Set(['loading']));
    page.client.close();
  });
});

it('[N9] a mistake of whoever listens to answers is seen by developers, not swallowed', async () => {
  const page = fakePage({ storage: 'memory' });
  const mistake = new TypeError('no such field');
  const seen: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (error) => seen.push(error));
  try {
    page.client.watch({ collection: 'articles', query: {} }, (answer) => {
      if (answer.state === 'ready') throw mistake;
    });
    await settled();
    page.client.close();
    await settled();
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  }
  expect(new Set(seen)).toEqual(new Set([mistake]));
});
