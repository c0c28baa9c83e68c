import type { Hash } from '../model/hash.ts';
import type { Names } from '../protocol/names.ts';
import type { Version } from '../protocol/version.ts';
import { inTime } from '../store/deadline.ts';
import type { Current } from '../store/layout.ts';
import { createIndexedDbStorage } from './indexeddb-storage.ts';
import type { Storage } from './storage.ts';

/** The databases that other shapes of this site and scope left behind; of no use are those that do not answer. */
export interface OlderCaches {
  /** The versions that they hold, which were shown on this device; within four seconds. To be asked before the first commit only. */
  versions(): Promise<readonly Version[]>;
  /** The bytes that one of them holds under this name, unverified. Likewise. */
  bytes(hash: Hash): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Deletes each as soon as no tab reads it any more. Never rejects; aborted, it leaves the rest to the next call. */
  remove(signal: AbortSignal): Promise<void>;
  /** Lets go of all of them; they are opened again where they are asked for. */
  close(): void;
}

/** Older caches; nothing is looked for before it is asked for. */
export function openOlderCaches({ names, whenFree }: OlderCachesOptions): OlderCaches {
  let opened: Promise<readonly OlderCache[]> | undefined;

  async function list(): Promise<readonly string[]> {
    const all = await indexedDB.databases();
    return all.flatMap(({ name = '' }) =>
      name.startsWith(names.databasePrefix) && name !== names.database ? [name] : [],
    );
  }

  async function openAll(): Promise<readonly OlderCache[]> {
    return (await Promise.all((await inTime(list())).map(openOlder))).flat();
  }

  function open(): Promise<readonly OlderCache[]> {
    // A browser that does not list its databases, or not now: as if there were none.
    return (opened ??= openAll().catch(() => []));
  }

  async function close(): Promise<void> {
    const closing = opened;
    opened = undefined;
    for (const { storage } of (await closing) ?? []) storage.close();
  }

  async function find(hash: Hash): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (const { storage } of await open()) {
      const bytes = await storage.read((transaction) =>
        transaction.get<Uint8Array<ArrayBuffer>>('chunks', hash),
      );
      if (bytes) return bytes;
    }
    return undefined;
  }

  return Object.freeze({
    versions: async () => (await open()).flatMap(({ current }) => current ?? []),

    bytes: (hash: Hash) =>
      inTime(find(hash)).catch(() => {
        // It answered a moment ago and does not now: everything is fetched then.
        opened = Promise.resolve([]);
        return undefined;
      }),

    async remove(signal: AbortSignal) {
      try {
        await close();
        const waits = (await list()).map((name) =>
          whenFree(name, signal, () => deleteDatabase(name, signal)),
        );
        await Promise.all(waits);
      } catch {
        // Aborted, or a browser that does not list its databases: the old ones stay until it evicts them.
      }
    },

    close: () => void close(),
  });
}

/** One of them, and what was last committed to it. */
interface OlderCache {
  readonly storage: Storage;
  readonly current: Current | undefined;
}

/** Nothing where it is blocked, or of a layout that nobody reads any more. */
async function openOlder(database: string): Promise<readonly OlderCache[]> {
  const storage = createIndexedDbStorage({ database, onClosed: () => {} });
  try {
    const reading = storage.read((transaction) => transaction.get<Current>('meta', 'current'));
    return [{ storage, current: await inTime(reading) }];
  } catch {
    storage.close();
    return [];
  }
}

export interface OlderCachesOptions {
  readonly names: Pick<Names, 'database' | 'databasePrefix'>;
  /** Runs this while nobody holds the lock of this name, as every tab does that reads the database of this name. */
  readonly whenFree: (name: string, signal: AbortSignal, run: () => Promise<void>) => Promise<void>;
}

/** Settles when it is deleted, or when the signal fires: a deletion that waits cannot be taken back. */
function deleteDatabase(name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = () => resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
