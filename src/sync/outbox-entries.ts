import { READER, type Outbox, type OutboxRow } from '../cache/outbox.ts';
import type { Version } from '../protocol/version.ts';
import type { OutboxEntry } from '../protocol/worker-api.ts';
import { isContained, mutatorOf, type Mutators } from './pending.ts';
import { isWaiting } from './outbox-row.ts';
import type { Sender } from './sender.ts';

/** What entries are made of. */
export interface EntriesOf {
  readonly outbox: Pick<Outbox, 'rows' | 'signedIn'>;
  readonly mutators: Mutators;
  readonly sender: Pick<Sender, 'isSending' | 'failure' | 'state'>;
  readonly version: () => Version | undefined;
}

/** What is kept, as people see it: each change with its state, oldest first, and why it waits where that is known. */
export function entriesOf({
  outbox,
  mutators,
  sender,
  version,
}: EntriesOf): readonly OutboxEntry[] {
  function entryOf(row: OutboxRow): OutboxEntry {
    const { id, name, args, ctx, attempts = 0 } = row;
    const error = row.error ?? reasonToWait(row);
    const state = stateOf(row);
    const byEditor = row.identity !== READER;
    return { id, name, args, at: ctx.now, state, attempts, byEditor, ...(error && { error }) };
  }

  function stateOf(row: OutboxRow): OutboxEntry['state'] {
    if (row.ended) return row.ended;
    if (row.hidden) return 'awaiting';
    if (row.result || sender.isSending(row.id)) return 'sending';
    const isTried = row.attempts !== undefined || sender.state() === 'waiting';
    return isTried || reasonToWait(row) ? 'waiting' : 'queued';
  }

  function reasonToWait(row: OutboxRow): OutboxEntry['error'] {
    if (!isWaiting(row)) return undefined;
    if (!mutatorOf(row, mutators)) {
      return { code: 'newer-version', message: 'A newer build of this site has to send this.' };
    }
    return row.identity !== READER && !outbox.signedIn()
      ? { code: 'unauthorized', message: 'This waits for an editor to sign in.' }
      : sender.failure();
  }

  // What has arrived and is only kept to show what is behind it is nobody's concern.
  return outbox
    .rows()
    .filter((row) => row.hidden || !isContained(row, version()))
    .map(entryOf);
}
