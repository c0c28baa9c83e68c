import { asList, asObject, asText } from '../../../protocol/check.ts';
import type { UpstreamRecord } from '../upstream-record.ts';

/** Airtable lists at most this many at once, and a formula over more ids would pass its length limit. */
export const PAGE_SIZE = 100;

/** A page's records, their cells by the site's own columns; `columns` are pairs of asked name and column. */
export function decodePage(
  value: unknown,
  about: string,
  columns: readonly (readonly [string, string])[],
): { readonly records: readonly UpstreamRecord[]; readonly offset: string | undefined } {
  const page = asObject(value, about);
  const records = asList(page['records'], `${about}.records`).map((member) => {
    const record = asObject(member, `${about} record`);
    const cells = asObject(record['fields'] ?? {}, `${about} record.fields`);
    const named = columns.filter(([name]) => Object.hasOwn(cells, name));
    return {
      id: asText(record['id'], `${about} record.id`),
      createdTime: asText(record['createdTime'], `${about} record.createdTime`),
      fields: Object.fromEntries(named.map(([name, column]) => [column, cells[name]])),
    };
  });
  const offset = page['offset'];
  return { records, offset: typeof offset === 'string' && offset !== '' ? offset : undefined };
}
