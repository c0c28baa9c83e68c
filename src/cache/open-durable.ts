import type { Names } from '../protocol/names.ts';
import { DURABLE_STORES } from '../store/layout.ts';
import { createDexieStorage, type DexieStorageOptions } from './dexie-storage.ts';
import { createMemoryStorage } from './memory-storage.ts';
import type { Storage } from './storage.ts';

export interface OpenDurableOptions extends Partial<DexieStorageOptions> {
  readonly names: Pick<Names, 'durable'>;
}

/**
 * Opens something that is kept in the durable database, made here where there is none; each write is strictly durable.
 * `open` reads it once. Where the browser refuses that, and where `idb` is false, it is opened in memory, and says so: what
 * it holds is lost with this worker (fault D8).
 */
export async function openDurable<Kept>(
  { names, ...options }: OpenDurableOptions,
  { idb }: { readonly idb: boolean },
  open: (storage: Storage) => Promise<Kept>,
): Promise<Kept> {
  if (idb) {
    const storage = createDexieStorage({
      onClosed: () => {},
      ...options,
      database: names.durable,
      stores: DURABLE_STORES,
      durability: 'strict',
    });
    try {
      return await open(storage);
    } catch {
      // What is answered says 'memory', and that nothing will be kept: no more can be done about it here.
      storage.close();
    }
  }
  return open(createMemoryStorage());
}
