import { canonicalJson } from '../model/canonical.ts';
import { updateDigest } from '../model/digest.ts';
import { toBase64Url, type Hash } from '../model/hash.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import { SyncError } from '../protocol/failure.ts';
import type { Root } from '../protocol/root.ts';
import {
  HASH_LIST,
  type BaseHashes,
  type Current,
  type CurrentCollection,
  type Row,
} from '../store/layout.ts';
import { remember } from '../store/memo.ts';
import {
  indexOfId,
  locate,
  MissingObject,
  readChunk,
  readIdList,
  readLayer,
  type CollectionAt,
} from '../store/read-records.ts';
import type { DeltaPart } from './cache.ts';
import type { CollectionCommit, Planning } from './commit.ts';
import { describeChange } from './describe-change.ts';
import { readRoot, type Known } from './known.ts';
import { lineOf, planView } from './plan-roots.ts';
import { updateLists, type ListChanges } from './update-lists.ts';

/** What was read for a delta. */
export interface DeltaReading {
  readonly at: CollectionAt;
  readonly part: DeltaPart;
  readonly oldRoot: Root;
  /** The hash of each touched record that exists; of those in `oldTexts` it is not kept. */
  readonly oldHashes: ReadonlyMap<string, Hash>;
  readonly oldTexts: ReadonlyMap<string, string>;
  /** Touched ids that a chunk of the base holds: deleting them leaves a tombstone. */
  readonly inBase: ReadonlySet<string>;
  readonly changes: ListChanges;
  readonly view: ReadonlyMap<string, unknown>;
}

/** Reads what a delta touches. All is asked for at once: each wait within a transaction is a trip to another process. */
export async function readDelta(
  planning: Planning,
  collection: Collection,
  part: DeltaPart,
): Promise<DeltaReading> {
  const { transaction, known, before, version } = planning;
  const name = collection.name;
  const line = before?.collections[name];
  if (!line) throw refused(name, 'a delta came for a collection that is not kept');
  const { memo } = known;
  const at: CollectionAt = { access: transaction, memo, name, line, layers: ['rows'] };
  const touched = new Map<string, StoredRecord | null>(part.deleted.map((id) => [id, null]));
  for (const { record } of part.changed) touched.set(record.id, record);
  if (touched.size !== part.deleted.length + part.changed.length) {
    throw refused(name, 'a delta names an id twice');
  }
  try {
    const [oldRoot, old, changes, view] = await Promise.all([
      readRoot(transaction, known, line.root),
      readOld(at, [...touched.keys()]),
      updateLists(at, { collection, touched, version, root: part.hash }),
      planView(planning, line, part.root),
    ]);
    return { at, part, oldRoot, ...old, changes, view };
  } catch (error) {
    if (!(error instanceof MissingObject)) throw error;
    // Comparing roots heals what is damaged here, so the engine is told that this way does not lead there.
    throw refused(name, `${error.message}; the roots are compared instead`);
  }
}

/** Checks count and digest, and says what to write. Throws 'invalid-response' where the delta lies (I5). */
export function planDelta(
  { at, part, oldRoot, oldTexts, inBase, changes, view, ...reading }: DeltaReading,
  hashByText: ReadonlyMap<string, Hash>,
): CollectionCommit {
  const oldHashes = new Map(reading.oldHashes);
  for (const [id, text] of oldTexts) oldHashes.set(id, hashByText.get(text)!);
  const rows = new Map<string, Row | undefined>();
  for (const id of part.deleted)
    rows.set(id, inBase.has(id) ? { record: null, hash: null } : undefined);
  for (const row of part.changed) rows.set(row.record.id, row);
  const { name, line } = at;
  const count = oldRoot.count - oldHashes.size + part.changed.length;
  if (count !== part.root.count) {
    throw refused(name, `a delta leads to ${count} records, its root says ${part.root.count}`);
  }
  const newHashes = part.changed.map(({ hash }) => hash);
  if (updateDigest(oldRoot.digest, oldHashes.values(), newHashes) !== part.root.digest) {
    throw refused(name, 'a delta does not lead to the digest of its root');
  }
  const changed = [...rows].flatMap(([id, row]) =>
    (row?.hash ?? undefined) === oldHashes.get(id) ? [] : [id],
  );
  const existence = {
    before: (id: string) => oldHashes.has(id),
    after: (id: string) => rows.get(id)?.record != null,
  };
  return {
    name,
    line: lineOf(part, line.baseRoot, changes.tags),
    lists: new Map<string, unknown>([...changes.lists, ...view]),
    rows,
    objects: [[part.hash, part.bytes]],
    changed,
    details: describeChange(changed, existence, changes.keys),
  };
}

async function readOld(
  at: CollectionAt,
  ids: readonly string[],
): Promise<Pick<DeltaReading, 'oldHashes' | 'oldTexts' | 'inBase'>> {
  const [rows, list, hashes] = await Promise.all([
    readRowHashes(at, ids),
    readIdList(at),
    readBaseHashes(at),
  ]);
  const oldHashes = new Map<string, Hash>();
  const oldTexts = new Map<string, string>();
  const inBase = new Set<string>();
  const unknown: string[] = [];
  for (const id of ids) {
    const row = rows.get(id);
    const index = indexOfId(list.ids, id);
    if (index >= 0) inBase.add(id);
    if (row !== undefined) {
      if (row !== null) oldHashes.set(id, row);
    } else if (index >= 0) {
      if (hashes) oldHashes.set(id, hashAt(hashes, index));
      else unknown.push(id);
    }
  }
  for (const [hash, inChunk] of await locate(at, unknown)) {
    for (const record of await readChunk(at.access, hash)) {
      if (inChunk.has(record.id)) oldTexts.set(record.id, canonicalJson(record));
    }
  }
  return { oldHashes, oldTexts, inBase };
}

/** The hashes of the rows that there are of some ids, null for a tombstone. Which ids have a row is remembered. */
async function readRowHashes(
  at: CollectionAt,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Hash | null>> {
  const { access, memo, name, line } = at;
  const known = await remember(memo, rowsKey(name, line), async (): Promise<RowHashes> => {
    const present = await access.names('rows', name);
    return new Map(present.map((id) => [id, undefined]));
  });
  const hashes = new Map<string, Hash | null>();
  const unknown: string[] = [];
  for (const id of ids) {
    const hash = known!.get(id);
    if (hash !== undefined) hashes.set(id, hash);
    else if (known!.has(id)) unknown.push(id);
  }
  for (const [id, { hash }] of await readLayer(at, 'rows', unknown)) hashes.set(id, hash);
  return hashes;
}

/** The rows that there are, each with its record's hash, null for a tombstone, undefined where that was not read. */
type RowHashes = Map<string, Hash | null | undefined>;

/** After a commit the next delta knows the rows that it wrote. */
export function rememberRows(
  { memo }: Known,
  before: Current,
  { name, line, rows }: CollectionCommit,
): void {
  const [key, tag] = rowsKey(name, before.collections[name]!);
  const known = memo.get(key);
  if (known?.tag !== tag || rows === 'none') return;
  const hashes = known.value as RowHashes;
  for (const [id, row] of rows) {
    if (row) hashes.set(id, row.hash);
    else hashes.delete(id);
  }
  memo.set(key, { tag: rowsKey(name, line)[1], value: hashes });
}

function rowsKey(name: string, { root, baseRoot }: CurrentCollection): [key: string, tag: string] {
  return [`${name}/#rows`, `${root} ${baseRoot}`];
}

/** The hashes of the base's records where `tidy` has made them. */
export async function readBaseHashes(at: CollectionAt): Promise<BaseHashes | undefined> {
  const { access, memo, name, line } = at;
  return remember(memo, [`${name}/${HASH_LIST}`, line.baseRoot], async () => {
    const hashes = await access.get<BaseHashes>('lists', [name, HASH_LIST]);
    return hashes?.root === line.baseRoot ? hashes : undefined;
  });
}

/** The hash of the record at a position of '#ids'. */
function hashAt({ bytes }: BaseHashes, index: number): Hash {
  return toBase64Url(bytes.subarray(index * 32, index * 32 + 32));
}

function refused(collection: string, sentence: string): SyncError {
  return new SyncError('invalid-response', `${collection}: ${sentence}; nothing was changed`, {
    collection,
  });
}
