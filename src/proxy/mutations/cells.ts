import type { JsonValue } from '../../model/record.ts';
import type { Collection, Field } from '../../model/schema.ts';
import type { Cells } from '../source/upstream-writes.ts';
import type { Fields } from './effect.ts';

/**
 * Fields as upstream cells. Links are given as upstream ids: `upstreamIdOf` tells a public id's, undefined for a record
 * that is nowhere, which is left out.
 */
export function cellsOf(
  collection: Collection,
  fields: Fields,
  upstreamIdOf: (publicId: string) => string | undefined,
): Cells {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const field = collection.fields[name];
      return field ? [[field.from, cellOf(field, value, upstreamIdOf)]] : [];
    }),
  );
}

/** The public ids that a record's fields link to. */
export function linksOf(collection: Collection, fields: Fields): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    collection.fields[name]?.kind === 'links' ? textsOf(value) : [],
  );
}

function cellOf(
  { kind }: Field,
  value: JsonValue,
  upstreamIdOf: (publicId: string) => string | undefined,
): unknown {
  if (kind === 'links') return textsOf(value).flatMap((id) => upstreamIdOf(id) ?? []);
  return value === '' ? null : value;
}

function textsOf(value: JsonValue): readonly string[] {
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : [];
}
