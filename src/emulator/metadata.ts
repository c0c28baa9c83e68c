import type { StoredTable, Tables } from './tables.ts';
import type { JsonObject } from './json.ts';

/** The schema of a base as Airtable's metadata endpoint answers it. */
export function baseSchema(tables: Tables, search: URLSearchParams): JsonObject {
  const withVisibleFields = search.getAll('include[]').includes('visibleFieldIds');
  const describe = (table: StoredTable): JsonObject => {
    const { id, name, primaryFieldId, fields } = table;
    const all = fields.map((field) => field.id);
    const views = table.views.map(({ id, name, type, visibleFieldIds = all }) => {
      const shown = withVisibleFields && type === 'grid' ? { visibleFieldIds } : {};
      return { id, name, type, ...shown };
    });
    return { id, name, primaryFieldId, fields, views };
  };
  return { tables: [...tables.values()].map(describe) };
}
