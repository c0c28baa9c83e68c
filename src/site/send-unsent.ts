import type { OutboxEntry } from '../protocol/worker-api.ts';
import type { Client } from '../tab/client.ts';

/** The changes of an editor that are not known to have arrived; those of readers stay as they are when an editor leaves. */
export function unsentByEditor<Change extends Pick<OutboxEntry, 'state' | 'byEditor'>>(
  changes: readonly Change[],
): readonly Change[] {
  return changes.filter((change) => change.byEditor && isUnsent(change));
}

/**
 * True where nothing waits, or nothing of an editor's among as many as the status counts; false also while the list has
 * not caught up with that, as just after a change was made.
 */
export function isAllSentByEditor(
  queued: number,
  changes: readonly Pick<OutboxEntry, 'state' | 'byEditor'>[],
): boolean {
  const isWholeList = changes.filter(isUnsent).length >= queued;
  return queued === 0 || (isWholeList && unsentByEditor(changes).length === 0);
}

/** One that is being sent may come back to wait: whoever left it out would take it for sent. */
function isUnsent({ state }: Pick<OutboxEntry, 'state'>): boolean {
  return ['queued', 'waiting', 'sending'].includes(state);
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
