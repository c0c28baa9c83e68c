import type { StoredRecord } from './record.ts';

/** What lies between two states of a collection, by id: records whole, in no order. */
export interface RecordsDiff {
  readonly added: readonly StoredRecord[];
  readonly changed: readonly StoredRecord[];
  readonly removed: readonly string[];
}

/** Canonical texts by id: the cheapest thing in which two states can be compared. */
export type TextById = ReadonlyMap<
  string,
  { readonly record: StoredRecord; readonly text: string }
>;

/** What leads from `before` to `after`; records with equal canonical text are not in it. */
export function diffRecords(before: TextById, after: TextById): RecordsDiff {
  const added: StoredRecord[] = [];
  const changed: StoredRecord[] = [];
  for (const [id, { record, text }] of after) {
    const old = before.get(id);
    if (!old) added.push(record);
    else if (old.text !== text) changed.push(record);
  }
  const removed = [...before.keys()].filter((id) => !after.has(id));
  return { added, changed, removed };
}

/** True where the two states are the same. */
export function isEmptyDiff(diff: RecordsDiff): boolean {
  return diff.added.length + diff.changed.length + diff.removed.length === 0;
}

/** `before` with the diff applied, as a new map: `applyDiff(a, diffRecords(a, b))` holds the records of `b`. */
export function applyDiff(
  before: ReadonlyMap<string, StoredRecord>,
  diff: RecordsDiff,
): ReadonlyMap<string, StoredRecord> {
  const after = new Map(before);
  for (const id of diff.removed) after.delete(id);
  for (const record of [...diff.added, ...diff.changed]) after.set(record.id, record);
  return after;
}
