import { createMemo, type Accessor } from 'solid-js';
import type { Collection, RecordOf } from '../model/schema.ts';
import type { LiveList } from './live.ts';
import { createLive, type LiveOptions } from './solid.tsx';

/**
 * The live records of these ids, in that order; one that does not exist is left out until it does. The ids may come from
 * another live list (a dependent query): kept members keep their rows, dropped ones are gone. No ids are an empty list,
 * and 'ready'; where the ids are not known yet (undefined, null) nothing is watched, and it says 'loading'.
 */
export function createMany<C extends Collection>(
  collection: C,
  ids: Accessor<readonly string[] | null | undefined>,
  options?: LiveOptions,
): LiveList<RecordOf<C>> {
  const wanted = createMemo(ids, undefined, { equals: isSameIds });
  const list = createLive(() => {
    const known = wanted();
    return known?.length ? { collection: collection.name, ids: known } : undefined;
  }, options) as LiveList<unknown> as LiveList<RecordOf<C>>;
  return {
    get state() {
      return wanted()?.length === 0 ? 'ready' : list.state;
    },
    get rows() {
      return list.rows;
    },
    get total() {
      return list.total;
    },
  };
}

type Ids = readonly string[] | null | undefined;

function isSameIds(a: Ids, b: Ids): boolean {
  if (!a || !b) return a === b;
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
