import { createComputed, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { OutboxEntry } from '../protocol/worker-api.ts';
import { createSyncStatus, useClient } from './solid.tsx';

/** The changes that are kept: waiting to be sent, or refused; oldest first, kept up to date. */
export function createOutbox(): Accessor<readonly OutboxEntry[]> {
  const client = useClient();
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
  return entries;
}
