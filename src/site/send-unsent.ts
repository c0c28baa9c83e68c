import type { OutboxEntry } from '../protocol/worker-api.ts';
import type { Client } from '../tab/client.ts';

/** The changes of an editor that are not known to have arrived; those of readers stay as they are when an editor leaves. */
export function unsentByEditor<Change extends Pick<OutboxEntry, 'state' | 'byEditor'>>(
  changes: readonly Change[],
): readonly Change[] {
  // One that is being sent may come back to wait: whoever left it out would take it for sent.
  return changes.filter(
    ({ state, byEditor }) => byEditor && ['queued', 'waiting', 'sending'].includes(state),
  );
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
