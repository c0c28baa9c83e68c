import type { OutboxRow } from '../cache/outbox.ts';
import { SyncError } from '../protocol/failure.ts';

/** Arguments that a mutator does not take, each with its problem. */
export function argumentsError(
  name: string,
  problems: Readonly<Record<string, string>>,
): SyncError {
  const sentences = Object.entries(problems).map(([argument, problem]) => `${argument} ${problem}`);
  return new SyncError('invalid-arguments', `${name}: ${sentences.join('; ')}`);
}

/** There are unsent changes, and nobody said what is to become of them. */
export function unsentError(rows: readonly OutboxRow[]): SyncError {
  const names = [...new Set(rows.map(({ name }) => name))].join(', ');
  const count = rows.length === 1 ? '1 change was' : `${rows.length} changes were`;
  return new SyncError(
    'conflict',
    `${count} not sent (${names}): say whether to keep or to discard them.`,
  );
}
