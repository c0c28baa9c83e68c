import type { StoredTable, Tables } from './base-store.ts';
import type { JsonObject } from './json.ts';
import { gridViewOf } from './list-query.ts';

/** The schema of a base as Airtable's metadata endpoint answers it. */
export function baseSchema(tables: Tables, search: URLSearchParams): JsonObject {
  const withVisibleFields = search.getAll('include[]').includes('visibleFieldIds');
  const describe = (table: StoredTable): JsonObject => {
    const { id, name, primaryFieldId, fields } = table;
    const visibleFieldIds = fields.map((field) => field.id);
    const view = { ...gridViewOf(table), ...(withVisibleFields ? { visibleFieldIds } : {}) };
    return { id, name, primaryFieldId, fields, views: [view] };
  };
  return { tables: [...tables.values()].map(describe) };
}
