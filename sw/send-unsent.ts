import { READER, type OutboxRow, type SignedIn } from '../src/cache/outbox.ts';
import type { Names } from '../src/protocol/names.ts';
import { MUTATIONS_PATH } from '../src/protocol/paths.ts';
import { settle } from '../src/store/idb-access.ts';
import { openExisting } from '../src/store/open-database.ts';
import { isTooOld, isWaiting, sentRow } from '../src/sync/outbox-row.ts';
import { bodyOf } from '../src/sync/push.ts';

/** What sending is handed: the platform, and where the site lies and keeps its changes. */
export interface SendingOptions {
  readonly base: URL;
  readonly names: Pick<Names, 'durable' | 'outboxLock'>;
  readonly indexedDB: IDBFactory;
  readonly locks: Pick<LockManager, 'request'>;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

/**
 * Sends the changes that wait on this device, each once and in their order, where no page is open to do it (decision 016).
 * What the server says of them is not kept: the next page asks again, and hears it out of the server's journal.
 *
 * Rejects while something may be left, so that the browser tries again: where a page is open, where the network fails, and
 * where the server takes nothing now.
 */
export async function sendUnsent(options: SendingOptions): Promise<void> {
  const { indexedDB, locks, names } = options;
  await locks.request(names.outboxLock, { ifAvailable: true }, async (lock) => {
    if (!lock) throw new Error('a page is open');
    const db = await openExisting(indexedDB, names.durable, () => undefined);
    if (!db) return;
    try {
      const sent = new Set<string>();
      for (;;) {
        const marked = await markNext(db, sent, options.now());
        if (!marked) return;
        await post(marked, options);
        sent.add(marked.row.id);
      }
    } finally {
      db.close();
    }
  });
}

/** A change that is noted as being sent, and in whose name. */
interface Marked {
  readonly row: OutboxRow;
  readonly signedIn: SignedIn | undefined;
}

/** Notes it before it is sent: from then on nobody knows whether it has arrived. Settles once that is on the disk. */
function markNext(
  db: IDBDatabase,
  sent: ReadonlySet<string>,
  now: number,
): Promise<Marked | undefined> {
  const transaction = db.transaction(['meta', 'outbox'], 'readwrite', { durability: 'strict' });
  return new Promise((resolve, reject) => {
    transaction.onabort = () => reject(new Error('not kept', { cause: transaction.error }));
    const mark = async () => {
      const [meta, outbox] = [transaction.objectStore('meta'), transaction.objectStore('outbox')];
      const keys = settle(outbox.getAllKeys());
      const rows = settle(outbox.getAll() as IDBRequest<OutboxRow[]>);
      const head = await settle(meta.get('head') as IDBRequest<Head | undefined>);
      const signedIn = head?.signedIn;
      const at = nextOf(await rows, { sent, isEditor: signedIn !== undefined, now });
      const row = (await rows)[at];
      if (head && row) {
        outbox.put(sentRow(row, { now, effects: undefined }), (await keys)[at]);
        // Whoever has read it before reads it again.
        meta.put({ ...head, revision: head.revision + 1 }, 'head');
      }
      transaction.oncomplete = () => resolve(row && { row, signedIn });
    };
    mark().catch(reject);
  });
}

/** What is said of the outbox in meta 'head' (cache/outbox.ts), as far as it matters here. */
interface Head {
  readonly revision: number;
  readonly signedIn?: SignedIn;
}

/** The index of the first change that may be sent, -1 for none; behind one that may not, those of its client and identity wait. */
function nextOf(
  rows: readonly OutboxRow[],
  {
    sent,
    isEditor,
    now,
  }: { readonly sent: ReadonlySet<string>; readonly isEditor: boolean; readonly now: number },
): number {
  const held = new Set<string>();
  // What was not seen to do anything here, or was made in one turn with what did the same, has to be looked at over what
  // comes, by a worker (decision 013).
  const seen = new Set(['[]']);
  return rows.findIndex((row) => {
    if (!isWaiting(row)) return false;
    const effects = JSON.stringify(row.effects ?? []);
    const isSeen = row.firstSentAt !== undefined || !seen.has(effects);
    seen.add(effects);
    const lane = `${row.clientId} ${row.identity}`;
    if (sent.has(row.id) || held.has(lane)) return false;
    held.add(lane);
    return row.v === 1 && isSeen && !isTooOld(row, now) && (row.identity === READER || isEditor);
  });
}

async function post(
  { row, signedIn }: Marked,
  { base, fetch: ask }: SendingOptions,
): Promise<void> {
  const isReader = row.identity === READER;
  const answer = await ask(new URL(MUTATIONS_PATH, base), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(isReader ? {} : { authorization: `Bearer ${signedIn?.token}` }),
    },
    body: bodyOf([row]),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  // Refused it is over too. Busy servers and sign-in pages of the network say nothing of it.
  if (!Object.hasOwn(Object(await answer.json()), 'results')) throw new Error('not taken');
}

/** As a page's worker waits. */
const ANSWER_MS = 10_000;
