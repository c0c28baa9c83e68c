import type { JsonValue } from '../model/record.ts';
import type { CollectionChange, IndexChange, IndexKey } from '../protocol/broadcast.ts';

/** Where the touched records stand in one kept order, before a commit and after it. */
export interface ListKeys {
  /** The list's name in `lists`. */
  readonly name: string;
  /** A record's keys, one for each step of the order; undefined where there is no such record. */
  before(id: string): readonly JsonValue[] | undefined;
  after(id: string): readonly JsonValue[] | undefined;
}

/** Which of the touched records there were, and are. */
export interface Existence {
  before(id: string): boolean;
  after(id: string): boolean;
}

/** What a broadcast says of touched records beside their ids: which came, left, and moved in which index. */
export function describeChange(
  ids: readonly string[],
  existence: Existence,
  lists: readonly ListKeys[],
): Omit<CollectionChange, 'ids'> {
  return {
    inserted: ids.filter((id) => !existence.before(id)),
    deleted: ids.filter((id) => !existence.after(id)),
    indexes: Object.fromEntries(lists.map((list) => [list.name, describeIndex(ids, list)])),
  };
}

function describeIndex(ids: readonly string[], list: ListKeys): IndexChange {
  const keys = ids.map((id) => (list.after(id) ?? list.before(id))?.[0] ?? null);
  const moved = ids.flatMap((id) => {
    const [before, after] = [list.before(id), list.after(id)];
    if (!before || !after || JSON.stringify(before) === JSON.stringify(after)) return [];
    return [[id, before[0] ?? null] as const];
  });
  // A message stays small, and a key that is a list or an object is none to look anything up by.
  const isShort = [...keys, ...moved.map(([, before]) => before)].every(isShortKey);
  return isShort
    ? { keys: keys as IndexKey[], moved: moved as [string, IndexKey][] }
    : { moved: moved.map(([id]) => [id, null]) };
}

function isShortKey(key: JsonValue): boolean {
  if (typeof key === 'string') return key.length <= MAX_KEY_LENGTH;
  return key === null || typeof key !== 'object';
}

/** Longer than any id, date or name that a page lists by. */
const MAX_KEY_LENGTH = 128;
