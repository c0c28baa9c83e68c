import { toFailure } from '../protocol/failure.ts';
import type { Names } from '../protocol/names.ts';
import { inTime } from '../store/deadline.ts';
import { DURABLE_STORES } from '../store/layout.ts';
import { createIndexedDbStorage, type IndexedDbStorageOptions } from './indexeddb-storage.ts';
import { createMemoryStorage } from './memory-storage.ts';
import type { Storage } from './storage.ts';

export interface OpenDurableOptions extends Partial<IndexedDbStorageOptions> {
  readonly names: Pick<Names, 'durable'>;
  readonly newId: () => string;
  /** Whether other databases of this site open; asked only where this one is refused. */
  readonly canKeep: () => Promise<boolean>;
}

/** What is kept in a database, and how it is read for the first time. */
export interface KeptIn<Kept> {
  readonly create: (storage: Storage) => Kept;
  readonly read: (kept: Kept) => Promise<unknown>;
}

/**
 * Opens something that is kept in the durable database, made here where there is none, and reads it; each write is strictly
 * durable. Where it does not open in time, or others do, it is not read yet: its user reads it as soon as that is possible.
 * Where the browser refuses to keep anything, and where `idb` is false, it is in memory, and says so: what it holds is lost
 * with this worker (fault D8).
 */
export async function openDurable<Kept>(
  { names, canKeep, ...options }: OpenDurableOptions,
  { idb }: { readonly idb: boolean },
  { create, read }: KeptIn<Kept>,
): Promise<Kept> {
  if (idb) {
    const storage = createIndexedDbStorage({
      onClosed: () => {},
      ...options,
      database: names.durable,
      stores: DURABLE_STORES,
      durability: 'strict',
    });
    const kept = create(storage);
    try {
      await inTime(read(kept), options.startTimer);
      return kept;
    } catch (error) {
      // A slow disk, as after a crash, must not be taken for an empty one: what is kept on it was promised (P1). It is as
      // slow for the others, so nothing can be told by them then.
      if (toFailure(error).code === 'database-blocked' || (await canKeep())) return kept;
      storage.close();
    }
  }
  const kept = create(createMemoryStorage());
  await read(kept);
  return kept;
}
