import type { Names } from '../protocol/names.ts';
import { DURABLE_STORES } from '../store/layout.ts';
import { createDexieStorage, type DexieStorageOptions } from './dexie-storage.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { createOutbox, type Outbox } from './outbox.ts';

export interface OpenOutboxOptions extends Partial<DexieStorageOptions> {
  readonly names: Pick<Names, 'durable'>;
  readonly newId: () => string;
}

/**
 * Opens the outbox in the durable database, made here where there is none, and reads it. Where the browser refuses, and
 * where `idb` is false, it is in memory, and says so: what was not sent is lost with this worker (fault D8).
 */
export async function openOutbox(
  { names, newId, ...options }: OpenOutboxOptions,
  { idb }: { readonly idb: boolean },
): Promise<Outbox> {
  if (idb) {
    const storage = createDexieStorage({
      onClosed: () => {},
      ...options,
      database: names.durable,
      stores: DURABLE_STORES,
      durability: 'strict',
    });
    const outbox = createOutbox(storage, newId);
    try {
      await outbox.load();
      return outbox;
    } catch {
      // Its status says 'memory', and that nothing will be kept: no more can be done about it here.
      storage.close();
    }
  }
  const outbox = createOutbox(createMemoryStorage(), newId);
  await outbox.load();
  return outbox;
}
