import type { Accessor } from 'solid-js';
import type { Query } from '../model/query.ts';
import type { Collection, RecordOf } from '../model/schema.ts';
import { checkIndexed } from '../store/check-indexed.ts';
import type { ByOf, LiveList, QueryOf } from './live.ts';
import { createLive, type LiveOptions } from './solid.tsx';

/**
 * A live list of the records whose field has this value: `createAllBy(reviews, () => ({ product: props.id }))`. The field
 * is one that a declared index begins with, so records of other values cost nothing. It follows `by`; where that is
 * undefined nothing is watched, and the list is empty and says 'loading'. Throws 'not-found' for a field without index.
 */
// oxlint-disable-next-line max-params -- sites call it so: createAll's parameters, with the value after the collection
export function createAllBy<C extends Collection>(
  collection: C,
  by: Accessor<ByOf<C> | undefined>,
  query: Accessor<Omit<QueryOf<C>, 'where'>> = () => ({}),
  options?: LiveOptions,
): LiveList<RecordOf<C>> {
  const list = createLive(() => {
    const where = by() as Query['where'];
    if (!where) return undefined;
    checkIndexed(collection, where);
    return { collection: collection.name, query: { ...(query() as Query), where } };
  }, options);
  return list as LiveList<unknown> as LiveList<RecordOf<C>>;
}
