import type { OutboxEntry } from '../protocol/worker-api.ts';
import type { Client } from '../tab/client.ts';

/** Has what was not sent yet sent now. What was refused or has expired is left: it would be made a second time. */
export function sendUnsent(
  client: Pick<Client, 'retry'>,
  changes: readonly Pick<OutboxEntry, 'id' | 'state'>[],
): void {
  for (const { id, state } of changes) {
    if (state === 'queued' || state === 'waiting') void client.retry(id);
  }
}
