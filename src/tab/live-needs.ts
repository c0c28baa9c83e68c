import type { Query } from '../model/query.ts';
import type { Collection } from '../model/schema.ts';
import type { CollectionChange, IndexKey } from '../protocol/broadcast.ts';
import type { ReadRequest } from '../protocol/worker-api.ts';
import { keyRangeOf } from '../store/key-range.ts';
import { VIEW_LIST } from '../store/layout.ts';
import { listNameOf } from '../store/list-name.ts';

/**
 * Which changes of a list are followed. 'changes': all. 'collection': a record came or left. 'inserts', 'deletes': one
 * of these. 'updates': a record that was there before and after. A record whose key moves leaves one `createAllBy` and
 * comes into another, and is an update for both.
 */
export type WatchAction = 'changes' | 'collection' | 'inserts' | 'deletes' | 'updates';

/** How a request depends on its collection. */
export interface Dependence {
  readonly request: ReadRequest;
  readonly action: WatchAction;
  /** The index whose entries with this first key are all that it can match. */
  readonly range?: { readonly index: string; readonly key: IndexKey };
  /** The list that says whether a record keeps its place in the answer; '' where that is the order of ids. */
  readonly order?: string;
  /** Its rows tell where any record belongs among them: after a change only what it names is read. */
  readonly isWhole?: boolean;
}

/** What a request depends on; of a collection that is not known here, on all of it. */
export function dependenceOf(
  request: ReadRequest,
  collection: Collection | undefined,
  action: WatchAction = 'changes',
): Dependence {
  if (!('query' in request) || !collection) return { request, action };
  const { where = {}, orderBy = [] } = request.query;
  const all = { request, action, isWhole: isWhole(request.query) };
  if (Object.keys(where).length === 0) {
    const order = orderBy.length === 0 ? '' : listNameOf(collection, orderBy);
    // The order of a view stands in no field.
    if (order === VIEW_LIST) return { request, action };
    return order === undefined ? all : { ...all, order };
  }
  const found = keyRangeOf(collection, request.query);
  if (!found) return all;
  const { index, values, sort } = found;
  const range = { index, key: values[0] as IndexKey };
  // By more than one field a record that is in the range need not be in the answer.
  if (values.length > 1) return { ...all, range };
  if (!sort) return { ...all, range, order: index };
  return sort.length === 0 ? { ...all, range, order: '' } : { ...all, range };
}

/** True where the answer is no window, and its rows carry what they are filtered and ordered by. */
function isWhole({ where = {}, orderBy = [], offset = 0, limit, select }: Query): boolean {
  const fields = [...Object.keys(where), ...orderBy.map(([field]) => field)];
  const isSelected = !select || fields.every((field) => select.includes(field));
  return offset === 0 && limit === undefined && isSelected;
}

/** What is to be read again after a change: nothing, all of the answer, or some records. */
export type Need = 'nothing' | 'all' | readonly string[];

/** What a change makes necessary for an answer. */
export function needOf(dependence: Dependence, change: CollectionChange): Need {
  const { request, action, order } = dependence;
  const { ids } = change;
  if (ids === 'all') return 'all';
  if ('id' in request) return ids.includes(request.id) ? 'all' : 'nothing';
  if ('ids' in request) {
    const wanted = new Set(request.ids);
    const touched = ids.filter((id) => wanted.has(id));
    return touched.length === 0 ? 'nothing' : touched;
  }
  // Named without ids: the order of its view changed, and no record.
  if (ids.length === 0) return order === undefined && !dependence.range ? 'all' : 'nothing';
  const found = eventsOf(dependence, change);
  const rest = dependence.isWhole && action === 'changes' ? ids : 'all';
  if (!found) return rest;
  const { inserts, deletes, updates } = found;
  const isFollowed = {
    inserts: inserts > 0,
    deletes: deletes > 0,
    collection: inserts + deletes > 0,
    updates: updates.length > 0,
    changes: inserts + deletes + updates.length > 0,
  };
  if (!isFollowed[action]) return 'nothing';
  if (action !== 'changes' || isFollowed.collection || order === undefined) return rest;
  const moved = order === '' ? [] : change.indexes?.[order]?.moved;
  return !moved || moved.some(([id]) => updates.includes(id)) ? rest : updates;
}

/** What a change is to a list: who came, who left, and who stayed or moved; undefined where it does not say. */
function eventsOf({ range }: Dependence, change: CollectionChange): Events | undefined {
  const { inserted, deleted, indexes } = change;
  if (change.ids === 'all' || !inserted || !deleted) return undefined;
  const index = range && indexes?.[range.index];
  if (range && !index?.keys) return undefined;
  const isNew = new Set(inserted);
  const isGone = new Set(deleted);
  const keyBefore = new Map(index?.moved);
  const events = { inserts: 0, deletes: 0, updates: [] as string[] };
  for (const [i, id] of change.ids.entries()) {
    const key = index?.keys?.[i];
    const isHere = (at: IndexKey | undefined) => !range || at === range.key;
    const was = !isNew.has(id) && isHere(keyBefore.has(id) ? keyBefore.get(id) : key);
    const is = !isGone.has(id) && isHere(key);
    if (is && !was) events.inserts++;
    if (was && !is) events.deletes++;
    if ((was || is) && !isNew.has(id) && !isGone.has(id)) events.updates.push(id);
  }
  return events;
}

interface Events {
  readonly inserts: number;
  readonly deletes: number;
  readonly updates: readonly string[];
}
