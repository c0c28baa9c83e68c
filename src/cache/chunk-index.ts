import type { OrderBy } from '../model/query.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import { FIRST_LIST, type OrderedList } from '../store/layout.ts';
import { orderedOf } from '../store/ordered-list.ts';
import { listNameOf } from '../store/list-name.ts';

/** What the lists need of one chunk's records: ids, and the order fields of each kept order. */
export interface ChunkIndex {
  readonly ids: readonly string[];
  readonly ordered: ReadonlyMap<string, OrderedList>;
}

/** The orders that a collection keeps as lists, by list name: its indexes, and that of `first` where it is none of them. */
export function ordersOf(collection: Collection): ReadonlyMap<string, OrderBy> {
  const orders = new Map(Object.entries(collection.indexes));
  const { first } = collection;
  if (first && listNameOf(collection, first.orderBy) === FIRST_LIST) {
    orders.set(FIRST_LIST, first.orderBy);
  }
  return orders;
}

/** Indexes a chunk's records, which can then be let go of. */
export function indexChunk(records: readonly StoredRecord[], collection: Collection): ChunkIndex {
  const ordered = new Map<string, OrderedList>();
  for (const [name, orderBy] of ordersOf(collection)) {
    ordered.set(name, orderedOf(records, orderBy));
  }
  return { ids: records.map((record) => record.id), ordered };
}

/** All entries of one list, chunk after chunk, unsorted. */
export function gatherEntries(
  indexes: readonly ChunkIndex[],
  name: string,
  orderBy: OrderBy,
): OrderedList {
  const lists = indexes.map((index) => index.ordered.get(name)!);
  return {
    ids: lists.flatMap((list) => list.ids),
    keys: orderBy.map((_, step) => lists.flatMap((list) => list.keys[step]!)),
  };
}
