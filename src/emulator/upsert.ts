import { invalidRequest, unprocessable } from './api-error.ts';
import type { StoredTable } from './tables.ts';
import { cellText } from './cell.ts';
import { isObject, isStringList, type JsonObject } from './json.ts';
import { fieldIdOf } from './list-query.ts';
import type { SeedFieldType } from './seed.ts';

const MERGEABLE: readonly SeedFieldType[] = [
  'number',
  'singleLineText',
  'multilineText',
  'url',
  'email',
  'phoneNumber',
  'singleSelect',
  'multipleSelects',
  'date',
];

/**
 * For each entry of an upsert without an id, the row it matches, or `undefined` where it is to be created. Throws,
 * and so refuses the whole request, when an entry matches more than one row or lacks a merge field's value.
 */
export function findMatches(
  table: StoredTable,
  entries: readonly { readonly id: string | undefined; readonly fields: JsonObject }[],
  upsert: unknown,
): readonly (string | undefined)[] {
  const fieldIds = mergeFieldIds(table, upsert);
  const rowIdsByKey = new Map<string, string[]>();
  for (const row of table.rows.values()) {
    const key = JSON.stringify(fieldIds.map((id) => cellText(row.cells.get(id))));
    rowIdsByKey.set(key, [...(rowIdsByKey.get(key) ?? []), row.id]);
  }
  return entries.map(({ id, fields }) => {
    if (id !== undefined) return id;
    const valueById = new Map(
      Object.entries(fields).map(([name, value]) => [fieldIdOf(table, name), value]),
    );
    if (!fieldIds.every((fieldId) => valueById.has(fieldId))) {
      throw unprocessable(
        'INVALID_REQUEST_UNKNOWN',
        'Each record needs a value for every field in fieldsToMergeOn.',
      );
    }
    const key = JSON.stringify(fieldIds.map((fieldId) => textOf(valueById.get(fieldId))));
    const found = rowIdsByKey.get(key) ?? [];
    if (found.length > 1) {
      throw unprocessable(
        'INVALID_VALUE_FOR_COLUMN',
        'Cannot upsert: more than one record matches the merge fields.',
      );
    }
    return found[0];
  });
}

function mergeFieldIds(table: StoredTable, upsert: unknown): readonly string[] {
  const names = isObject(upsert) ? upsert['fieldsToMergeOn'] : undefined;
  if (!isStringList(names) || names.length === 0 || names.length > 3) throw invalidRequest();
  return names.map((name) => {
    const id = fieldIdOf(table, name);
    const type = table.fields.find((field) => field.id === id)?.type;
    if (type === undefined || !MERGEABLE.includes(type)) throw invalidRequest();
    return id;
  });
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
