import { createComputed, createRoot, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { OutboxEntry } from '../protocol/worker-api.ts';
import type { Client } from './client.ts';
import { createSyncStatus, useClient } from './solid.tsx';

/** Of each client one: a desk of a thousand forms asks the worker once for each change, not a thousand times. */
const shared = new WeakMap<Client, Shared>();

interface Shared {
  readonly entries: Accessor<readonly OutboxEntry[]>;
  readonly dispose: () => void;
  uses: number;
}

/** The changes that are kept: waiting to be sent, or refused; oldest first, kept up to date. */
export function createOutbox(): Accessor<readonly OutboxEntry[]> {
  const client = useClient();
  const outbox = shared.get(client) ?? follow(client);
  shared.set(client, outbox);
  outbox.uses++;
  onCleanup(() => {
    if (--outbox.uses > 0) return;
    outbox.dispose();
    shared.delete(client);
  });
  return outbox.entries;
}

function follow(client: Client): Shared {
  return createRoot((dispose) => {
    const status = createSyncStatus();
    const [entries, setEntries] = createSignal<readonly OutboxEntry[]>([]);
    createComputed(
      on(
        () => status().outbox.revision + status().outbox.state,
        () => {
          let isLatest = true;
          onCleanup(() => (isLatest = false));
          // Asked in vain, it is asked again when there is news.
          void client.outbox().then(
            (outcome) => isLatest && outcome.ok && setEntries(outcome.value),
            () => undefined,
          );
        },
      ),
    );
    return { entries, dispose, uses: 0 };
  });
}
