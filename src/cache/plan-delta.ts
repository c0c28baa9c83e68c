import { canonicalJson } from '../model/canonical.ts';
import { updateDigest } from '../model/digest.ts';
import { bytesOf, hashText, toBase64Url, type Hash } from '../model/hash.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import type { JsonValue } from '../model/record.ts';
import { SyncError } from '../protocol/failure.ts';
import type { Root } from '../protocol/root.ts';
import { HASH_LIST, type BaseHashes, type Row } from '../store/layout.ts';
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
import { readRoot } from './known.ts';
import { lineOf, planView } from './plan-roots.ts';
import { updateLists, type ListChanges } from './update-lists.ts';

/** What was read for a delta; the hashing that is left to do cannot be done inside a transaction. */
export interface DeltaReading {
  readonly at: CollectionAt;
  readonly part: DeltaPart;
  readonly oldRoot: Root;
  readonly touched: ReadonlyMap<string, StoredRecord | null>;
  /** Of each touched id that exists: the hash of its old record, or that record's text where the hash is not known. */
  readonly old: ReadonlyMap<string, { readonly hash: Hash } | { readonly text: string }>;
  /** Touched ids that a chunk of the base holds: deleting them leaves a tombstone. */
  readonly inBase: ReadonlySet<string>;
  readonly changes: ListChanges;
  readonly view: ReadonlyMap<string, unknown>;
}

/** Reads what a delta touches, in one transaction. */
export async function readDelta(
  planning: Planning,
  collection: Collection,
  part: DeltaPart,
): Promise<DeltaReading> {
  const { transaction, known, before, version } = planning;
  const name = collection.name;
  const line = before?.collections[name];
  if (!line) throw refused(name, 'a delta came for a collection that is not kept');
  const at: CollectionAt = {
    access: transaction,
    memo: known.memo,
    name,
    line,
    layers: ['rows'],
  };
  const touched = new Map<string, StoredRecord | null>(part.deleted.map((id) => [id, null]));
  for (const record of part.changed) touched.set(record.id, record);
  if (touched.size !== part.deleted.length + part.changed.length) {
    throw refused(name, 'a delta names an id twice');
  }
  try {
    const oldRoot = await readRoot(transaction, known, line.root);
    const { old, inBase } = await readOld(at, [...touched.keys()]);
    const update = { collection, touched, version, root: part.hash };
    const changes = await updateLists(at, update);
    const view = await planView(planning, line, part.root);
    return { at, part, oldRoot, touched, old, inBase, changes, view };
  } catch (error) {
    if (!(error instanceof MissingObject)) throw error;
    // Comparing roots heals what is damaged here, so the engine is told that this way does not lead there.
    throw refused(name, `${error.message}; the roots are compared instead`);
  }
}

/** Hashes, checks count and digest, and says what to write. Throws 'invalid-response' where the delta lies (I5). */
export async function planDelta(reading: DeltaReading): Promise<CollectionCommit> {
  const { at, part, oldRoot, touched, old, inBase, changes, view } = reading;
  // Side by side: each digest is a trip to another thread, and a delta may bring a hundred records.
  const oldHashes = new Map(
    await Promise.all(
      [...old].map(async ([id, known]): Promise<[string, Hash]> => [
        id,
        'hash' in known ? known.hash : await hashText(known.text),
      ]),
    ),
  );
  const hashes = await Promise.all(
    [...touched.values()].map(async (record) =>
      record ? await hashText(canonicalJson(record)) : null,
    ),
  );
  const rows = new Map<string, Row | undefined>();
  const newHashes: Hash[] = [];
  const changed: string[] = [];
  let count = oldRoot.count;
  for (const [i, [id, record]] of [...touched].entries()) {
    const oldHash = oldHashes.get(id) ?? null;
    const hash = hashes[i] ?? null;
    count += Number(hash !== null) - Number(oldHash !== null);
    if (hash) newHashes.push(hash);
    if (hash !== oldHash) changed.push(id);
    rows.set(id, record || inBase.has(id) ? { record, hash } : undefined);
  }
  const { name, line } = at;
  if (count !== part.root.count) {
    throw refused(name, `a delta leads to ${count} records, its root says ${part.root.count}`);
  }
  if (updateDigest(oldRoot.digest, oldHashes.values(), newHashes) !== part.root.digest) {
    throw refused(name, 'a delta does not lead to the digest of its root');
  }
  return {
    name,
    line: lineOf(part, line.baseRoot, changes.tags),
    lists: new Map<string, unknown>([...changes.lists, ...view]),
    rows,
    objects: [[part.hash, bytesOf(canonicalJson(part.root as unknown as JsonValue))]],
    changed,
  };
}

async function readOld(
  at: CollectionAt,
  ids: readonly string[],
): Promise<Pick<DeltaReading, 'old' | 'inBase'>> {
  const old = new Map<string, { hash: Hash } | { text: string }>();
  const rows = await readLayer(at, 'rows', ids);
  const list = await readIdList(at);
  const hashes = await readBaseHashes(at);
  const inBase = new Set<string>();
  const unknown: string[] = [];
  for (const id of ids) {
    const row = rows.get(id);
    const index = indexOfId(list.ids, id);
    if (index >= 0) inBase.add(id);
    if (row) {
      if (row.hash !== null) old.set(id, { hash: row.hash });
    } else if (index >= 0) {
      if (hashes) old.set(id, { hash: hashAt(hashes, index) });
      else unknown.push(id);
    }
  }
  for (const [hash, inChunk] of await locate(at, unknown)) {
    for (const record of await readChunk(at.access, hash)) {
      if (inChunk.has(record.id)) old.set(record.id, { text: canonicalJson(record) });
    }
  }
  return { old, inBase };
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
