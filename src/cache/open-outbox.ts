import { openDurable, type OpenDurableOptions } from './open-durable.ts';
import { createOutbox, type Outbox } from './outbox.ts';

export interface OpenOutboxOptions extends OpenDurableOptions {
  readonly newId: () => string;
  /** Whether other databases of this site open; asked only where this one does not. */
  readonly canKeep: () => Promise<boolean>;
}

/**
 * Opens the outbox, and reads it. Where only its own database does not open, it is not read yet: its user reads it as soon
 * as that is possible. In memory, what was not sent is lost with this worker (fault D8).
 */
export function openOutbox(
  options: OpenOutboxOptions,
  rungs: { readonly idb: boolean },
): Promise<Outbox> {
  return openDurable(options, rungs, async (storage) => {
    const outbox = createOutbox(storage, options.newId);
    try {
      await outbox.load();
    } catch (error) {
      // A slow disk, as after a crash, must not be taken for an empty one: what is kept on it was promised (P1).
      if (!(await options.canKeep())) throw error;
    }
    return outbox;
  });
}
