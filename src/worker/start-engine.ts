import { createMemoryCache } from '../cache/memory-cache.ts';
import { openOutbox } from '../cache/open-outbox.ts';
import type { AnyMutator } from '../model/mutator.ts';
import { openLocal } from '../cache/open-local.ts';
import { openOlderCaches } from '../cache/older-caches.ts';
import type { LocalCollection } from '../model/local.ts';
import type { Collection } from '../model/schema.ts';
import type { Build, Host } from '../protocol/worker-api.ts';
import { namesFor } from '../protocol/names.ts';
import { createEngine, type Engine } from '../sync/engine.ts';
import { inTime } from '../store/deadline.ts';
import { createPending } from '../sync/pending.ts';
import { createLocal } from '../sync/local.ts';
import type { Report } from '../sync/sync-event.ts';
import { closedChannel, type WorkerEnvironment } from './environment.ts';
import { openStorage } from './open-storage.ts';

/** What an entry knows about its site and its rung. */
export interface StartOptions {
  readonly host: Host;
  readonly build: Build;
  /** The site's base path, `/` or `/magazine/`. */
  readonly basePath: string;
  /** The site's origin. */
  readonly origin: string;
  /** Parts one copy from another on the same base path (B96). */
  readonly scope: string;
  readonly collections: readonly Collection[];
  readonly mutators: Readonly<Record<string, AnyMutator>>;
  readonly locals: readonly LocalCollection[];
  /** False where the address forbids IndexedDB, or the channel. */
  readonly idb: boolean;
  readonly bc: boolean;
  readonly environment: WorkerEnvironment;
  readonly report: Report;
  /** Ends the engine; a worker is ended by the browser instead. */
  readonly signal: AbortSignal;
}

/**
 * Opens storage, channel and lock, and starts an engine with them: the composition root of all hosts. Rejects with the
 * signal's reason where it fires before the engine has begun.
 */
export async function startEngine(options: StartOptions): Promise<Engine> {
  const { host, build, basePath, collections, mutators, environment, signal } = options;
  const names = namesFor(basePath, options.scope, collections);
  const instance = environment.newId();
  let lock = host === 'page' ? '' : names.workerLock(instance);
  // Held before anybody is told its name: whoever gets it knows that this worker is dead (fault W1).
  // Where locks do not come, neither does the writer's: a memory needs none, and nobody is told of this one.
  let { idb } = options;
  if (lock !== '') {
    await inTime(holdForLife(lock, options)).catch(() => {
      idb = false;
      lock = '';
    });
  }
  const onLost = () => engine.storeLost();
  const opening = openStorage(
    { names, collections, onLost, pending: (version) => pending(version) },
    { idb },
  );
  const canKeep = async () => (await opening).storage === 'indexeddb';
  const [cache, outbox] = await Promise.all([
    opening,
    openOutbox({ names, newId: environment.newId, canKeep }, { idb }),
  ]);
  // Whoever waited may have gone to another host meanwhile, and would never hear of this one.
  if (signal.aborted) {
    cache.close();
    outbox.close();
    throw signal.reason as Error;
  }
  const pending = createPending(outbox, mutators);
  const channel = options.bc ? environment.openChannel(names.channel) : closedChannel();
  const local = createLocal({
    ...environment,
    collections: options.locals,
    open: () => openLocal({ names, newId: environment.newId, canKeep }, { idb }),
    channel,
  });
  const engine = createEngine({
    ...environment,
    instance,
    lock,
    build,
    host,
    names,
    collections,
    cache,
    outbox,
    mutators,
    local: local.api,
    channel,
    older: openOlderCaches({
      names,
      whenFree: (name, stop, run) => environment.locks.request(name, { signal: stop }, run),
    }),
    openMemory: () => createMemoryCache({ collections, onLost, pending }),
    baseUrl: options.origin + basePath,
    report: options.report,
  });
  environment.onOnline((isOnline) => engine.setOnline(isOnline), signal);
  signal.addEventListener('abort', () => local.stop(), { once: true });
  signal.addEventListener('abort', () => void engine.stop().then(() => channel.close()), {
    once: true,
  });
  engine.start();
  return engine;
}

/** Settles when the lock is held; it is let go only by the worker's end. */
function holdForLife(lock: string, { environment }: StartOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const whileHeld = () => {
      resolve();
      return new Promise<void>(() => undefined);
    };
    environment.locks.request(lock, {}, whileHeld).catch(reject);
  });
}
