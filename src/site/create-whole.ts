import { createEffect, createSignal } from 'solid-js';
import type { Collection, RecordOf } from '../model/schema.ts';
import type { LiveList } from '../tab/live.ts';
import { createAll } from '../tab/solid.tsx';
import { firstQuery } from './first-query.ts';

/**
 * A live list of a whole collection in the order of its first query: what the head holds comes at once, and where there is
 * more, all of it follows. A server has all at once.
 */
export function createWhole<C extends Collection>(collection: C): LiveList<RecordOf<C>> {
  const [isLong, setLong] = createSignal(import.meta.env.SSR);
  const list = createAll(collection, () => {
    const { limit, ...all } = firstQuery(collection);
    return isLong() || limit === undefined ? all : { ...all, limit };
  });
  createEffect(() => {
    if (list.state === 'ready' && list.total > list.rows.length) setLong(true);
  });
  return list;
}
