import { compareText, type StoredRecord } from '../model/record.ts';
import type { OrderBy, Query } from '../model/query.ts';
import type { Collection } from '../model/schema.ts';
import { VIEW_LIST, type OrderedList } from './layout.ts';
import { idsInRange, keyRangeOf, type KeyRange } from './key-range.ts';
import { listNameOf } from './list-name.ts';
import { remember, remembered } from './memo.ts';
import { mergeOrdered, orderedOf } from './ordered-list.ts';
import { readIdList, readLayers, type CollectionAt } from './read-records.ts';

/** The ids of all records that a query matches. */
export interface FoundIds {
  readonly ids: readonly string[];
  /** The order they are still to be brought into; undefined where they are in it. */
  readonly sort?: OrderBy | undefined;
}

/** Finds what a query matches without reading records; undefined where no list that is kept tells. */
export async function findIds(at: CollectionAt, find: Find): Promise<FoundIds | undefined> {
  const { collection, query } = find;
  const { orderBy = [], where = {} } = query;
  if (Object.keys(where).length > 0) {
    const range = keyRangeOf(collection, query);
    return range && findInRange(at, find, range);
  }
  if (orderBy.length === 0) {
    const { ids } = await readIdList(at);
    return { ids: applyChanges({ ids, keys: [] }, await readLayers(at), orderBy).ids };
  }
  return findInOrder(at, find, orderBy);
}

export interface Find {
  readonly collection: Collection;
  readonly query: Query;
  /** What pending mutations make of the base: by id, the record, or null where it is deleted. */
  readonly changes: ReadonlyMap<string, StoredRecord | null>;
}

async function findInRange(
  at: CollectionAt,
  { changes }: Find,
  range: KeyRange,
): Promise<FoundIds | undefined> {
  const { index, order, sort } = range;
  const list = await readList(at, index);
  if (!list) return undefined;
  const ids = idsInRange(applyChanges(list, changes, order), range);
  return sort?.length === 0 ? { ids: ids.toSorted(compareText) } : { ids, sort };
}

async function findInOrder(
  at: CollectionAt,
  { collection, changes }: Find,
  orderBy: OrderBy,
): Promise<FoundIds | undefined> {
  const name = listNameOf(collection, orderBy);
  if (!name) return undefined;
  if (changes.size === 0) {
    const ids = await readListIds(at, name);
    return ids && { ids };
  }
  const list = await readList(at, name);
  if (!list) return undefined;
  if (name === VIEW_LIST) return { ids: applyToView(list, changes) };
  return { ids: applyChanges(list, changes, orderBy).ids };
}

/** The keys are only needed to put something in its place; as long as nothing is, a page need not hold them. */
async function readListIds(at: CollectionAt, name: string): Promise<readonly string[] | undefined> {
  const tag = at.line.lists[name];
  if (!tag) return undefined;
  const withKeys = remembered<OrderedList>(at.memo, [`${at.name}/${name} with keys`, tag]);
  if (withKeys) return withKeys.ids;
  return remember(
    at.memo,
    [`${at.name}/${name}`, tag],
    async () => (await at.access.get<OrderedList>('lists', [at.name, name]))?.ids,
  );
}

async function readList(at: CollectionAt, name: string): Promise<OrderedList | undefined> {
  const tag = at.line.lists[name];
  if (!tag) return undefined;
  return remember(at.memo, [`${at.name}/${name} with keys`, tag], () =>
    at.access.get<OrderedList>('lists', [at.name, name]),
  );
}

function applyChanges(
  list: OrderedList,
  changes: ReadonlyMap<string, StoredRecord | null>,
  orderBy: OrderBy,
): OrderedList {
  if (changes.size === 0) return list;
  const add = [...changes.values()].filter((record) => record !== null);
  return mergeOrdered(list, { without: changes, add: orderedOf(add, orderBy), orderBy });
}

/** In a view a changed record keeps its place, and a new one comes last, as upstream shows it. */
function applyToView(
  { ids }: OrderedList,
  changes: ReadonlyMap<string, StoredRecord | null>,
): readonly string[] {
  const known = new Set(ids);
  const added = [...changes].filter(([id, record]) => record && !known.has(id)).map(([id]) => id);
  return [...ids.filter((id) => changes.get(id) !== null), ...added];
}
