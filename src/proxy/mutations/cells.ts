import type { JsonValue, StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import type { Cells } from '../source/upstream-writes.ts';
import type { Fields } from './effect.ts';

/** What links are told by. */
export interface LinkTerms {
  /** By public id; undefined for a record that is nowhere. */
  readonly upstreamIdOf: (publicId: string) => string | undefined;
  /** The record as it stands. */
  readonly present: StoredRecord | undefined;
}

/**
 * Fields as upstream cells. Links are given as upstream ids. One to a record that is nowhere is left out, unless it stands
 * in the record as an id of Airtable's own: it leads to a table that the site does not know.
 */
export function cellsOf(collection: Collection, fields: Fields, terms: LinkTerms): Cells {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const field = collection.fields[name];
      if (!field) return [];
      if (field.kind !== 'links') return [[field.from, value === '' ? null : value]];
      const standing = textsOf(terms.present?.[name] ?? []).filter((id) => RECORD_ID.test(id));
      const idOf = (link: string) =>
        terms.upstreamIdOf(link) ?? (standing.includes(link) ? link : []);
      return [[field.from, textsOf(value).flatMap(idOf)]];
    }),
  );
}

const RECORD_ID = /^rec[A-Za-z0-9]{14}$/;

/** The public ids that a record's fields link to. */
export function linksOf(collection: Collection, fields: Fields): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    collection.fields[name]?.kind === 'links' ? textsOf(value) : [],
  );
}

function textsOf(value: JsonValue): readonly string[] {
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : [];
}
