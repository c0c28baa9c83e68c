import { openDurable, type OpenDurableOptions } from './open-durable.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** Opens the outbox. */
export function openOutbox(
  options: OpenDurableOptions,
  rungs: { readonly idb: boolean },
): Promise<Outbox> {
  return openDurable(options, rungs, {
    create: (storage) => createOutbox(storage, options.newId),
    read: (outbox) => outbox.load(),
  });
}
