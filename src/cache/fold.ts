import { canonicalJson } from '../model/canonical.ts';
import { bytesOf, fromBase64Url, hashBytes, type Hash } from '../model/hash.ts';
import { compareByAge, type StoredRecord } from '../model/record.ts';
import { diffRoots, type ChunkSplice } from '../protocol/delta.ts';
import { SyncError } from '../protocol/failure.ts';
import { chunkIndexOf, type Root } from '../protocol/root.ts';
import {
  HASH_LIST,
  ID_LIST,
  type BaseHashes,
  type Current,
  type CurrentCollection,
  type IdList,
  type Row,
} from '../store/layout.ts';
import {
  ifKept,
  indexOfId,
  readChunk,
  readIdList,
  readLayer,
  type CollectionAt,
} from '../store/read-records.ts';
import { buildIdList, idsByChunk } from './id-list.ts';
import { findRoot } from './known.ts';
import { readBaseHashes } from './plan-delta.ts';
import type { Session } from './session.ts';

/**
 * Folds the rows that deltas brought into chunks, so that reads are cheap again: the chunks of the present root are made
 * here from what is kept, and none is fetched. Each made chunk must have the hash that the root names; if one has not,
 * nothing is dropped and 'invalid-response' is thrown, since then this copy is not what was published.
 *
 * Chunks are made and kept a few at a time, invisible; one last transaction makes them the base and drops the rows.
 */
export async function foldRows(session: Session, name: string, signal: AbortSignal): Promise<void> {
  const folding = await readFolding(session, name);
  if (!folding) return;
  const idsByHash = new Map<Hash, readonly string[]>();
  for (const splice of folding.splices) {
    if (signal.aborted) return;
    const records = await readSplice(session, folding, splice);
    if (!records) return;
    const made = await makeChunks(folding, splice, records);
    for (const chunk of made) idsByHash.set(chunk.hash, chunk.ids);
    await session.write((transaction) =>
      transaction.put(
        'chunks',
        made.map(({ hash, bytes }) => [hash, bytes]),
      ),
    );
  }
  if (!signal.aborted) await finishFolding(session, folding, idsByHash);
}

/** One collection's fold: from `line.baseRoot` and `rows` to `line.root`. */
interface Folding {
  readonly name: string;
  readonly line: CurrentCollection;
  readonly base: Root;
  readonly root: Root;
  readonly splices: readonly ChunkSplice[];
  readonly rows: ReadonlyMap<string, Row>;
  readonly idList: IdList;
  readonly chunkHashes: readonly Hash[];
  readonly hashes: BaseHashes | undefined;
}

/** Undefined where there is nothing to fold, or where something is missing that the audit must find first. */
async function readFolding(session: Session, name: string): Promise<Folding | undefined> {
  const { known } = session;
  return session.read(async (transaction, current) => {
    const line = current?.collections[name];
    if (!line) return undefined;
    const at: CollectionAt = {
      access: transaction,
      memo: known.memo,
      name,
      line,
      layers: ['rows'],
    };
    const rows = await readLayer(at, 'rows');
    if (line.root === line.baseRoot && rows.size === 0) return undefined;
    const base = await findRoot(transaction, known, line.baseRoot);
    const root = await findRoot(transaction, known, line.root);
    const idList = await ifKept(readIdList(at));
    if (!base || !root || !idList) return undefined;
    const { splices } = diffRoots(base, root);
    const chunkHashes = base.chunks.map(({ hash }) => hash);
    const hashes = await readBaseHashes(at);
    return { name, line, base, root, splices, rows, idList, chunkHashes, hashes };
  });
}

/** The records that the new chunks of a splice hold, in age order. Undefined where an old chunk is gone. */
async function readSplice(
  session: Session,
  { base, root, rows }: Folding,
  { at, remove, insert }: ChunkSplice,
): Promise<readonly StoredRecord[] | undefined> {
  const old = base.chunks.slice(at, at + remove);
  const chunks = await session.read((transaction) =>
    ifKept(Promise.all(old.map((line) => readChunk(transaction, line.hash)))),
  );
  const inserted = new Set(insert.map((line) => line.hash));
  const brought = [...rows.values()].flatMap(({ record }) => {
    if (!record) return [];
    const place = chunkIndexOf(root.chunks, record.createdTime, record.id);
    return inserted.has(root.chunks[place]?.hash ?? '') ? [record] : [];
  });
  const kept = chunks?.flat().filter((record) => !rows.has(record.id));
  return kept && [...kept, ...brought].sort(compareByAge);
}

interface MadeChunk {
  readonly hash: Hash;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ids: readonly string[];
}

/** Cuts records where the root says that its chunks begin, so that it does not matter who cut them, or how. */
async function makeChunks(
  { name }: Folding,
  { insert }: ChunkSplice,
  records: readonly StoredRecord[],
): Promise<readonly MadeChunk[]> {
  const made: MadeChunk[] = [];
  let start = 0;
  for (const line of insert) {
    const run = records.slice(start, start + line.count);
    start += line.count;
    const bytes = bytesOf(`[${run.map((record) => canonicalJson(record)).join(',')}]`);
    const hash = await hashBytes(bytes);
    if (hash !== line.hash)
      throw mismatch(name, `a made chunk is ${hash}, its root says ${line.hash}`);
    made.push({ hash, bytes, ids: run.map((record) => record.id) });
  }
  if (start !== records.length) throw mismatch(name, 'the root counts other records than are kept');
  return made;
}

async function finishFolding(
  session: Session,
  folding: Folding,
  made: ReadonlyMap<Hash, readonly string[]>,
): Promise<void> {
  const { name, line, root, rows } = folding;
  const kept = idsByChunk(folding.idList, folding.chunkHashes);
  const idList = buildIdList(name, root, (hash) => made.get(hash) ?? kept.get(hash) ?? []);
  const hashes = carryHashes(folding, idList);
  await session.write(async (transaction, current) => {
    // A commit came between: what was made stays for the next fold, and this one begins anew.
    if (JSON.stringify(current?.collections[name]) !== JSON.stringify(line)) return;
    const next: CurrentCollection = { ...line, baseRoot: line.root };
    await transaction.put('lists', [[[name, ID_LIST], idList]]);
    if (hashes) await transaction.put('lists', [[[name, HASH_LIST], hashes]]);
    await transaction.delete(
      'rows',
      [...rows.keys()].map((id) => [name, id] as const),
    );
    const collections = { ...current!.collections, [name]: next };
    await transaction.put('meta', [['current', { ...current!, collections } satisfies Current]]);
  });
}

/** The hashes of the new base, from those of the old one and of the rows: no record is hashed again. */
function carryHashes(
  { hashes, idList: old, rows, line }: Folding,
  { ids }: IdList,
): BaseHashes | undefined {
  if (!hashes) return undefined;
  const bytes = new Uint8Array(ids.length * 32);
  ids.forEach((id, i) => {
    const hash = rows.get(id)?.hash;
    const at = indexOfId(old.ids, id) * 32;
    bytes.set(hash ? fromBase64Url(hash) : hashes.bytes.subarray(at, at + 32), i * 32);
  });
  return { root: line.root, bytes };
}

function mismatch(collection: string, sentence: string): SyncError {
  return new SyncError(
    'invalid-response',
    `${collection}: folding stopped: ${sentence}; the roots are compared`,
    { collection },
  );
}
