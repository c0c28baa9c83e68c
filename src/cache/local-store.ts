import type { LocalRow } from '../model/local.ts';
import type { LocalRows } from '../protocol/local.ts';
import type { ReadTransaction, Storage, WriteTransaction } from './storage.ts';

/**
 * The local collections of one browser profile and one token. Any worker of the profile may write them at any time: each
 * write is one transaction that works over what is there then, so that none is lost and all see them in one order (B113).
 *
 * - Rejects with `SyncError` as `Storage` does, or with what `work` threw; nothing is written then.
 * - What it answers is on disk.
 */
export interface LocalStore {
  read(collection: string): Promise<LocalRows>;
  /** Replaces the rows by what `work` makes of them, which may run more than once; the same rows write nothing. */
  write(
    collection: string,
    work: (rows: readonly LocalRow[]) => readonly LocalRow[],
  ): Promise<LocalRows>;
  close(): void;
}

/**
 * Local collections over some storage. `newToken` is called where the profile has no token yet; with a `token`, that
 * one's rows are read and written instead (B107).
 */
export function createLocalStore(
  storage: Storage,
  { newToken, token }: { readonly newToken: () => string; readonly token?: string },
): LocalStore {
  /** What was last read or written here, by collection: of the head's revision it is still true. */
  const known = new Map<string, LocalRows>();

  async function look(transaction: ReadTransaction, collection: string): Promise<LocalRows> {
    const head = await transaction.get<LocalHead>('meta', HEAD);
    const { revision = 0 } = head ?? {};
    const mine = token ?? head?.token;
    if (mine === undefined) return { rows: [], revision, token: '', storage: storage.kind };
    const before = known.get(collection);
    if (before?.token === mine && before.revision === revision) return before;
    const place = placeOf(collection, mine);
    const rows = await transaction.all<LocalRow>('local', place);
    return { rows: inOrder([...rows.values()]), revision, token: mine, storage: storage.kind };
  }

  function keep(collection: string, answer: LocalRows): LocalRows {
    known.set(collection, answer);
    return answer;
  }

  return Object.freeze({
    async read(collection: string) {
      return keep(collection, await storage.read((transaction) => look(transaction, collection)));
    },
    async write(collection: string, work: (rows: readonly LocalRow[]) => readonly LocalRow[]) {
      const answer = await storage.write(async (transaction) => {
        const before = await look(transaction, collection);
        const rows = work(before.rows);
        if (rows === before.rows) return before;
        const after: LocalRows = {
          ...before,
          rows: inOrder(rows),
          revision: before.revision + 1,
          token: before.token || newToken(),
        };
        await save(transaction, placeOf(collection, after.token), { before, after });
        return after;
      });
      return keep(collection, answer);
    },
    close: () => storage.close(),
  });
}

/** meta 'local'. */
interface LocalHead {
  /** Made with the first row. */
  readonly token?: string;
  /** Ascends with every write to any collection of any token. */
  readonly revision?: number;
}

const HEAD = 'local';

/** Collections have no space in their names. */
function placeOf(collection: string, token: string): string {
  return `${collection} ${token}`;
}

function inOrder(rows: readonly LocalRow[]): readonly LocalRow[] {
  return rows.toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}

/** Writes what differs. */
async function save(
  transaction: WriteTransaction,
  place: string,
  { before, after }: { readonly before: LocalRows; readonly after: LocalRows },
): Promise<void> {
  const rowById = new Map(before.rows.map((row) => [row.id, row]));
  const put = after.rows.filter((row) => rowById.get(row.id) !== row);
  for (const { id } of after.rows) rowById.delete(id);
  await transaction.put(
    'local',
    put.map((row) => [[place, row.id], row]),
  );
  await transaction.delete(
    'local',
    [...rowById.keys()].map((id) => [place, id]),
  );
  const head = await transaction.get<LocalHead>('meta', HEAD);
  const { token, revision } = after;
  await transaction.put('meta', [[HEAD, { token, ...head, revision }]]);
}
