import type { Cache } from '../../src/cache/cache.ts';
import type { OlderCaches } from '../../src/cache/older-caches.ts';
import { createMemoryCache } from '../../src/cache/memory-cache.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox, type Outbox } from '../../src/cache/outbox.ts';
import type { Storage } from '../../src/cache/storage.ts';
import { defineCollection, field, type Collection } from '../../src/model/schema.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import type { Build, TabState, Host, WorkerApi } from '../../src/protocol/worker-api.ts';
import { namesFor, type Names } from '../../src/protocol/names.ts';
import { createEngine, type Engine } from '../../src/sync/engine.ts';
import { createPending, type Mutators } from '../../src/sync/pending.ts';
import type { SyncEvent } from '../../src/sync/sync-event.ts';
import { createChannelHub, type ChannelHub } from './fake-channel.ts';
import { createLockHub, type LockHub } from './fake-locks.ts';
import { BASE_URL, createFakeNetwork, type FakeNetwork } from './fake-network.ts';
import { createMemoryPublisher, type MemoryPublisher } from './memory-publisher.ts';
import { noLocal } from './no-local.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** Posts and people, a site of two collections: small records, one order each. */
export const posts = defineCollection({
  name: 'posts',
  table: 'posts',
  fields: { title: field('text', 'title'), body: field('text', 'body') },
  indexes: { byTitle: [['title', 'asc']] },
  first: { orderBy: [['title', 'asc']], limit: 3, select: ['title'] },
});
export const people = defineCollection({
  name: 'people',
  table: 'people',
  fields: { title: field('text', 'title') },
  indexes: { byTitle: [['title', 'asc']] },
});
export const siteCollections: readonly Collection[] = [posts, people];

/** A record of either collection; its number gives id and age. */
export function record(n: number, title = `Title ${n}`, body = ''): StoredRecord {
  const createdTime = new Date(Date.UTC(2025, 0, 1) + n * 1000).toISOString();
  return { id: `rec${n}`, createdTime, title, ...(body === '' ? {} : { body }) };
}

/** `from` … `to`, both included. */
export function records(from: number, to: number, title?: string): StoredRecord[] {
  return Array.from({ length: to - from + 1 }, (_, i) => record(from + i, title));
}

/** One origin of one browser, with a publisher behind a network, in virtual time. */
export interface World {
  readonly clock: VirtualClock;
  readonly publisher: MemoryPublisher;
  readonly network: FakeNetwork;
  readonly channels: ChannelHub;
  readonly locks: LockHub;
  readonly names: Names;
  readonly storage: Storage;
  /** What is kept for ever. */
  readonly durable: Storage;
  startWorker(options?: WorkerOptions): FakeWorker;
  /** The cache as a page reads it, beside all workers. */
  readonly reader: Cache['reader'];
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly host?: Host;
  readonly build?: Build;
  readonly collections?: readonly Collection[];
  /** Lets a test stand between an engine and its store. */
  readonly tamper?: (cache: Cache) => Cache;
  readonly storage?: Storage;
  readonly durable?: Storage;
  readonly mutators?: Mutators;
  readonly tamperOutbox?: (outbox: Outbox) => Outbox;
  readonly random?: () => number;
  readonly isSavingData?: boolean;
  /** What other shapes of the site left on this device. */
  readonly older?: OlderCaches;
}

const USUAL = {
  host: 'shared',
  build: { id: 'build-1', at: 1 },
  mutators: {},
  random: () => 0.5,
  isSavingData: false,
} as const;

/** A worker: an engine with its own locks and its own end of the channel, on the origin's one store. */
export interface FakeWorker {
  readonly engine: Engine;
  readonly api: WorkerApi;
  readonly events: SyncEvent[];
  readonly instance: string;
  openTab(state?: TabState): Promise<FakeTab>;
  /** Ends without a word, as a killed worker does: nothing that it has under way goes on (fault W1). */
  kill(): void;
  /** Its timers and messages stop, its locks stay (fault B2); `false` thaws it. */
  freeze(isFrozen: boolean): void;
}

/** A tab: an id, a lock, and what it tells its worker. */
export interface FakeTab {
  readonly id: string;
  tell(state: TabState): Promise<void>;
  /** Says hello to another worker, as a tab does whose worker died. */
  connect(worker: FakeWorker, state: TabState): Promise<void>;
  /** Ends without a word: only its lock comes free. */
  crash(): void;
}

/** A world that publishes `truth` as version 1. */
export async function createWorld({
  collections = siteCollections,
  truth = { posts: records(1, 5), people: records(1, 3) } as Readonly<
    Record<string, readonly StoredRecord[]>
  >,
  turns = 3,
  live = [],
}: {
  /** The feeds that the publication lists; a list that a test may change before the next one. */
  readonly live?: readonly string[];
  readonly collections?: readonly Collection[];
  readonly truth?: Readonly<Record<string, readonly StoredRecord[]>>;
  readonly turns?: number;
} = {}): Promise<World> {
  const clock = createVirtualClock({ turns });
  const publisher = await createMemoryPublisher(collections, {
    now: () => clock.now(),
    writable: true,
    live,
  });
  publisher.publish(truth);
  const network = createFakeNetwork(publisher);
  const channels = createChannelHub();
  const locks = createLockHub();
  const names = namesFor('/', 'test', collections);
  const storage = createMemoryStorage();
  const durable = createMemoryStorage();
  let ids = 0;
  const workers: FakeWorker[] = [];
  let tabs = 0;

  function startWorker(given: WorkerOptions = {}): FakeWorker {
    const options = { ...USUAL, collections, durable, storage, ...given };
    const instance = `worker-${workers.length + 1}`;
    const events: SyncEvent[] = [];
    const life = createLife();
    const ownLocks = locks.open();
    const channel = channels.open();
    const mine = options.collections;
    const ownNames = namesFor('/', 'test', mine);
    const onLost = () => engine.storeLost();
    const newId = () => `id-${++ids}`;
    const outbox: Outbox = {
      ...createOutbox(options.durable, newId),
      storage: 'indexeddb',
    };
    const { build, mutators } = options;
    const pending = createPending(outbox, mutators);
    const plain = createMemoryCache({
      storage: options.storage,
      collections: mine,
      onLost,
      pending,
    });
    const cache: Cache = { ...plain, storage: 'indexeddb' };
    const engine = createEngine({
      instance,
      lock: names.workerLock(instance),
      build,
      host: options.host,
      names: ownNames,
      collections: mine,
      local: noLocal,
      cache: mortal(options.tamper?.(cache) ?? cache, life, ['effectsOf']),
      outbox: mortal(options.tamperOutbox?.(outbox) ?? outbox, life, [
        'rows',
        'signedIn',
        'revision',
        'isRead',
      ]),
      mutators,
      ...(given.older && { older: given.older }),
      newId,
      openMemory: () => createMemoryCache({ collections: mine, onLost, pending }),
      fetch: (address, init) => life.alive(network.fetch(address, init)),
      baseUrl: BASE_URL,
      channel: {
        post: (message) => (life.isDead() ? undefined : channel.post(message)),
        subscribe: (listener) => channel.subscribe((message) => life.hear(() => listener(message))),
      },
      locks: ownLocks,
      clock: { now: () => clock.now(), sleep: (ms, signal) => life.alive(clock.sleep(ms, signal)) },
      random: options.random,
      report: (event) => events.push(event),
      isOnline: true,
      isSavingData: options.isSavingData,
    });
    const worker: FakeWorker = {
      engine,
      api: engine.api,
      events,
      instance,
      async openTab(state = 'visible') {
        const id = `tab-${++tabs}`;
        const tabLocks = locks.open();
        const lock = Promise.withResolvers<void>();
        void tabLocks.request(names.tabLock(id), {}, () => {
          lock.resolve();
          return new Promise(() => undefined);
        });
        await lock.promise;
        let api = engine.api;
        await api.hello({ tabId: id, build, state });
        return {
          id,
          tell: (next) => api.tab(id, next),
          async connect(other, next) {
            api = other.api;
            await api.hello({ tabId: id, build, state: next });
          },
          crash: () => tabLocks.die(),
        };
      },
      kill() {
        life.end();
        channel.close();
        ownLocks.die();
      },
      freeze: (isFrozen) => life.freeze(isFrozen),
    };
    void ownLocks.request(names.workerLock(instance), {}, () => new Promise(() => undefined));
    workers.push(worker);
    engine.start();
    return worker;
  }

  return {
    clock,
    publisher,
    network,
    channels,
    locks,
    names,
    storage,
    durable,
    startWorker,
    reader: createMemoryCache({ storage, collections, onLost: () => undefined }).reader,
    async stop() {
      for (const worker of workers) worker.kill();
      await clock.settle();
    },
  };
}

interface Life {
  isDead(): boolean;
  /** The work's result while alive; nothing ever again after death; later, while frozen. */
  alive<T>(work: Promise<T>): Promise<T>;
  hear(listener: () => void): void;
  end(): void;
  freeze(isFrozen: boolean): void;
}

function createLife(): Life {
  let isDead = false;
  let isFrozen = false;
  let missed: (() => void)[] = [];
  const hear = (listener: () => void) => {
    if (isDead) return;
    if (isFrozen) missed.push(listener);
    else listener();
  };
  return {
    isDead: () => isDead,
    alive: (work) =>
      new Promise((resolve, reject) => {
        work.then(
          (value) => hear(() => resolve(value)),
          (error) => hear(() => reject(error)),
        );
      }),
    hear,
    end() {
      isDead = true;
    },
    freeze(next) {
      isFrozen = next;
      // What came meanwhile arrives as a burst (fault B2).
      if (!next) for (const listener of missed.splice(0)) hear(listener);
      else missed = [];
    },
  };
}

/** A store whose every answer is lost once its worker is dead. A transaction that was begun still ends. */
function mortal<T extends object>(cache: T, life: Life, atOnce: readonly (keyof T)[]): T {
  const wrapped: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(cache)) {
    wrapped[name] =
      typeof member === 'function' && !atOnce.includes(name as keyof T)
        ? (...args: unknown[]) => {
            if (life.isDead()) return new Promise(() => undefined);
            const result: unknown = (member as (...all: unknown[]) => unknown)(...args);
            return result instanceof Promise ? life.alive(result) : result;
          }
        : member;
  }
  return wrapped as T;
}
