import type { Cache, Committed, OverlayCommit } from '../../src/cache/cache.ts';
import type { Outbox } from '../../src/cache/outbox.ts';
import type { Collection } from '../../src/model/schema.ts';
import type { Build, WorkerApi } from '../../src/protocol/worker-api.ts';
import type { Names } from '../../src/protocol/names.ts';
import type { Clock, Fetch } from '../../src/sync/environment.ts';
import { noLocal } from '../fakes/no-local.ts';
import { createEngine, type Engine } from '../../src/sync/engine.ts';
import type { Mutators } from '../../src/sync/pending.ts';
import type { SyncEvent } from '../../src/sync/sync-event.ts';
import type { Place } from '../../src/protocol/version.ts';
import type { ChannelHub } from '../fakes/fake-channel.ts';
import type { LockHub } from '../fakes/fake-locks.ts';
import { createLife, mortal } from '../fakes/life.ts';
import type { Oracle } from './oracle.ts';
import { watchRequests } from './request-watch.ts';
import { MANIFEST, SITE_URL } from './network.ts';

/** A worker: a real engine with its own locks and its own end of the channel, on the device's store. */
export interface SimulatedWorker {
  readonly instance: string;
  readonly build: Build;
  readonly api: WorkerApi;
  readonly engine: Engine;
  readonly isDead: () => boolean;
  /** Dies when so many more things were begun: in the middle of whatever it does then. */
  readonly killAfter: (operations: number) => void;
  readonly kill: () => void;
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
  readonly build: Build;
  readonly names: Names;
  readonly collections: readonly Collection[];
  readonly cache: Cache;
  /** Whether that has failed. */
  readonly hasFailed: () => boolean;
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
  const { instance, build, names, oracle, cache, collections, mutators } = options;
  const locks = options.locks.open();
  const channel = options.channels.open();
  const life = createLife(() => {
    channel.close();
    locks.die();
  });
  const lock = names.workerLock(instance);
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
    const key = keyOf(message);
    if (!committed.has(key)) oracle.accuse('I6', `${instance} announces ${key} before its commit`);
    if (said.has(key)) oracle.accuse('I6', `${instance} announces ${key} twice`);
    said.add(key);
  }

  async function noteCommit(commit: Promise<Committed>): Promise<Committed> {
    const done = await commit;
    committed.add(keyOf(done.current));
    said.delete(keyOf(done.current));
    return done;
  }

  async function noteOverlay(plain: Cache): Promise<OverlayCommit | undefined> {
    const done = await plain.commitOverlay();
    if (done) committed.add(keyOf(done.place));
    return done;
  }

  const watched = (plain: Cache): Cache => ({
    ...plain,
    commitRoots: (next, roots) => noteCommit(plain.commitRoots(next, roots)),
    commitDelta: (next, parts) => noteCommit(plain.commitDelta(next, parts)),
    commitOverlay: () => noteOverlay(plain),
  });
  const engine = createEngine({
    local: noLocal,
    instance,
    lock,
    build,
    host: 'shared',
    names,
    collections,
    cache: mortal<Cache>(
      {
        ...watched(cache),
        storage: 'indexeddb' as const,
      },
      life,
      ['effectsOf'],
    ),
    outbox: mortal(options.outbox, life, ['rows', 'knows', 'signedIn', 'revision', 'isRead']),
    mutators,
    newId: () => `${instance}-${++ids}`,
    openMemory: () => {
      if (!options.hasFailed()) oracle.accuse('P7', `${instance} gives its store up, which works`);
      return watched(options.openMemory());
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
      isOpen: true,
      post: (message) =>
        life.hear(() => {
          judgePost(message);
          channel.post(message);
        }),
      subscribe: (listener) => channel.subscribe((message) => life.hear(() => listener(message))),
    },
    locks,
    clock,
    random: options.random,
    report: (event) => life.hear(() => options.report(event)),
    isOnline: true,
    isSavingData: false,
  });
  void locks.request(lock, {}, () => new Promise(() => undefined));
  engine.start();
  return {
    instance,
    build,
    api: engine.api,
    engine,
    isDead: life.isDead,
    killAfter: life.endAfter,
    kill: life.end,
    mustShow: (id) => {
      const row = options.outbox.rows().find((one) => one.id === id);
      const isUnknown = row?.firstSentAt !== undefined && row.effects === undefined;
      return options.outbox.isRead() && !isUnknown;
    },
    pending: life.pending,
  };
}

function keyOf({ log, seq, overlay = 0 }: Place): string {
  return `${log}.${seq}.${overlay}`;
}
