import type { Hash } from '../model/hash.ts';
import { MAX_NAMED_IDS, type Changes, type CollectionChange } from '../protocol/broadcast.ts';
import { SyncError } from '../protocol/failure.ts';
import { VIEW_LIST, type Current, type CurrentCollection, type Row } from '../store/layout.ts';
import type { Collections } from '../store/plan-read.ts';
import type { NextVersion, RootAt } from './cache.ts';
import { dropEarly } from './early.ts';
import { findRoot, type Known } from './known.ts';
import type { ReadTransaction, StoredEntry, WriteTransaction } from './storage.ts';

/** What a plan is made from: one moment of the store, and where it is to go. */
export interface Planning {
  readonly transaction: ReadTransaction;
  readonly known: Known;
  readonly before: Current | undefined;
  readonly version: NextVersion;
}

/** What a commit writes of one collection. */
export interface CollectionCommit {
  readonly name: string;
  readonly line: CurrentCollection;
  /** Lists to put, by name; the others stay. */
  readonly lists: ReadonlyMap<string, unknown>;
  /** Rows to put, undefined for one to remove; or 'none' where the chunks are whole again. */
  readonly rows: ReadonlyMap<string, Row | undefined> | 'none';
  /** Objects that come with it, beside those staged. */
  readonly objects?: readonly StoredEntry[];
  readonly changed: readonly string[] | 'all';
  /** What the broadcast says of `changed` beside the ids, where that is known. */
  readonly details?: Omit<CollectionChange, 'ids'>;
}

/** All that one commit writes. */
export interface CommitPlan {
  readonly before: Current | undefined;
  readonly version: NextVersion;
  readonly commits: readonly CollectionCommit[];
}

/** Writes a plan; the transaction is the caller's, and already fenced. Returns what is then current. */
export async function writeCommit(
  transaction: WriteTransaction,
  { before, version, commits }: CommitPlan,
  collections: Collections,
): Promise<Current> {
  const { log, seq, publishedAt, pollAfterMs, writable, live, committedAt } = version;
  const current: Current = {
    log,
    seq,
    version: version.version,
    publishedAt,
    pollAfterMs,
    writable,
    ...(live ? { live } : {}),
    committedAt,
    storeId: before?.storeId ?? crypto.randomUUID(),
    ...(before?.overlay ? { overlay: before.overlay } : {}),
    collections: {
      ...before?.collections,
      ...Object.fromEntries(commits.map(({ name, line }) => [name, line])),
    },
  };
  if (!before) await dropEarly(transaction, collections);
  for (const commit of commits) await writeCollection(transaction, commit);
  await transaction.put('meta', [['current', current]]);
  return current;
}

/** What a plan changes, for the broadcast; a collection of which only the view's order does is named without ids. */
export function changesOf({ commits }: CommitPlan): Changes {
  const changes: Record<string, CollectionChange> = {};
  for (const { name, changed, details, lists } of commits) {
    if (changed.length === 0 && !lists.has(VIEW_LIST)) continue;
    changes[name] =
      changed === 'all' || changed.length > MAX_NAMED_IDS
        ? { ids: 'all' }
        : { ids: changed, ...details };
  }
  return changes;
}

/** The names of all objects that a committed state needs; not of those that an unreadable root would name. */
export async function objectsOf(
  transaction: ReadTransaction,
  known: Known,
  current: Current,
): Promise<{ readonly hashes: ReadonlySet<Hash>; readonly isComplete: boolean }> {
  const hashes = new Set<Hash>();
  let isComplete = true;
  for (const { root, baseRoot } of Object.values(current.collections)) {
    const newest = await findRoot(transaction, known, root);
    const base = await findRoot(transaction, known, baseRoot);
    if (!newest || !base) isComplete = false;
    for (const hash of [root, baseRoot, newest?.order, base?.order]) if (hash) hashes.add(hash);
    for (const { hash } of base?.chunks ?? []) hashes.add(hash);
  }
  return { hashes, isComplete };
}

/** Removes objects that nothing needs, but for those somebody may be about to commit. */
export async function sweep(
  transaction: WriteTransaction,
  known: Known,
  { current, pinned }: { readonly current: Current; readonly pinned: ReadonlySet<Hash> },
): Promise<void> {
  const waste = await wasteOf(transaction, known, { current, pinned });
  if (waste.length > 0) await transaction.delete('chunks', waste);
}

/** The objects that `sweep` would remove. */
export async function wasteOf(
  transaction: ReadTransaction,
  known: Known,
  { current, pinned }: { readonly current: Current; readonly pinned: ReadonlySet<Hash> },
): Promise<readonly Hash[]> {
  const needed = await objectsOf(transaction, known, current);
  // With a root missing nobody can tell what is needed, so nothing is removed until it is back.
  if (!needed.isComplete) return [];
  const held = await transaction.hashes();
  return held.filter((hash) => !needed.hashes.has(hash) && !pinned.has(hash));
}

/** Throws 'not-found' unless the roots, and every chunk of them, are held. */
export async function checkHeld(
  transaction: ReadTransaction,
  roots: Readonly<Record<string, RootAt>>,
): Promise<void> {
  const held = new Set(await transaction.hashes());
  for (const [collection, { hash, root }] of Object.entries(roots)) {
    const needed = [hash, ...root.chunks.map((line) => line.hash)];
    const missing = needed.filter((object) => !held.has(object));
    if (missing.length === 0) continue;
    throw new SyncError(
      'not-found',
      `${collection}: ${missing.length} objects of root ${hash} are missing, ${missing[0]} first; to be fetched again`,
      { collection },
    );
  }
}

async function writeCollection(
  transaction: WriteTransaction,
  { name, lists, rows, objects }: CollectionCommit,
): Promise<void> {
  await transaction.put(
    'lists',
    [...lists].map(([list, value]): StoredEntry => [[name, list], value]),
  );
  await transaction.put('chunks', objects ?? []);
  if (rows === 'none') {
    const ids = await transaction.names('rows', name);
    await transaction.delete(
      'rows',
      ids.map((id): [string, string] => [name, id]),
    );
    return;
  }
  const entries = [...rows];
  const puts = entries.filter(([, row]) => row).map(([id, row]): StoredEntry => [[name, id], row]);
  const gone = entries.filter(([, row]) => !row).map(([id]): [string, string] => [name, id]);
  await transaction.put('rows', puts);
  await transaction.delete('rows', gone);
}
