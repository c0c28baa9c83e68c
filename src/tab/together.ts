import type { LiveOptions } from './solid.tsx';

/**
 * Several live queries that are always of one snapshot, at first and at every change:
 * `together((one) => ({ product: createOne(products, id, one), reviews: createAllBy(reviews, by, query, one) }))`.
 * Queries that are made separately may show two versions for the moment between two reads.
 */
export function together<T>(create: (one: LiveOptions) => T): T {
  return create({ group: {} });
}
