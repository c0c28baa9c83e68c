import type { Collection } from '../../model/schema.ts';
import {
  bindCollection,
  columnsOf,
  KEY_COLUMN,
  REV_COLUMN,
} from '../source/airtable/bind-collection.ts';
import type { TableSchema } from '../source/airtable/schema.ts';
import { note, wrong, type Finding } from './finding.ts';

/** What a base's schema lacks of a collection, and what it has that the collection does not use; nothing where all fits. */
export function examineSchema(
  collection: Collection,
  schema: readonly TableSchema[],
): readonly Finding[] {
  const { binding, problems } = bindCollection(collection, schema, undefined);
  const found = problems.map(({ column, problem }) => {
    const where = column === '' ? collection.table : `${collection.table}.${column}`;
    return wrong(where, problem, costOf(collection, column));
  });
  // The key is among the columns that are read; the other mark is needed for writing alone.
  if (collection.key === KEY_COLUMN && binding && !binding.idByColumn[REV_COLUMN]) {
    const cost = `"${collection.name}" is read-only: no change that the site sends is taken.`;
    found.push(wrong(`${collection.table}.${REV_COLUMN}`, 'is missing', cost));
  }
  const used = new Set([...columnsOf(collection).keys(), REV_COLUMN]);
  const table = schema.find(({ id }) => id === binding?.tableId);
  const unused = (table?.fields ?? []).filter(({ id, name }) => !used.has(id) && !used.has(name));
  const names = unused.map(({ name }) => name).join(', ');
  if (names === '') return found;
  return [...found, note(collection.table, `unused: ${names}`, '')];
}

function costOf(collection: Collection, column: string): string {
  if (column === '' || column === collection.key) {
    return `"${collection.name}" is not read; what was published of it stays.`;
  }
  const fields = Object.entries(collection.fields).filter(([, field]) => field.from === column);
  const names = fields.map(([name]) => `"${name}"`).join(', ');
  const isRequired = fields.some(([, field]) => field.required === true);
  return isRequired
    ? `New records of "${collection.name}" are not published: they need ${names}.`
    : `${names} of "${collection.name}" keeps its last values, and is empty in new records.`;
}
