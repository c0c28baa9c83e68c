import type { SchemaStatus } from './schema-watch.ts';
import type { TableStatus } from '../source.ts';

/** What the owner must know of the schema, a sentence for each thing; none while all is well. */
export function schemaWords(
  { by, problems }: SchemaStatus,
  tables: readonly TableStatus[],
): readonly string[] {
  const words = problems.map(({ table, column, problem }) =>
    column === ''
      ? `${table}: ${problem}; the site keeps it as it was`
      : `${table}: the field "${column}" ${problem}; the site keeps its last values`,
  );
  const isByNames = by === 'names' && tables.some(({ isUnknown }) => isUnknown);
  if (isByNames) words.push('a table, view or field that the site names is not in Airtable');
  return words.length > 0 ? [...words, 'npm run doctor tells more'] : [];
}
