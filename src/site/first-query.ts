import type { Collection } from '../model/schema.ts';
import type { QueryOf } from '../tab/live.ts';

/**
 * The query that a collection's head answers: a page that asks exactly this is drawn before the rest is fetched.
 * Throws for a collection that declares none.
 */
export function firstQuery<C extends Collection>(collection: C): QueryOf<C> {
  const { first, name } = collection;
  if (!first) throw new Error(`collections.ts: "${name}" declares no first query`);
  // `defineCollection` has checked that it selects the collection's own fields.
  return first as QueryOf<C>;
}
