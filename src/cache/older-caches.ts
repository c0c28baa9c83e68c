import type { Hash } from '../model/hash.ts';
import type { Names } from '../protocol/names.ts';
import type { Version } from '../protocol/version.ts';
import { inTime } from '../store/deadline.ts';
import type { Current } from '../store/layout.ts';
import { createIndexedDbStorage } from './indexeddb-storage.ts';
import type { Storage } from './storage.ts';

/** The databases that other shapes of this site and scope left behind. */
export interface OlderCaches {
  /** The bytes that one of them holds under this name, unverified. To be asked before the first commit only. */
  bytes(hash: Hash): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Those that they hold, which were shown on this device. Never rejects; to be asked before the first commit only. */
  versions(): Promise<readonly Version[]>;
  /** Deletes each as soon as no tab reads it any more. Never rejects; aborted, it leaves the rest to the next call. */
  remove(signal: AbortSignal): Promise<void>;
}

/** Older caches; nothing is looked for before it is asked for. */
export function openOlderCaches({ names, whenFree }: OlderCachesOptions): OlderCaches {
  let opened: Promise<readonly Storage[]> | undefined;

  async function list(): Promise<readonly string[]> {
    const all = await indexedDB.databases();
    return all.flatMap(({ name = '' }) =>
      name.startsWith(names.databasePrefix) && name !== names.database ? [name] : [],
    );
  }

  async function openAll(): Promise<readonly Storage[]> {
    return (await list()).map((database) =>
      createIndexedDbStorage({ database, onClosed: () => {} }),
    );
  }

  async function readAll(): Promise<readonly Version[]> {
    const storages = await (opened ??= openAll());
    const kept = await Promise.all(
      storages.map((storage) =>
        storage.read((transaction) => transaction.get<Current>('meta', 'current')),
      ),
    );
    return kept.filter((current) => current !== undefined);
  }

  /** Blocked, or of a layout that nobody reads any more: as if there were none. */
  function nothing(): undefined {
    opened = Promise.resolve([]);
  }

  async function find(hash: Hash): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (const storage of await (opened ??= openAll())) {
      const bytes = await storage.read((transaction) =>
        transaction.get<Uint8Array<ArrayBuffer>>('chunks', hash),
      );
      if (bytes) return bytes;
    }
    return undefined;
  }

  return Object.freeze({
    bytes: (hash: Hash) => inTime(find(hash)).catch(nothing),
    versions: async () => (await inTime(readAll()).catch(nothing)) ?? [],

    async remove(signal: AbortSignal) {
      try {
        for (const storage of (await opened) ?? []) storage.close();
        opened = undefined;
        const waits = (await list()).map((name) =>
          whenFree(name, signal, () => deleteDatabase(name, signal)),
        );
        await Promise.all(waits);
      } catch {
        // Aborted, or a browser that does not list its databases: the old ones stay until it evicts them.
      }
    },
  });
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
