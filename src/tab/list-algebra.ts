import type { StoredRecord } from '../model/record.ts';

/**
 * A list in the order of `next`, with the objects of `old` where they say the same, so that whoever compares by identity
 * sees only what changed. The same list where that is all of it.
 */
export function replace<R extends Pick<StoredRecord, 'id'>>(
  old: readonly R[],
  next: readonly R[],
): readonly R[] {
  const known = new Map(old.map((record) => [record.id, record]));
  const rows = next.map((record) => {
    const kept = known.get(record.id);
    return kept && isSame(kept, record) ? kept : record;
  });
  const isSameList = rows.length === old.length && rows.every((record, i) => record === old[i]);
  return isSameList ? old : rows;
}

/** What has become of some records of a list. */
export interface ListDelta<R> {
  readonly records: readonly R[];
  readonly removed: readonly string[];
}

/** A list in its own order: changed records in their places, removed ones dropped, unknown ones at the end. */
export function merge<R extends Pick<StoredRecord, 'id'>>(
  old: readonly R[],
  { records, removed }: ListDelta<R>,
): readonly R[] {
  const fresh = new Map(records.map((record) => [record.id, record]));
  const gone = new Set(removed);
  const known = new Set(old.map(({ id }) => id));
  return [
    ...old.filter(({ id }) => !gone.has(id)).map((record) => fresh.get(record.id) ?? record),
    ...records.filter(({ id }) => !known.has(id) && !gone.has(id)),
  ];
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
