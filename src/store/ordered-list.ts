import { compareValues, type OrderBy } from '../model/query.ts';
import { compareText, type JsonValue, type StoredRecord } from '../model/record.ts';
import type { OrderedList } from './layout.ts';

/** The order fields of some records, in columns, in the order of the records. */
export function orderedOf(records: readonly StoredRecord[], orderBy: OrderBy): OrderedList {
  return {
    ids: records.map((record) => record.id),
    keys: orderBy.map(([field]) => records.map((record) => record[field] ?? null)),
  };
}

/**
 * A sorted list without some of its ids and with other entries, unsorted, put in their places: the same list as sorting
 * all of them anew would give, in one pass.
 */
export function mergeOrdered(list: OrderedList, { without, add, orderBy }: ListEdit): OrderedList {
  const order = add.ids.map((_, i) => i);
  order.sort((a, b) => compareEntries([add, a], [add, b], orderBy));
  const ids: string[] = [];
  const keys: JsonValue[][] = orderBy.map(() => []);
  const take = (from: OrderedList, i: number) => {
    ids.push(from.ids[i]!);
    for (let step = 0; step < keys.length; step++) keys[step]!.push(from.keys[step]![i]!);
  };
  let next = 0;
  for (let i = 0; i < list.ids.length; i++) {
    if (without.has(list.ids[i]!)) continue;
    while (next < order.length && compareEntries([add, order[next]!], [list, i], orderBy) < 0) {
      take(add, order[next++]!);
    }
    take(list, i);
  }
  while (next < order.length) take(add, order[next++]!);
  return { ids, keys };
}

/** What `mergeOrdered` does to a list; entries of `add` are in no order. */
export interface ListEdit {
  readonly without: { has(id: string): boolean };
  readonly add: OrderedList;
  readonly orderBy: OrderBy;
}

/** A list of nothing, in as many columns as its order has steps. */
export function emptyList(orderBy: OrderBy): OrderedList {
  return { ids: [], keys: orderBy.map(() => []) };
}

type Entry = readonly [list: OrderedList, index: number];

/** The same order as `comparatorOf` gives: field by field, ties by id ascending. */
function compareEntries([a, i]: Entry, [b, j]: Entry, orderBy: OrderBy): number {
  for (let step = 0; step < orderBy.length; step++) {
    const order = compareValues(a.keys[step]![i]!, b.keys[step]![j]!);
    if (order !== 0) return orderBy[step]![1] === 'asc' ? order : -order;
  }
  return compareText(a.ids[i]!, b.ids[j]!);
}
