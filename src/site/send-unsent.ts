import type { OutboxEntry } from '../protocol/worker-api.ts';
import type { Client } from '../tab/client.ts';

/** The changes that an editor who signs out can still have sent, or discard; those of readers stay as they are. */
export function unsentByEditor<Change extends Pick<OutboxEntry, 'state' | 'byEditor'>>(
  changes: readonly Change[],
  isSending: boolean,
): readonly Change[] {
  // What was sent and answered is done, and only waits to be read back: that needs no sender.
  const isUnsent = ({ state }: Change) =>
    state === 'queued' || state === 'waiting' || (state === 'sending' && isSending);
  return changes.filter((change) => change.byEditor && isUnsent(change));
}

/** Has what was not sent yet sent now. What was refused or has expired is left: it would be made a second time. */
export function sendUnsent(
  client: Pick<Client, 'retry'>,
  changes: readonly Pick<OutboxEntry, 'id' | 'state'>[],
): void {
  for (const { id, state } of changes) {
    if (state === 'queued' || state === 'waiting') void client.retry(id);
  }
}
