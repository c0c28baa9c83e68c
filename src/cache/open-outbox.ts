import { openDurable, type OpenDurableOptions } from './open-durable.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** Opens the outbox, and reads it. In memory, what was not sent is lost with this worker (fault D8). */
export function openOutbox(
  options: OpenDurableOptions & { readonly newId: () => string },
  rungs: { readonly idb: boolean },
): Promise<Outbox> {
  return openDurable(options, rungs, async (storage) => {
    const outbox = createOutbox(storage, options.newId);
    await outbox.load();
    return outbox;
  });
}
