import type { OrderBy } from '../model/query.ts';
import type { Collection } from '../model/schema.ts';
import { FIRST_LIST, VIEW_LIST } from './layout.ts';

/** The name of the list that keeps this order, if there is one. */
export function listNameOf(
  { indexes, first, view }: Collection,
  orderBy: OrderBy,
): string | undefined {
  if (view !== undefined && isSameOrder(orderBy, [[VIEW_LIST, 'asc']])) return VIEW_LIST;
  const index = Object.entries(indexes).find(([, order]) => isSameOrder(order, orderBy));
  if (index) return index[0];
  return first && isSameOrder(first.orderBy, orderBy) ? FIRST_LIST : undefined;
}

/** True where both name the same fields and directions, step by step. */
export function isSameOrder(a: OrderBy, b: OrderBy): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
