import { isId } from './ids.ts';
import { isObject, isStringList } from './json.ts';
import type { SeedBase, SeedTable } from './seed.ts';

/**
 * Reads a base from JSON; what it leaves out besides `tables` is as in `old`. Says with a sentence what is wrong with
 * its form; whether the cells fit the schema shows when it is loaded. A seed that comes in a request may not name
 * files of this machine.
 */
export function readSeed(value: unknown, old: SeedBase): SeedBase | string {
  if (!isObject(value) || !Array.isArray(value['tables'])) return 'A seed is {"tables": […]}.';
  const { id = old.id, name = old.name, tokens = old.tokens } = value;
  if (typeof id !== 'string' || !isId('app', id)) return '"id" is "app" and 14 letters or digits.';
  if (typeof name !== 'string') return '"name" is a text.';
  if (!isStringList(tokens)) return '"tokens" is a list of texts.';
  const tables: readonly unknown[] = value['tables'];
  if (!tables.every(isSeedTable)) {
    return 'Each table has "id", "name", "primaryFieldId", "fields" and "records", and each of those an "id".';
  }
  if (namesFile(tables))
    return 'An attachment in a seed has its bytes in "file" as a data: address.';
  return { ...old, id, name, tokens, tables };
}

function isSeedTable(table: unknown): table is SeedTable {
  if (!isObject(table)) return false;
  const { fields, records } = table;
  const texts = ['id', 'name', 'primaryFieldId'].every((name) => typeof table[name] === 'string');
  const hasLists = Array.isArray(fields) && Array.isArray(records);
  if (!texts || !hasLists) return false;
  const isField = (field: unknown): boolean =>
    isObject(field) && ['id', 'name', 'type'].every((name) => typeof field[name] === 'string');
  const isRecord = (record: unknown): boolean =>
    isObject(record) &&
    typeof record['id'] === 'string' &&
    !Number.isNaN(Date.parse(String(record['createdTime']))) &&
    isObject(record['fields']);
  return fields.every(isField) && records.every(isRecord);
}

function namesFile(tables: readonly SeedTable[]): boolean {
  const cells = tables.flatMap(({ records }) =>
    records.flatMap(({ fields }) => Object.values(fields)),
  );
  const files = cells.filter(Array.isArray).flatMap((list: readonly unknown[]) => list);
  return files.some(
    (entry) =>
      isObject(entry) && typeof entry['file'] === 'string' && !entry['file'].startsWith('data:'),
  );
}
