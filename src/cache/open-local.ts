import type { Names } from '../protocol/names.ts';
import { DURABLE_STORES } from '../store/layout.ts';
import { createDexieStorage, type DexieStorageOptions } from './dexie-storage.ts';
import { createLocalStore, type LocalStore } from './local-store.ts';
import { createMemoryStorage } from './memory-storage.ts';

export interface OpenLocalOptions extends Partial<DexieStorageOptions> {
  readonly names: Pick<Names, 'durable'>;
  readonly newId: () => string;
}

/**
 * Opens the local collections in the durable database, made here where there is none; each write is strictly durable.
 * Where the browser refuses, and where `idb` is false, they are in memory, and say so (fault D8).
 */
export async function openLocal(
  { names, newId, ...options }: OpenLocalOptions,
  { idb }: { readonly idb: boolean },
): Promise<LocalStore> {
  if (idb) {
    const storage = createDexieStorage({
      onClosed: () => {},
      ...options,
      database: names.durable,
      stores: DURABLE_STORES,
      durability: 'strict',
    });
    try {
      await storage.read((transaction) => transaction.get('meta', 'local'));
      return createLocalStore(storage, { newToken: newId });
    } catch {
      // What is answered says 'memory': no more can be done about it here.
      storage.close();
    }
  }
  return createLocalStore(createMemoryStorage(), { newToken: newId });
}
