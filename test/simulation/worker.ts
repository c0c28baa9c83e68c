import type { Cache, Committed } from '../../src/cache/cache.ts';
import { openOlderCaches } from '../../src/cache/older-caches.ts';
import type { LocalStore } from '../../src/cache/local-store.ts';
import type { Outbox } from '../../src/cache/outbox.ts';
import type { Collection } from '../../src/model/schema.ts';
import type { Build, Host, WorkerApi } from '../../src/protocol/worker-api.ts';
import type { Names } from '../../src/protocol/names.ts';
import type { Channel, Clock, Fetch } from '../../src/sync/environment.ts';
import { createLocal } from '../../src/sync/local.ts';
import { todos } from '../../src/site/todos.ts';
import { noLocal } from '../fakes/no-local.ts';
import { createEngine, type Engine } from '../../src/sync/engine.ts';
import type { Mutators } from '../../src/sync/pending.ts';
import type { SyncEvent } from '../../src/sync/sync-event.ts';
import type { Place } from '../../src/protocol/version.ts';
import type { ChannelHub } from '../fakes/fake-channel.ts';
import type { LockHub } from '../fakes/fake-locks.ts';
import { createLife, mortal } from '../fakes/life.ts';
import { freezableLocks } from './freezable-locks.ts';
import type { Oracle } from './oracle.ts';
import { watchRequests } from './request-watch.ts';
import { MANIFEST, SITE_URL } from './network.ts';

/** A worker: a real engine with its own locks and its own end of the channel, on the device's store. */
export interface SimulatedWorker {
  readonly instance: string;
  readonly host: Host;
  readonly build: Build;
  readonly api: WorkerApi;
  readonly engine: Engine;
  readonly isDead: () => boolean;
  /** Dies when so many more things were begun: in the middle of whatever it does then. */
  readonly killAfter: (operations: number) => void;
  readonly kill: () => void;
  /** Ends as a page lets its own engine end. */
  readonly stop: () => Promise<void>;
  /** A worker of a page's own is frozen with it. */
  readonly freeze: (isFrozen: boolean) => void;
  /** Calls the listener, as a message would: once it is thawed, and not at all where it is dead. */
  readonly hear: (listener: () => void) => void;
  /**
   * False for a change that need not show: while the outbox cannot be read, what shows stays as it is (W10), and what was
   * sent before anything was kept shows with its version, since the first one may have it (W17).
   */
  readonly mustShow: (id: string) => boolean;
  /** How many sleeps and requests it has under way. */
  readonly pending: () => number;
}

/** What a worker is started with. */
export interface SimulatedWorkerOptions {
  readonly instance: string;
  readonly host: Host;
  readonly build: Build;
  readonly names: Names;
  readonly collections: readonly Collection[];
  readonly cache: Cache;
  /** Whether that has failed. */
  readonly hasFailed: () => boolean;
  /** Whether there are caches of other shapes beside it, which it empties and removes. */
  readonly isAmongOthers: boolean;
  /** Opens the device's own list, where it has one. */
  readonly openList: (() => LocalStore) | undefined;
  /** What goes on for it then. */
  readonly openMemory: () => Cache;
  readonly outbox: Outbox;
  readonly mutators: Mutators;
  readonly fetch: Fetch;
  readonly channels: ChannelHub;
  readonly locks: LockHub;
  readonly clock: Clock;
  readonly random: () => number;
  readonly oracle: Oracle;
  readonly report: (event: SyncEvent) => void;
  readonly tamperSleep: (ms: number) => number;
  readonly tamperNow: (ms: number) => number;
}

/** Starts a worker. */
export function startWorker(options: SimulatedWorkerOptions): SimulatedWorker {
  const { instance, host, build, names, oracle, cache, collections, mutators } = options;
  const held = options.locks.open();
  const channel = options.channels.open();
  const life = createLife(() => {
    channel.close();
    held.die();
  });
  // A SharedWorker is frozen with nobody.
  const locks = host === 'shared' ? held : freezableLocks(held, life);
  const lock = host === 'page' ? '' : names.workerLock(instance);
  let ids = 0;
  const committed = new Set<string>();
  const said = new Set<string>();
  const watch = watchRequests(instance, () => options.clock.now(), oracle);
  const clock: Clock = {
    now: () => options.tamperNow(options.clock.now()),
    sleep: (ms, signal) => life.alive(() => options.clock.sleep(options.tamperSleep(ms), signal)),
  };

  /** I6: a commit is announced after it, once. */
  function judgePost(message: Parameters<typeof channel.post>[0]): void {
    if (message.type !== 'committed') return;
    const key = keyOf(message, message.store);
    if (!committed.has(key)) oracle.accuse('I6', `${instance} announces ${key} before its commit`);
    if (said.has(key)) oracle.accuse('I6', `${instance} announces ${key} twice`);
    said.add(key);
  }

  async function noteCommit(store: string, commit: Promise<Committed>): Promise<Committed> {
    const done = await commit;
    committed.add(keyOf(done.current, store));
    said.delete(keyOf(done.current, store));
    return done;
  }

  /** A cache whose commits are noted, by the name under which they are announced: a copy in memory has its worker's. */
  const watched = (store: string, plain: Cache): Cache => ({
    ...plain,
    commitRoots: (next, roots) => noteCommit(store, plain.commitRoots(next, roots)),
    commitDelta: (next, parts) => noteCommit(store, plain.commitDelta(next, parts)),
    async commitOverlay() {
      const done = await plain.commitOverlay();
      if (done) committed.add(keyOf(done.place, store));
      return done;
    },
  });
  const post: Channel['post'] = (message) =>
    life.hear(() => {
      judgePost(message);
      channel.post(message);
    });
  const local =
    options.openList &&
    createLocal({
      collections: [todos],
      open: () => Promise.resolve(mortal(options.openList!(), life)),
      clock,
      channel: { post },
    });
  const engine = createEngine({
    local: local?.api ?? noLocal,
    instance,
    lock,
    build,
    host,
    names,
    collections,
    cache: mortal<Cache>(
      {
        ...watched(names.database, cache),
        storage: 'indexeddb' as const,
      },
      life,
      ['effectsOf'],
    ),
    outbox: mortal(options.outbox, life, ['rows', 'knows', 'signedIn', 'revision', 'isRead']),
    mutators,
    newId: () => `${instance}-${++ids}`,
    ...(options.isAmongOthers && {
      older: openOlderCaches({
        names,
        whenFree: (database, stop, run) => locks.request(database, { signal: stop }, run),
      }),
    }),
    openMemory: () => {
      if (!options.hasFailed()) oracle.accuse('P7', `${instance} gives its store up, which works`);
      return watched(instance, options.openMemory());
    },
    fetch: (address, init) => {
      const isManifest = address.endsWith(MANIFEST);
      return life.alive(() => {
        const answer = options.fetch(address, init);
        return isManifest ? watch.manifest(answer) : answer;
      });
    },
    baseUrl: SITE_URL,
    channel: {
      post,
      subscribe: (listener) => channel.subscribe((message) => life.hear(() => listener(message))),
    },
    locks,
    clock,
    random: options.random,
    report: (event) => life.hear(() => options.report(event)),
    isOnline: true,
    isSavingData: false,
  });
  if (lock !== '') void locks.request(lock, {}, () => new Promise(() => undefined));
  engine.start();
  return {
    instance,
    host,
    build,
    api: engine.api,
    engine,
    isDead: life.isDead,
    killAfter: life.endAfter,
    kill: life.end,
    stop: () => engine.stop().then(life.end),
    freeze: life.freeze,
    hear: life.hear,
    mustShow: (id) => {
      const row = options.outbox.rows().find((one) => one.id === id);
      const isUnknown = row?.firstSentAt !== undefined && row.effects === undefined;
      return options.outbox.isRead() && !isUnknown;
    },
    pending: life.pending,
  };
}

function keyOf({ log, seq, overlay = 0 }: Place, store: string | undefined): string {
  return `${store} ${log}.${seq}.${overlay}`;
}
