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
  readonly order?: string | undefined;
  /** Its rows tell where any record belongs among them: after a change only what it names is read. */
  readonly isWhole?: boolean;
}

/** What a request depends on; of a collection that is not known here, on all of it. */
export function dependenceOf(
  request: ReadRequest,
  collection: Collection | undefined,
  action: WatchAction,
): Dependence {
  if (!('query' in request) || !collection) return { request, action };
  const { where = {}, orderBy = [] } = request.query;
  const all = { request, action, isWhole: tellsAll(request.query) };
  if (Object.keys(where).length === 0) {
    const order = orderBy.length === 0 ? '' : listNameOf(collection, orderBy);
    // The order of a view stands in no field.
    return order === VIEW_LIST ? { request, action } : { ...all, order };
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
function tellsAll({ where = {}, orderBy = [], offset = 0, limit, select }: Query): boolean {
  const fields = [...Object.keys(where), ...orderBy.map(([field]) => field)];
  const isSelected = !select || fields.every((field) => select.includes(field));
  return offset === 0 && limit === undefined && isSelected;
}

/** What is to be read again after a change: all of the answer, or these records of it, where there are any. */
export type Need = 'all' | readonly string[];

/** What a change makes necessary for an answer. */
export function needOf(dependence: Dependence, change: CollectionChange): Need {
  const { request } = dependence;
  const { ids } = change;
  if (ids === 'all') return 'all';
  if ('query' in request) return needOfList(dependence, ids, change);
  if ('id' in request) return ids.includes(request.id) ? 'all' : [];
  const wanted = new Set(request.ids);
  return ids.filter((id) => wanted.has(id));
}

function needOfList(
  { action, range, order, isWhole }: Dependence,
  ids: readonly string[],
  change: CollectionChange,
): Need {
  // Named without ids: the order of its view changed, and no record.
  if (ids.length === 0) return order === undefined && !range ? 'all' : [];
  const steps = stepsOf(range, ids, change);
  if (steps && !steps.some(IS_FOLLOWED[action])) return [];
  if (action !== 'changes') return 'all';
  return (steps && keptPlaces(order, steps, change)) ?? (isWhole ? ids : 'all');
}

/** What a change is to one record of a list. */
interface Step {
  readonly id: string;
  /** It was in the list; it is. */
  readonly was: boolean;
  readonly is: boolean;
  /** There was such a record, and is, in the list or not. */
  readonly stays: boolean;
}

/** Which steps are followed; each was in the list, or is in it. */
const IS_FOLLOWED: Readonly<Record<WatchAction, (step: Step) => boolean>> = {
  changes: () => true,
  collection: ({ was, is }) => was !== is,
  inserts: ({ was }) => !was,
  deletes: ({ is }) => !is,
  updates: ({ stays }) => stays,
};

/** The steps of those that were in a list, or are in it; undefined where the change does not say. */
function stepsOf(
  range: Dependence['range'],
  ids: readonly string[],
  { inserted, deleted, indexes }: CollectionChange,
): readonly Step[] | undefined {
  const index = range && indexes?.[range.index];
  const keys = range ? index?.keys : [];
  if (!inserted || !deleted || !keys) return undefined;
  const isNew = new Set(inserted);
  const isGone = new Set(deleted);
  const keyBefore = new Map(index?.moved);
  // Of a list of all, no record has a key, nor has the list.
  const key = range?.key;
  const steps: Step[] = [];
  ids.forEach((id, i) => {
    const existed = !isNew.has(id);
    const exists = !isGone.has(id);
    const was = existed && (keyBefore.has(id) ? keyBefore.get(id) : keys[i]) === key;
    const is = exists && keys[i] === key;
    if (was || is) steps.push({ id, was, is, stays: existed && exists });
  });
  return steps;
}

/** The ids of the steps, where none came, left or moved in the list's order; else undefined. */
function keptPlaces(
  order: Dependence['order'],
  steps: readonly Step[],
  { indexes }: CollectionChange,
): readonly string[] | undefined {
  if (order === undefined || steps.some(IS_FOLLOWED.collection)) return undefined;
  const ids = steps.map(({ id }) => id);
  const moved = order === '' ? [] : indexes?.[order]?.moved;
  return moved?.every(([id]) => !ids.includes(id)) ? ids : undefined;
}
