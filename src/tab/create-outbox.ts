import { createComputed, createRoot, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { OutboxEntry } from '../protocol/worker-api.ts';
import { sleep } from '../store/sleep.ts';
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

/** Asked in vain, as of a worker that dies, it is asked again until the signal fires: there may be no other news for days. */
async function read(
  client: Client,
  signal: AbortSignal,
): Promise<readonly OutboxEntry[] | undefined> {
  for (let pauseMs = AGAIN_MS; ; pauseMs = Math.min(pauseMs * 2, SELDOM_MS)) {
    const outcome = await client.outbox();
    if (signal.aborted) return undefined;
    if (outcome.ok) return outcome.value;
    await sleep(pauseMs, signal);
  }
}

const AGAIN_MS = 2000;
const SELDOM_MS = 60_000;

function follow(client: Client): Shared {
  return createRoot((dispose) => {
    const status = createSyncStatus();
    const [entries, setEntries] = createSignal<readonly OutboxEntry[]>([]);
    createComputed(
      on(
        () => status().outbox.revision + status().outbox.state,
        () => {
          const newer = new AbortController();
          onCleanup(() => newer.abort());
          void read(client, newer.signal).then(
            (found) => found && setEntries(found),
            () => undefined,
          );
        },
      ),
    );
    return { entries, dispose, uses: 0 };
  });
}
