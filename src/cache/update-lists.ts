import { selectFields, type OrderBy } from '../model/query.ts';
import type { Hash } from '../model/hash.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import { HEAD_LIST, type HeadList, type OrderedList } from '../store/layout.ts';
import { remember } from '../store/memo.ts';
import { mergeOrdered, orderedOf } from '../store/ordered-list.ts';
import { listNameOf } from '../store/list-name.ts';
import { MissingObject, readRecords, type CollectionAt } from '../store/read-records.ts';
import { versionOf, type Version } from '../protocol/version.ts';
import { ordersOf } from './chunk-index.ts';
import type { ListKeys } from './describe-change.ts';

/** Lists that a commit rewrites, by name, and the tags under which all lists of the collection are then true. */
export interface ListChanges {
  readonly lists: ReadonlyMap<string, OrderedList | HeadList>;
  readonly tags: Readonly<Record<string, Hash>>;
  /** Where the touched records stood and stand in each order, for the broadcast. */
  readonly keys: readonly ListKeys[];
}

/** Records as they will be, by id; null for one that leaves. */
export type Touched = ReadonlyMap<string, StoredRecord | null>;

/**
 * The lists of a collection after some records change. A list is rewritten only where a key in it changed or a record
 * came or left; the head only where its own answer did. `at` is the collection before the change.
 */
export async function updateLists(
  at: CollectionAt,
  { collection, touched, version, root }: ListUpdate,
): Promise<ListChanges> {
  const lists = new Map<string, OrderedList | HeadList>();
  const tags: Record<string, Hash> = { ...at.line.lists };
  const keys: ListKeys[] = [];
  const after = new Map<string, OrderedList>();
  for (const [name, orderBy] of ordersOf(collection)) {
    const before = await readOrderedList(at, name);
    const listKeys = keysIn(before, { name, touched, orderBy });
    const list = updateOrdered(before, listKeys, { touched, orderBy });
    keys.push(listKeys);
    after.set(name, list);
    if (list === before) continue;
    lists.set(name, list);
    tags[name] = root;
  }
  const { first } = collection;
  if (first) {
    const order = after.get(listNameOf(collection, first.orderBy)!)!;
    const head = await updateHead(at, { first, order, touched, version });
    if (head) {
      lists.set(HEAD_LIST, head);
      tags[HEAD_LIST] = root;
    }
  }
  return { lists, tags, keys };
}

export interface ListUpdate {
  readonly collection: Collection;
  readonly touched: Touched;
  readonly version: Version;
  /** The root after the change. */
  readonly root: Hash;
}

/** A kept list, keys included; throws `MissingObject`. */
async function readOrderedList(at: CollectionAt, name: string): Promise<OrderedList> {
  const list = await readList<OrderedList>(at, name);
  if (!list) throw new MissingObject(`list ${at.name}/${name} is not kept here`);
  return list;
}

async function readList<T>(at: CollectionAt, name: string): Promise<T | undefined> {
  const tag = at.line.lists[name];
  const load = () => at.access.get<T>('lists', [at.name, name]);
  return tag === undefined ? undefined : remember(at.memo, [`${at.name}/${name}`, tag], load);
}

interface Order {
  readonly touched: Touched;
  readonly orderBy: OrderBy;
}

function keysIn(
  list: OrderedList,
  { name, touched, orderBy }: Order & { readonly name: string },
): ListKeys {
  const positionById = new Map<string, number>();
  list.ids.forEach((id, i) => touched.has(id) && positionById.set(id, i));
  return {
    name,
    before(id) {
      const i = positionById.get(id);
      return i === undefined ? undefined : list.keys.map((column) => column[i]!);
    },
    after(id) {
      const record = touched.get(id);
      return record ? orderBy.map(([field]) => record[field] ?? null) : undefined;
    },
  };
}

/** The list with its touched entries in their new places; the same list where no entry differs. */
function updateOrdered(
  list: OrderedList,
  keys: ListKeys,
  { touched, orderBy }: Order,
): OrderedList {
  const moved = new Map(
    [...touched].filter(
      ([id]) => JSON.stringify(keys.before(id)) !== JSON.stringify(keys.after(id)),
    ),
  );
  if (moved.size === 0) return list;
  const add = [...moved.values()].filter((record) => record !== null);
  return mergeOrdered(list, { without: moved, add: orderedOf(add, orderBy), orderBy });
}

async function updateHead(
  at: CollectionAt,
  { first, order, touched, version }: HeadUpdate,
): Promise<HeadList | undefined> {
  const before = await readList<HeadList>(at, HEAD_LIST);
  const ids = order.ids.slice(0, first.limit);
  const rowById = new Map(before?.rows.map((row) => [row.id, row]));
  const missing = ids.filter((id) => !touched.has(id) && !rowById.has(id));
  const read = await readRecords(at, missing, first.select);
  const rows = ids.map((id) => {
    const record = touched.get(id);
    const row = record ? selectFields(record, first.select) : (rowById.get(id) ?? read.get(id));
    if (!row) throw new MissingObject(`record ${at.name}/${id} is listed and not kept here`);
    return row;
  });
  const head = { rows, total: order.ids.length };
  if (before && isSameAnswer(before, head)) return undefined;
  return { ...versionOf(version), ...head };
}

interface HeadUpdate {
  readonly first: NonNullable<Collection['first']>;
  readonly order: OrderedList;
  readonly touched: Touched;
  readonly version: Version;
}

type HeadAnswer = Pick<HeadList, 'rows' | 'total'>;

function isSameAnswer(a: HeadAnswer, b: HeadAnswer): boolean {
  return a.total === b.total && JSON.stringify(a.rows) === JSON.stringify(b.rows);
}
