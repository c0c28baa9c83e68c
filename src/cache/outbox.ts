import type { MutationContext, Role } from '../model/mutator.ts';
import type { JsonValue } from '../model/record.ts';
import { SyncError } from '../protocol/failure.ts';
import type { MutationFailure } from '../protocol/mutation.ts';
import type { Version } from '../protocol/version.ts';
import type { Effect } from './draft.ts';
import { inGroups } from './in-groups.ts';
import type { ReadTransaction, Storage, WriteTransaction } from './storage.ts';
import { tooLate } from './too-late.ts';

/**
 * A change as it is kept. Builds of any age read each other's rows: fields are only ever added, none of the added ones is
 * required, and whoever changes a row leaves what it does not know as it is. `v` above 1 means that the row cannot be
 * understood without them: it is kept, and left alone.
 */
export interface OutboxRow {
  readonly v: number;
  /** Random, unique in this outbox; the server knows the change by it and the client's. */
  readonly id: string;
  readonly clientId: string;
  /** Whose it is: a reader's is never sent as an editor's, nor the other way round. */
  readonly identity: string;
  readonly name: string;
  readonly args: Readonly<Record<string, JsonValue>>;
  readonly ctx: MutationContext;
  readonly attempts?: number;
  /** When it was first sent, in milliseconds: from then on it may have had its effect. */
  readonly firstSentAt?: number;
  /** Whichever worker sends it may be at it until then, in milliseconds; gone as soon as that has ended. */
  readonly sendingUntil?: number;
  /** What it did here, as of its making, and then of its first sending. */
  readonly effects?: readonly Effect[];
  /** It is in this publication, and in all later ones; `over` is the log that was kept here when the server said so. */
  readonly result?: Version & { readonly over?: string };
  /** It is in Airtable, where a filter holds back what it made: only here that shows, until the base has it. */
  readonly hidden?: true;
  /** It was undone, and waits for the person. */
  readonly ended?: 'rejected' | 'expired';
  readonly error?: MutationFailure;
}

/** What a person makes; the outbox adds whose it is. */
export type NewRow = Pick<OutboxRow, 'id' | 'name' | 'args' | 'ctx' | 'effects'>;

/** An editor who is signed in. */
export interface SignedIn {
  readonly token: string;
  /** Whose their changes are: `EDITOR`, or what an older build made of the token. */
  readonly identity: string;
}

/**
 * The changes that were made here and are not known to have arrived, in their order, and who makes them. Any worker of the
 * profile may write it at any time; each write is one transaction, strictly durable once it settles (P1).
 *
 * - Rejects with `SyncError` as `Storage` does; nothing is kept then.
 * - A database that was emptied under a running worker is filled again with what that worker knows (fault D4).
 */
export interface Outbox {
  readonly storage: 'indexeddb' | 'memory';
  /** As last read or written here, oldest first; the same object while nothing changes. */
  readonly rows: () => readonly OutboxRow[];
  /** True where a change of this id is there, or was not long ago. */
  readonly knows: (id: string) => boolean;
  readonly signedIn: () => SignedIn | undefined;
  /** Ascends with every change by anybody. */
  readonly revision: () => number;
  /** False where others may have written what was not read here. */
  readonly isRead: () => boolean;
  /** What others wrote is to be read before anything is made of the rows. */
  doubt(): void;
  /** Reads what others wrote. Calls share a read that has not begun. */
  load(): Promise<void>;
  /**
   * Keeps a change, made by whoever is signed in; one whose id is there, or was not long ago, is not made again. Calls share a write.
   * 'unauthorized' where it is an editor's and nobody is signed in any more, whatever was last read here; 'timeout' where
   * `isTooLate` once the disk can be written. Both are looked at in the write itself.
   */
  append(row: NewRow, role: Role, isTooLate?: () => boolean): Promise<void>;
  /** Changes rows that are still there, by id; undefined removes one. */
  update(change: (row: OutboxRow) => OutboxRow | undefined): Promise<void>;
  signIn(who: SignedIn | undefined): Promise<void>;
  close(): void;
}

/** An outbox over some storage; nothing is read yet. */
export function createOutbox(storage: Storage, newId: () => string): Outbox {
  let known: Known | undefined;
  let isRead = false;
  let last: Promise<unknown> = Promise.resolve();

  function write(work: (state: Known) => Known): Promise<void> {
    const turn = last.then(async () => {
      known = await storage.write(async (transaction) => {
        const { state, isFound } = await read(transaction);
        const next = work(state);
        if (next === state && isFound) return state;
        const { revision } = state.head;
        const saved = { ...next, head: { ...next.head, revision: revision + 1 } };
        await save(transaction, isFound ? state : undefined, saved);
        return saved;
      });
      isRead = true;
    });
    // A failed write is its caller's matter, not the next one's.
    last = turn.catch(() => undefined);
    return turn;
  }

  function loadOne(): Promise<void> {
    const turn = last.then(async () => {
      const { state, isFound } = await storage.read(read);
      if (isFound) {
        known = state;
        isRead = true;
      }
      return isFound;
    });
    last = turn.catch(() => undefined);
    return turn.then((isFound) => (isFound ? undefined : write((state) => state)));
  }

  // Each check asks for it: where the disk does not answer, those of a minute must not wait one after the other.
  const loadAll = inGroups(async (calls: readonly void[]) => {
    await loadOne();
    return calls;
  });

  async function read(
    transaction: ReadTransaction,
  ): Promise<{ readonly state: Known; readonly isFound: boolean }> {
    const head = await transaction.get<Head>('meta', 'head');
    if (!head) return { state: known ?? fresh(newId()), isFound: false };
    if (known && isSameHead(known.head, head)) return { state: known, isFound: true };
    const rows = await transaction.all<OutboxRow>('outbox', ROWS);
    const done = await transaction.get<readonly string[]>('meta', 'done');
    return { state: stateOf(head, rows, done), isFound: true };
  }

  const append = inGroups(async (added: readonly Added[]) => {
    await write((state) => appendAll(state, added));
    return added.map(({ row }) => known!.ids.has(row.id));
  });

  function appendAll(state: Known, added: readonly Added[]): Known {
    const ids = new Set(state.ids);
    const rows = new Map(state.rows);
    let { next } = state.head;
    const { clientId, signedIn } = state.head;
    for (const { row, role, isTooLate } of added) {
      if (ids.has(row.id) || isTooLate?.() || (role === 'editor' && !signedIn)) continue;
      ids.add(row.id);
      const identity = signedIn?.identity ?? READER;
      rows.set(positionOf(next++), { v: 1, ...row, clientId, identity });
    }
    return stateOf({ ...state.head, next }, rows, state.done);
  }

  return Object.freeze({
    storage: storage.kind,
    rows: () => known?.list ?? NO_ROWS,
    knows: (id: string) => known?.ids.has(id) ?? false,
    signedIn: () => known?.head.signedIn,
    revision: () => known?.head.revision ?? 0,
    isRead: () => isRead,
    doubt() {
      isRead = false;
    },
    load: () => loadAll(),
    async append(row: NewRow, role: Role, isTooLate?: () => boolean) {
      if (await append({ row, role, isTooLate })) return;
      if (isTooLate?.()) throw tooLate();
      throw new SyncError('unauthorized', 'Sign in to change this.');
    },
    update: (change: (row: OutboxRow) => OutboxRow | undefined) =>
      write((state) => {
        let isChanged = false;
        const gone: string[] = [];
        const entries = [...state.rows].flatMap(([position, row]) => {
          const next = change(row);
          if (next !== row) isChanged = true;
          if (next) return [[position, next] as const];
          gone.push(row.id);
          return [];
        });
        if (!isChanged) return state;
        const done = gone.length > 0 ? [...state.done, ...gone].slice(-KEPT_DONE) : state.done;
        return stateOf(state.head, new Map(entries), done);
      }),
    signIn: (signedIn: SignedIn | undefined) =>
      write((state) => {
        const { signedIn: _before, ...head } = state.head;
        return { ...state, head: signedIn ? { ...head, signedIn } : head };
      }),
    close: () => storage.close(),
  });
}

/** Whose the changes of somebody are who is not signed in. */
export const READER = 'reader';

/**
 * Whose all others are: a site has one token for all its editors, and whoever signs in next sends them, though it was
 * changed meanwhile. Older builds made a name of each token.
 */
export const EDITOR = 'editor';

interface Added {
  readonly row: NewRow;
  readonly role: Role;
  readonly isTooLate: (() => boolean) | undefined;
}

/** meta 'head'. */
interface Head {
  readonly clientId: string;
  /** The position of the next row. */
  readonly next: number;
  readonly revision: number;
  readonly signedIn?: SignedIn;
}

interface Known {
  readonly head: Head;
  readonly rows: ReadonlyMap<string, OutboxRow>;
  readonly list: readonly OutboxRow[];
  /** Ids of the last rows that left. */
  readonly done: readonly string[];
  /** Of both. */
  readonly ids: ReadonlySet<string>;
}

const NO_ROWS: readonly OutboxRow[] = [];
const ROWS = 'rows';
/** A tab may ask again for what its dead worker had kept and the next one has already sent, this many changes later. */
const KEPT_DONE = 256;

function fresh(clientId: string): Known {
  return stateOf({ clientId, next: 0, revision: 0 }, new Map());
}

function isSameHead(a: Head, b: Head): boolean {
  return a.clientId === b.clientId && a.revision === b.revision;
}

function stateOf(
  head: Head,
  rows: ReadonlyMap<string, OutboxRow>,
  done: readonly string[] = [],
): Known {
  const list = [...rows.values()];
  return { head, rows, done, list, ids: new Set([...list.map(({ id }) => id), ...done]) };
}

/** Sorts as the number does. */
function positionOf(next: number): string {
  return String(next).padStart(12, '0');
}

/** Writes what differs; all of it where nothing was there. */
async function save(
  transaction: WriteTransaction,
  before: Known | undefined,
  { head, rows, done }: Known,
): Promise<void> {
  const put = [...rows].filter(([position, row]) => before?.rows.get(position) !== row);
  const gone = [...(before?.rows.keys() ?? [])].filter((position) => !rows.has(position));
  await transaction.put(
    'outbox',
    put.map(([position, row]) => [[ROWS, position], row]),
  );
  await transaction.delete(
    'outbox',
    gone.map((position): [string, string] => [ROWS, position]),
  );
  await transaction.put('meta', [
    ['head', head],
    ...(done === before?.done ? [] : [['done', done] as const]),
  ]);
}
