import { createLocalStore, type LocalStore } from './local-store.ts';
import { openDurable, type OpenDurableOptions } from './open-durable.ts';

/** Opens the local collections. */
export function openLocal(
  options: OpenDurableOptions & { readonly newId: () => string },
  rungs: { readonly idb: boolean },
): Promise<LocalStore> {
  return openDurable(options, rungs, async (storage) => {
    await storage.read((transaction) => transaction.get('meta', 'local'));
    return createLocalStore(storage, { newToken: options.newId });
  });
}
