import type { Hash } from '../model/hash.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import { asText, listOf } from '../protocol/check.ts';
import { diffRoots, type ChunkSplice } from '../protocol/delta.ts';
import { SyncError } from '../protocol/failure.ts';
import type { Root } from '../protocol/root.ts';
import {
  HEAD_LIST,
  ID_LIST,
  VIEW_LIST,
  type CurrentCollection,
  type HeadList,
  type OrderedList,
} from '../store/layout.ts';
import { emptyList, mergeOrdered } from '../store/ordered-list.ts';
import { listNameOf } from '../store/list-name.ts';
import {
  MissingObject,
  readChunk,
  readChunkHashes,
  readIdList,
  readJson,
  readLayers,
  readRecords,
  type CollectionAt,
} from '../store/read-records.ts';
import type { RootAt } from './cache.ts';
import { gatherEntries, indexChunk, ordersOf, type ChunkIndex } from './chunk-index.ts';
import type { CollectionCommit, Planning } from './commit.ts';
import { describeChange } from './describe-change.ts';
import { isSame } from './draft.ts';
import { buildIdList, idsByChunk } from './id-list.ts';
import { readRoot } from './known.ts';
import { updateLists } from './update-lists.ts';

/**
 * What it takes to bring a collection to a root whose chunks are all held: from nothing, or by what differs between the
 * two roots where that is little. Throws 'not-found' for a chunk that is not held, 'invalid-response' for a wrong count.
 */
export async function planRoots(
  planning: Planning,
  collection: Collection,
  next: RootAt,
): Promise<CollectionCommit> {
  const line = planning.before?.collections[collection.name];
  try {
    const view = await planView(planning, line, next.root);
    const change = { ...planning, collection, next, view };
    return (await planDifference(change, line)) ?? (await planFromNothing(change));
  } catch (error) {
    if (!(error instanceof MissingObject)) throw error;
    throw new SyncError('not-found', `${collection.name}: ${error.message}; to be fetched again`, {
      collection: collection.name,
      cause: error,
    });
  }
}

interface Change extends Planning {
  readonly collection: Collection;
  readonly next: RootAt;
  readonly view: ReadonlyMap<string, OrderedList>;
}

/**
 * The list 'view' where the root has an order that is new; empty where there is none or it stays. Throws 'invalid-response'
 * for one that is no list of ids, each once: nobody could read it once it were committed.
 */
export async function planView(
  { transaction }: Planning,
  line: CurrentCollection | undefined,
  { order }: Root,
): Promise<ReadonlyMap<string, OrderedList>> {
  if (order === undefined || line?.lists[VIEW_LIST] === order) return new Map();
  const ids = asIds(await readJson(transaction, order), `order list ${order}`);
  if (new Set(ids).size < ids.length) {
    throw new SyncError('invalid-response', `order list ${order} names an id twice; ignored`);
  }
  return new Map([[VIEW_LIST, { ids, keys: [] }]]);
}

const asIds = listOf(asText);

/** A collection's line with the lists that are then true of it. */
export function lineOf(
  { hash, root, shape }: RootAt,
  baseRoot: Hash,
  lists: Readonly<Record<string, Hash>>,
): CurrentCollection {
  const { [VIEW_LIST]: _, ...others } = lists;
  const view = root.order === undefined ? {} : { [VIEW_LIST]: root.order };
  return { root: hash, baseRoot, count: root.count, shape, lists: { ...others, ...view } };
}

async function planFromNothing(change: Change): Promise<CollectionCommit> {
  const { transaction, known, collection, next } = change;
  const { hash, root } = next;
  const name = collection.name;
  const indexByHash = new Map<Hash, ChunkIndex>();
  for (const line of root.chunks) {
    const staged = known.staged.get(line.hash);
    const index = staged ?? indexChunk(await readChunk(transaction, line.hash), collection);
    indexByHash.set(line.hash, index);
  }
  const lists = new Map<string, unknown>(change.view);
  const idList = buildIdList(name, root, (chunk) => indexByHash.get(chunk)!.ids);
  lists.set(ID_LIST, idList);
  known.memo.set(`${name}/${ID_LIST}`, { tag: hash, value: idList });
  known.memo.set(`${name}/#chunks`, { tag: hash, value: root.chunks.map((line) => line.hash) });
  const tags: Record<string, Hash> = {};
  const indexes = root.chunks.map((line) => indexByHash.get(line.hash)!);
  for (const [list, orderBy] of ordersOf(collection)) {
    const add = gatherEntries(indexes, list, orderBy);
    lists.set(list, mergeOrdered(emptyList(orderBy), { without: NOTHING, add, orderBy }));
    tags[list] = hash;
  }
  if (collection.first) {
    const order = lists.get(listNameOf(collection, collection.first.orderBy)!) as OrderedList;
    lists.set(HEAD_LIST, await readHead(change, collection.first, order));
    tags[HEAD_LIST] = hash;
  }
  return { name, line: lineOf(next, hash, tags), lists, rows: 'none', changed: 'all' };
}

const NOTHING: ReadonlySet<string> = new Set();

/** The head of a new root: the one that was shown before the first commit, if it is this version's answer, else read. */
async function readHead(
  { transaction, known, collection, next, version }: Change,
  first: NonNullable<Collection['first']>,
  order: OrderedList,
): Promise<HeadList> {
  const { log, seq } = version;
  const shown = await transaction.get<HeadList>('lists', [collection.name, HEAD_LIST]);
  const ids = order.ids.slice(0, first.limit);
  const isOfNext = shown?.log === log && shown.seq === seq && shown.total === order.ids.length;
  if (isOfNext && isAnswer(shown.rows, ids, first.select)) return shown;
  const at: CollectionAt = {
    access: transaction,
    memo: known.memo,
    name: collection.name,
    line: lineOf(next, next.hash, {}),
    layers: [],
  };
  const records = await readRecords(at, ids, first.select);
  return { log, seq, rows: ids.map((id) => records.get(id)!), total: order.ids.length };
}

/** A server that was just started with another `first` shows the head of its last build until it has read everything. */
function isAnswer(
  rows: readonly StoredRecord[],
  ids: readonly string[],
  select: readonly string[],
): boolean {
  const wanted = [...new Set(['id', 'createdTime', ...select])].sort().join();
  const isRight = (row: StoredRecord, i: number) =>
    row.id === ids[i] && Object.keys(row).sort().join() === wanted;
  return rows.length === ids.length && rows.every(isRight);
}

/** Undefined where the collection is new, or so different that building from nothing is the smaller work. */
async function planDifference(
  change: Change,
  line: CurrentCollection | undefined,
): Promise<CollectionCommit | undefined> {
  if (!line) return undefined;
  const { transaction, known, collection, next, version } = change;
  const name = collection.name;
  try {
    const base = await readRoot(transaction, known, line.baseRoot);
    const { splices } = diffRoots(base, next.root);
    if (bytesOf(base, splices) > MAX_COMPARED_BYTES) return undefined;
    const at: CollectionAt = {
      access: transaction,
      memo: known.memo,
      name,
      line,
      layers: ['rows'],
    };
    const { touched, existed, idsByHash } = await compareSplices(at, base, splices);
    const update = { collection, touched, version, root: next.hash };
    const { lists, tags, keys } = await updateLists(at, update);
    const changed = [...touched.keys()];
    const existence = {
      before: (id: string) => existed.has(id),
      after: (id: string) => touched.get(id) !== null,
    };
    const kept = idsByChunk(await readIdList(at), await readChunkHashes(at));
    const idList = buildIdList(
      name,
      next.root,
      (hash) => idsByHash.get(hash) ?? kept.get(hash) ?? [],
    );
    return {
      name,
      line: lineOf(next, next.hash, tags),
      lists: new Map<string, unknown>([...lists, ...change.view, [ID_LIST, idList]]),
      rows: 'none',
      changed,
      details: describeChange(changed, existence, keys),
    };
  } catch (error) {
    // The old state is damaged, the new one need not be: build it from nothing.
    if (error instanceof MissingObject) return undefined;
    throw error;
  }
}

/** Above this both sides together are not compared record by record, so that the worker's memory stays small. */
const MAX_COMPARED_BYTES = 8 * 1024 * 1024;

function bytesOf(base: Root, splices: readonly ChunkSplice[]): number {
  return splices
    .flatMap(({ at, remove, insert }) => [...base.chunks.slice(at, at + remove), ...insert])
    .reduce((sum, line) => sum + line.bytes, 0);
}

/** Which records differ between the collection as it is, rows included, and the chunks of the new root. */
async function compareSplices(
  at: CollectionAt,
  base: Root,
  splices: readonly ChunkSplice[],
): Promise<{
  readonly touched: ReadonlyMap<string, StoredRecord | null>;
  /** Those of `touched` that there were. */
  readonly existed: ReadonlySet<string>;
  readonly idsByHash: ReadonlyMap<Hash, readonly string[]>;
}> {
  const rows = await readLayers(at);
  const idsByHash = new Map<Hash, readonly string[]>();
  const before = new Map<string, StoredRecord>();
  const after = new Map<string, StoredRecord>();
  for (const { at: start, remove, insert } of splices) {
    for (const line of base.chunks.slice(start, start + remove)) {
      for (const record of await readChunk(at.access, line.hash)) before.set(record.id, record);
    }
    for (const line of insert) {
      const records = await readChunk(at.access, line.hash);
      idsByHash.set(
        line.hash,
        records.map((record) => record.id),
      );
      for (const record of records) after.set(record.id, record);
    }
  }
  // A row whose chunk stays says something else than the new root does: that chunk's own record is the new truth.
  const reverted = [...rows.keys()].filter((id) => !before.has(id) && !after.has(id));
  const fromBase = await readRecords({ ...at, layers: [] }, reverted);
  for (const [id, record] of fromBase) after.set(id, record);

  const was = new Map<string, StoredRecord | null>([...before, ...rows]);
  const touched = new Map<string, StoredRecord | null>();
  const existed = new Set<string>();
  for (const id of new Set([...was.keys(), ...after.keys()])) {
    const old = was.get(id) ?? null;
    const fresh = after.get(id) ?? null;
    if (isSame(old, fresh)) continue;
    touched.set(id, fresh);
    if (old) existed.add(id);
  }
  return { touched, existed, idsByHash };
}
