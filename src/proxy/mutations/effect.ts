import type { JsonValue, StoredRecord } from '../../model/record.ts';
import { EMPTY_VALUES } from '../../model/empty-values.ts';
import type { Collection } from '../../model/schema.ts';

/** What becomes of a record's fields, by the site's own names. */
export type Fields = Readonly<Record<string, JsonValue>>;

/** What one mutation does to one record. Values are absolute, so doing it twice is doing it once. */
export interface Effect {
  /** The journal's number of the mutation. */
  readonly number: number;
  readonly collection: string;
  /** The record's public id. */
  readonly id: string;
  /** An `update` without fields changes nothing, but waits for the changes before it that it was computed over. */
  readonly kind: 'insert' | 'update' | 'remove';
  readonly fields: Fields;
  /** When the person acted, in ms since 1970: a new record's age until Airtable gives it one. */
  readonly at: number;
}

/** A record as an effect leaves it; undefined where it is gone, or was not there to be changed. */
export function applyEffect(
  collection: Collection,
  before: StoredRecord | undefined,
  { kind, id, fields, at }: Effect,
): StoredRecord | undefined {
  if (kind === 'remove') return undefined;
  if (kind === 'update') return before && { ...before, ...fields };
  const empty = Object.entries(collection.fields).map(([name, field]) => [
    name,
    EMPTY_VALUES[field.kind],
  ]);
  const createdTime = `${new Date(at).toISOString().slice(0, 19)}.000Z`;
  return { ...(Object.fromEntries(empty) as Fields), ...fields, id, createdTime };
}

/**
 * Two effects on one record as one, so that many mutations become one call; undefined where they cannot be: a record
 * that is removed and made again is another one upstream.
 */
export function foldEffects(first: Effect, next: Effect): Effect | undefined {
  if (next.kind === 'insert' || first.kind === 'remove') return undefined;
  if (next.kind === 'remove') return next;
  return { ...first, number: next.number, fields: { ...first.fields, ...next.fields } };
}
