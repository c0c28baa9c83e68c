import { createLocalStore, type LocalStore } from './local-store.ts';
import { openDurable, type OpenDurableOptions } from './open-durable.ts';

/** Opens the local collections. */
export function openLocal(
  options: OpenDurableOptions,
  rungs: { readonly idb: boolean },
): Promise<LocalStore> {
  return openDurable(options, rungs, {
    create: (storage) => createLocalStore(storage, { newToken: options.newId }),
    read: (store) => store.read(''),
  });
}
