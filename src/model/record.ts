/** What JSON can say (RFC 8259), read-only: records are values and are never changed in place. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * One record of a collection as it is published, stored and read: `id` (public, unique in its collection),
 * `createdTime` (ISO 8601, whole seconds, never changes) and the fields of the collection's schema, all present.
 */
export interface StoredRecord {
  readonly id: string;
  readonly createdTime: string;
  readonly [field: string]: JsonValue;
}

/** How many characters a public id has at most: it is part of addresses, and a term of Airtable's formulas. */
export const MAX_ID_LENGTH = 128;

/**
 * The order in which records lie in chunks: by `createdTime`, ties by `id`, both compared by UTF-16 code unit.
 * It never changes for a record, so an edit alters one chunk only.
 */
export function compareByAge(
  a: Pick<StoredRecord, 'id' | 'createdTime'>,
  b: Pick<StoredRecord, 'id' | 'createdTime'>,
): number {
  return compareText(a.createdTime, b.createdTime) || compareText(a.id, b.id);
}

/** Compares two strings by UTF-16 code unit: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
