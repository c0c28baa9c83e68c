import type { StoredKey, StoredRead } from '../store/access.ts';
import type { StoreName } from '../store/layout.ts';

/**
 * Where a cache keeps its stores: IndexedDB, or memory. It knows transactions and nothing of what is kept.
 *
 * - `write` is all or nothing; transactions that write never overlap, and no reader sees half of one.
 * - `work` may run more than once (a lost connection is opened anew), so it has no effect but on its transaction, and
 *   awaits nothing else.
 * - Rejects with `SyncError`: 'quota-exceeded', 'database-blocked', 'storage-failed', or what `work` threw.
 */
export interface Storage {
  readonly kind: 'indexeddb' | 'memory';
  read<T>(work: (transaction: ReadTransaction) => Promise<T>): Promise<T>;
  write<T>(work: (transaction: WriteTransaction) => Promise<T>): Promise<T>;
  close(): void;
}

export interface ReadTransaction extends StoredRead {
  /** The names of all objects in `chunks`. */
  hashes(): Promise<readonly string[]>;
}

export interface WriteTransaction extends ReadTransaction {
  put(store: StoreName, entries: readonly StoredEntry[]): Promise<void>;
  delete(store: StoreName, keys: readonly StoredKey[]): Promise<void>;
  clear(store: StoreName): Promise<void>;
}

export type StoredEntry = readonly [key: StoredKey, value: unknown];
