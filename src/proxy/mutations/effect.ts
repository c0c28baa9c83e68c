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

/**
 * A record as an effect leaves it; undefined where it is gone, or was not there to be changed. One that is made where it
 * stands keeps what is not named.
 */
export function applyEffect(
  collection: Collection,
  before: StoredRecord | undefined,
  { kind, id, fields, at }: Effect,
): StoredRecord | undefined {
  if (kind === 'remove') return undefined;
  if (kind === 'update' || before) return before && { ...before, ...fields };
  const empty = Object.entries(collection.fields).map(([name, field]) => [
    name,
    EMPTY_VALUES[field.kind],
  ]);
  const createdTime = `${new Date(at).toISOString().slice(0, 19)}.000Z`;
  return { ...(Object.fromEntries(empty) as Fields), ...fields, id, createdTime };
}

/** A record with the last of what a removal took of it: made again under its id, it goes on from there. */
export interface Standing {
  readonly value: StoredRecord | undefined;
  readonly removed?: StoredRecord | undefined;
}

/** The same for one of several effects that are on their way together. */
export function applyNext(
  collection: Collection,
  { value, removed }: Standing,
  effect: Effect,
): Standing {
  if (effect.kind === 'remove') return { value: undefined, removed: value };
  const before = effect.kind === 'insert' ? (value ?? removed) : value;
  return { value: applyEffect(collection, before, effect), removed };
}

/**
 * Two effects on one record as one, so that many mutations become one call; undefined where they cannot be. A record that
 * is removed and made again is never removed: the row stays, with all that the site knows nothing of.
 */
export function foldEffects(first: Effect, next: Effect): Effect | undefined {
  const isAgain = first.kind === 'remove';
  if ((next.kind === 'insert') !== isAgain) return undefined;
  if (isAgain) return { ...next, fields: { ...first.fields, ...next.fields } };
  // What was to be changed before comes back with it, should it be made again.
  if (next.kind === 'remove') return { ...next, fields: first.fields };
  return { ...first, number: next.number, fields: { ...first.fields, ...next.fields } };
}
