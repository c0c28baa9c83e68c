import { compareValues, type OrderBy, type Query } from '../model/query.ts';
import type { JsonValue } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import type { OrderedList } from './layout.ts';

/** An index whose entries lie together for what a query's `where` asks, so that they are found by halving. */
export interface KeyRange {
  readonly index: string;
  readonly order: OrderBy;
  /** The values of the index's first fields, in their order. */
  readonly values: readonly JsonValue[];
  /** What is left of the asked order within the range; undefined where the range is in that order already. */
  readonly sort: OrderBy | undefined;
}

/** The best range for a query, or undefined where no index begins with just the fields that it filters by. */
export function keyRangeOf(
  { indexes }: Pick<Collection, 'indexes'>,
  { where = {}, orderBy = [] }: Query,
): KeyRange | undefined {
  const fields = Object.keys(where);
  if (fields.length === 0 || Object.values(where).some((value) => !isScalar(value)))
    return undefined;
  const left = orderBy.filter(([field]) => !(field in where));
  const ranges = Object.entries(indexes)
    .filter(([, order]) => beginsWith(order, fields))
    .map(([index, order]): KeyRange => {
      const isSorted = JSON.stringify(order.slice(fields.length)) === JSON.stringify(left);
      const values = order.slice(0, fields.length).map(([field]) => where[field]!);
      return { index, order, values, sort: isSorted ? undefined : left };
    });
  return ranges.find(({ sort }) => !sort) ?? ranges[0];
}

/** True where the first fields of an order are exactly these, in any order among themselves. */
function beginsWith(order: OrderBy, fields: readonly string[]): boolean {
  const first = new Set(order.slice(0, fields.length).map(([field]) => field));
  return first.size === fields.length && fields.every((field) => first.has(field));
}

/** A list or object equals nothing but itself, so no record is found by one. */
function isScalar(value: JsonValue | undefined): boolean {
  return value !== undefined && (value === null || typeof value !== 'object');
}

/** The ids of a list's entries in a range, in the list's order. */
export function idsInRange(list: OrderedList, range: KeyRange): readonly string[] {
  return list.ids.slice(boundary(list, range, 0), boundary(list, range, 1));
}

/** The first position whose entry is not before the range (`past` 0), or is behind it (1). */
function boundary({ ids, keys }: OrderedList, { order, values }: KeyRange, past: 0 | 1): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareWith(middle) < past) low = middle + 1;
    else high = middle;
  }
  return low;

  function compareWith(i: number): number {
    for (const [step, value] of values.entries()) {
      const found = compareValues(keys[step]![i]!, value);
      if (found !== 0) return found < 0 === (order[step]![1] === 'asc') ? -1 : 1;
    }
    return 0;
  }
}
