import type { SchemaStatus } from './schema-watch.ts';
import type { TableStatus } from '../source.ts';

/** What the owner must know of the schema, a sentence for each thing; none while all is well. */
export function schemaWords(
  { by, problems }: SchemaStatus,
  tables: readonly TableStatus[],
): readonly string[] {
  const words = problems.map(({ table, column, problem, isNew }) => {
    const what = column === '' ? problem : `the field "${column}" ${problem}`;
    const kept = column === '' ? 'keeps it as it was' : 'keeps its last values';
    return `${table}: ${what}${isNew ? '' : `; the site ${kept}`}`;
  });
  const unknown = by === 'names' ? tables.filter(({ isUnknown }) => isUnknown) : [];
  for (const { collection } of unknown) {
    words.push(`${collection}: a table, view or field that the site names is not in Airtable`);
  }
  return words.length > 0 ? [...words, 'npm run doctor tells more'] : [];
}

/** What is refused, and what can be done; '' where nothing is. Tables are named where others are read. */
export function refusalWords(tables: readonly TableStatus[]): string {
  const refused = tables.filter(({ isRefused }) => isRefused);
  if (refused.length === 0) return '';
  const names = refused.map(({ collection }) => collection).join(', ');
  const about = refused.length < tables.length ? `${names}: ` : '';
  return `${about}Airtable refuses the token, its scopes or its grants; ask the owner to check them`;
}
