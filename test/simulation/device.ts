import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { Cache } from '../../src/cache/cache.ts';
import { createCache } from '../../src/cache/create-cache.ts';
import { createLocalStore } from '../../src/cache/local-store.ts';
import { createMemoryCache } from '../../src/cache/memory-cache.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { createOutbox, type Outbox } from '../../src/cache/outbox.ts';
import type { PendingOver } from '../../src/cache/overlay.ts';
import type { Collection } from '../../src/model/schema.ts';
import { SyncError, type FailureCode } from '../../src/protocol/failure.ts';
import { createPending, type Mutators } from '../../src/sync/pending.ts';
import { openCache } from '../../src/cache/open-cache.ts';
import type { Storage } from '../../src/cache/storage.ts';
import type { Build, Host } from '../../src/protocol/worker-api.ts';
import { namesFor, type Names } from '../../src/protocol/names.ts';
import { isOlder, type Version } from '../../src/protocol/version.ts';
import { openReader } from '../../src/store/open-reader.ts';
import type { Reader } from '../../src/store/reader.ts';
import type { Clock, Fetch } from '../../src/sync/environment.ts';
import type { SyncEvent } from '../../src/sync/sync-event.ts';
import { createChannelHub, type ChannelHub } from '../fakes/fake-channel.ts';
import { createFailingStorage } from '../fakes/failing-storage.ts';
import { createLockHub, type LockHub } from '../fakes/fake-locks.ts';
import type { SeededRandom } from '../fakes/seeded-random.ts';
import type { Lists } from './lists.ts';
import type { Mutant } from './mutants.ts';
import { SHOP_QUERIES, type Ledger } from './ledger.ts';
import { QUERIES, type Oracle } from './oracle.ts';
import { openClientTab } from './client-tab.ts';
import { openTab, type SimulatedTab } from './tab.ts';
import { startWorker, type SimulatedWorker } from './worker.ts';

/** One browser profile: a store, its locks and its channel, the workers on it and their tabs. */
export interface Device {
  readonly name: string;
  readonly names: Names;
  readonly locks: LockHub;
  readonly channels: ChannelHub;
  readonly hosts: readonly Host[];
  readonly workers: () => readonly SimulatedWorker[];
  readonly tabs: () => readonly SimulatedTab[];
  readonly startWorker: () => Promise<SimulatedWorker>;
  /** From now on tabs and workers that start are of a newer build. */
  readonly deploy: () => Build;
  readonly newest: () => Build;
  /** Opens a tab and connects it to a living worker, starting one where there is none. */
  readonly openTab: () => Promise<SimulatedTab>;
  readonly closeTab: (tab: SimulatedTab) => void;
  /** Tabs of dead workers connect anew. */
  readonly reconnect: () => Promise<void>;
  /** So many of the next messages reach nobody; of those that tell of commits, where it says so. */
  readonly loseMessages: (count: number, isCommitsOnly?: boolean) => void;
  /** The storage itself, for looking into it. */
  readonly storage: Storage | undefined;
  /** So many operations on the outbox from now fail, after so many that do not. */
  readonly failOutbox: (after: number, count: number, code: FailureCode) => void;
  /** The same of the workers' cache. */
  readonly failCache: (after: number, count: number, code: FailureCode) => void;
  /** Whether an operation on that has failed: then what a worker knows may be in its memory alone. */
  readonly hasFailed: () => boolean;
  readonly reshapes: boolean;
  /** Whether the newest build has a cache of its own beside this one's. */
  readonly isReshaped: (build: Build) => boolean;
  /** The cache as a page that is opened now reads it. */
  readonly reader: Reader;
  readonly close: () => void;
}

/** What a device is made of. */
export interface DeviceOptions {
  readonly name: string;
  readonly store: 'memory' | 'indexeddb';
  /** Whether tabs have the whole client that pages have; for that they need 'indexeddb'. */
  readonly hasClients?: boolean | undefined;
  /** Where those find their engines; each page somewhere of its own where there are several. */
  readonly hosts: readonly Host[];
  /** Whether every other build is of a new shape, and so has a cache of its own (fault V1). */
  readonly reshapes?: boolean | undefined;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly fetch: Fetch;
  readonly collections: readonly Collection[];
  readonly mutators: Mutators;
  /** Where somebody can change something. */
  readonly ledger: Ledger | undefined;
  /** The devices' own lists, where they have some. */
  readonly lists?: Lists | undefined;
  readonly oracle: Oracle;
  readonly mutant: Mutant;
  readonly report: (instance: string, event: SyncEvent) => void;
}

/** A device without workers. */
export function createDevice(options: DeviceOptions): Device {
  const { name, oracle, random, mutant, mutators, ledger } = options;
  const locks = createLockHub();
  const channels = createChannelHub();
  const durable = createFailingStorage(createMemoryStorage());
  const factory = new IDBFactory();
  const storeOf = (collections: readonly Collection[]): Store =>
    options.store === 'memory'
      ? memoryStore(mutant, collections)
      : indexedDbStore(factory, namesFor('/', name, collections), collections);
  const shapes = ordersOf(options.collections).map((collections) => {
    const store = storeOf(collections);
    return { collections, names: namesFor('/', name, collections), store, reader: store.reader() };
  });
  const shapeOf = ({ at }: Build) => shapes[options.reshapes ? (at >> 1) % shapes.length : 0]!;
  const { names } = shapes[0]!;
  // What looks for the caches of other shapes takes the browser's own.
  if (options.reshapes) Object.assign(globalThis, { indexedDB: factory, IDBKeyRange });
  const closing: (() => void)[] = [];
  let workers: readonly SimulatedWorker[] = [];
  let tabs: readonly SimulatedTab[] = [];
  let started = 0;
  let opened = 0;
  let newest: Build = { id: 'build-1', at: 1 };
  const workerByName = new Map<string, SimulatedWorker>();
  const disk: Disk = { after: Infinity, times: 0, code: 'storage-failed', hasFailed: false };
  const starting = new Map<string, Promise<SimulatedWorker>>();
  let toLose = 0;
  let losesCommitsOnly = false;
  let shown: Version | undefined;

  channels.lose(({ type }) => {
    // Who misses this one is not told of a newer build until the next one begins; no browser is known to lose it.
    if (type === 'build' && options.hasClients) return false;
    if (toLose === 0 || (losesCommitsOnly && type !== 'committed')) return false;
    toLose -= 1;
    for (const tab of tabs) tab.miss();
    return true;
  });

  async function start(host: Host = 'shared', build = newest): Promise<SimulatedWorker> {
    const instance = `${name}-w${++started}`;
    const shape = shapeOf(build);
    const { collections } = shape;
    const onLost = () => {
      // That of a shape which no page reads is removed, also under a worker that waits for one.
      if (!options.reshapes) oracle.accuse('D4', `${instance} believes its store was emptied`);
    };
    let clients = 0;
    const plain = createOutbox(durable, () => `${instance} client ${++clients}`);
    // It is in memory and outlives the worker, as IndexedDB does.
    const kept: Outbox = { ...plain, storage: 'indexeddb' };
    const outbox = mutant.tamperOutbox?.(kept) ?? kept;
    // A worker that cannot open it at all keeps its changes in memory, and says so; that is another story.
    durable.failAt(Infinity, 0, 'storage-failed');
    await outbox.load();
    const pending = createPending(outbox, mutators);
    const sound = await shape.store.open(onLost, pending);
    const cache = failing(sound, disk);
    closing.push(() => cache.close());
    const worker = startWorker({
      ...options,
      instance,
      host,
      build,
      ...shape,
      isAmongOthers: options.reshapes === true,
      openList: options.lists && (() => createLocalStore(durable, { newToken: () => instance })),
      cache: mutant.tamperCache?.(cache) ?? cache,
      hasFailed: () => disk.hasFailed,
      openMemory: () => createMemoryCache({ collections, onLost, pending }),
      outbox,
      channels,
      locks,
      random: random.fork(instance).next,
      report: (event) => options.report(instance, event),
      tamperSleep: mutant.tamperSleep ?? ((ms) => ms),
      tamperNow: mutant.tamperNow ?? ((ms) => ms),
    });
    workers = [...workers, worker];
    return worker;
  }

  const living = () => workers.filter((worker) => !worker.isDead());
  const anyWorker = async () => (living().length > 0 ? random.pick(living()) : await start());

  return {
    name,
    names,
    locks,
    channels,
    hosts: options.hosts,
    workers: living,
    tabs: () => tabs,
    startWorker: () => start(),
    deploy() {
      const at = newest.at + 1;
      newest = { id: `build-${at}`, at };
      return newest;
    },
    newest: () => newest,
    async openTab() {
      const id = `${name}-t${++opened}`;
      const requests = [
        ...QUERIES.filter(() => random.chance(0.6)),
        ...(ledger ? SHOP_QUERIES : []),
      ];
      if (options.hasClients) {
        const build = newest;
        const { hosts } = options;
        const host = hosts.length > 1 ? random.pick(hosts) : hosts[0]!;
        const tab = openClientTab({
          ...options,
          collections: shapeOf(build).collections,
          id,
          build,
          host,
          scope: name,
          indexedDB: factory,
          channels,
          locks,
          requests,
          random: random.fork(id),
          lists: options.lists,
          openWorker: async (generation) => {
            if (host !== 'shared') return start(host, build);
            const shared = `${build.id} ${generation}`;
            const known = workerByName.get(shared);
            if (known && !known.isDead()) return known;
            // Two tabs that ask at once get one.
            const beginning = starting.get(shared) ?? start(host, build);
            starting.set(shared, beginning);
            const worker = await beginning;
            starting.delete(shared);
            workerByName.set(shared, worker);
            return worker;
          },
          onDelivery: oracle.watchDeliveries(id),
        });
        tabs = [...tabs, tab];
        return tab;
      }
      const tab = openTab({
        id,
        reader: shapes[0]!.store.reader(),
        channels,
        locks,
        tabLock: names.tabLock(id),
        oracle,
        collections: options.collections,
        device: name,
        ledger,
        requests,
        floor: {
          get: () => shown,
          raise: (version) => {
            if (!shown || !isOlder(version, shown)) shown = version;
          },
        },
        tamperRead: mutant.tamperRead?.(options.clock) ?? ((read) => read),
        isDeafToCatchUps: mutant.isDeafToCatchUps ?? false,
      });
      tabs = [...tabs, tab];
      await tab.connect(await anyWorker());
      return tab;
    },
    closeTab(tab) {
      tab.crash();
      tabs = tabs.filter((other) => other !== tab);
    },
    async reconnect() {
      for (const tab of tabs) if (tab.worker()?.isDead()) await tab.connect(await anyWorker());
    },
    loseMessages(count, isCommitsOnly = false) {
      toLose = count;
      losesCommitsOnly = isCommitsOnly;
    },
    storage: shapes[0]!.store.storage,
    failOutbox: durable.failAt,
    failCache(after, times, code) {
      Object.assign(disk, { after, times, code });
    },
    hasFailed: () => disk.hasFailed,
    reshapes: options.reshapes === true,
    isReshaped: (build) => shapeOf(build) !== shapeOf(newest),
    get reader() {
      return shapeOf(newest).reader;
    },
    close() {
      for (const tab of tabs) tab.crash();
      for (const close of closing) close();
    },
  };
}

/** In another order they are of another shape to a cache, and of the same to the publication. */
function ordersOf(collections: readonly Collection[]): readonly (readonly Collection[])[] {
  const turned = collections.map((_, n) => [...collections.slice(n), ...collections.slice(0, n)]);
  return [...turned, ...turned.map((order) => order.toReversed())];
}

/** When the next operations fail. */
interface Disk {
  after: number;
  times: number;
  code: FailureCode;
  hasFailed: boolean;
}

/** A cache whose operations fail when its disk does; what fails has changed nothing. */
function failing(cache: Cache, disk: Disk): Cache {
  const through =
    (method: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      if (disk.after > 0) disk.after--;
      else if (disk.times > 0) {
        disk.times--;
        disk.hasFailed = true;
        return Promise.reject(new SyncError(disk.code, 'The disk fails, as the schedule says.'));
      }
      return method(...args);
    };
  const wrapped: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(cache)) {
    const isMethod = typeof member === 'function' && !AT_ONCE.has(name);
    wrapped[name] = isMethod ? through(member as never) : (member as unknown);
  }
  return wrapped as unknown as Cache;
}

const AT_ONCE: ReadonlySet<string> = new Set(['effectsOf', 'close']);

interface Store {
  readonly open: (onLost: () => void, pending?: PendingOver) => Promise<Cache>;
  readonly reader: () => Reader;
  readonly storage?: Storage;
}

function memoryStore({ tamperStorage }: Mutant, collections: readonly Collection[]): Store {
  const plain = createMemoryStorage();
  const storage = tamperStorage?.(plain) ?? plain;
  const open = (onLost: () => void, pending?: PendingOver) =>
    createCache(storage, { collections, onLost, ...(pending ? { pending } : {}) });
  return {
    open: (onLost, pending) => Promise.resolve(open(onLost, pending)),
    reader: () => open(() => undefined).reader,
    storage,
  };
}

function indexedDbStore(
  indexedDB: IDBFactory,
  names: Names,
  collections: readonly Collection[],
): Store {
  const { database } = names;
  return {
    open: (onLost, pending = () => []) =>
      openCache({ names, collections, indexedDB, IDBKeyRange, onLost, pending }),
    reader: () => openReader({ database, collections, indexedDB, IDBKeyRange }),
  };
}
