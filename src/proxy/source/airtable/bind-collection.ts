import type { Collection, FieldKind } from '../../../model/schema.ts';
import { fitsKind } from './field-fit.ts';
import type { FieldSchema, TableSchema } from './schema.ts';

/** Which ids a collection's table, view and columns have. Kept on disk: names may change, ids do not. */
export interface Binding {
  readonly tableId: string;
  /** How the table is asked for: by the site's own name for it while it has that, so that logs can be read. */
  readonly tableName: string;
  readonly viewId?: string;
  /** By the column as the site names it, one that was removed since included: it may be restored. */
  readonly idByColumn: Readonly<Record<string, string>>;
  /** Columns that were as the site declares them, once at least, '' being table and view; all where nobody noted it. */
  readonly hadColumns?: readonly string[];
}

/** What of a collection is not in Airtable as the site declares it. `column` is '' for the table or the view itself. */
export interface SchemaProblem {
  readonly table: string;
  readonly column: string;
  readonly problem: string;
  /** It was never there as declared, as far as is known: of it the site has nothing to keep. */
  readonly isNew?: true;
}

/** A collection's ids, where its table is there, and what is wrong. */
export interface Bound {
  readonly binding: Binding | undefined;
  readonly problems: readonly SchemaProblem[];
}

/** The columns that a collection reads, with the kinds they are decoded as. Nothing else is ever asked for. */
export function columnsOf(collection: Collection): ReadonlyMap<string, readonly FieldKind[]> {
  const kindsByColumn = new Map<string, readonly FieldKind[]>();
  const add = (column: string, ...kinds: readonly FieldKind[]) =>
    kindsByColumn.set(column, [...(kindsByColumn.get(column) ?? []), ...kinds]);
  for (const { from, kind } of Object.values(collection.fields)) add(from, kind);
  if (collection.key !== undefined) add(collection.key);
  if (collection.publish?.checkbox !== undefined) add(collection.publish.checkbox, 'checkbox');
  return kindsByColumn;
}

/** What a table needs besides its fields so that its records can be changed: Offprint fills both. */
export const KEY_COLUMN = 'offprint_key';
export const REV_COLUMN = 'offprint_rev';

/** What a collection's table is called in the base, where that is not the collection's name; no id, which stays here (I1). */
export function ownTableName({ name, table }: Collection): string | undefined {
  return table === name || /^tbl\w{14}$/.test(table) ? undefined : table;
}

/** The view that a collection is read through: for its order, or as a filter. */
export function viewOf({ view, publish }: Collection): string | undefined {
  return view ?? publish?.view;
}

/**
 * Finds a collection in a base's schema: by the ids it had before, whatever they are called now, else by id or name.
 */
export function bindCollection(
  collection: Collection,
  schema: readonly TableSchema[],
  before: Partial<Binding> = {},
): Bound {
  const problems: SchemaProblem[] = [];
  const had = new Set(hadOf(before));
  const note = (column: string, problem: string | undefined) => {
    const isNew = !had.has(column);
    if (problem === undefined) had.add(column);
    else problems.push({ table: collection.name, column, problem, ...(isNew && { isNew }) });
  };
  const table = find(schema, before.tableId, collection.table);
  if (!table) {
    const called = ownTableName(collection);
    note('', called === undefined ? 'the table is missing' : `the table "${called}" is missing`);
    return { binding: undefined, problems };
  }
  const kindsByColumn = columnsOf(collection);
  const idByColumn: Record<string, string> = { ...before.idByColumn };
  for (const column of new Set([...kindsByColumn.keys(), KEY_COLUMN, REV_COLUMN])) {
    const field = find(table.fields, idByColumn[column], column);
    if (field) idByColumn[column] = field.id;
    // What is not read is known only while it is there.
    else if (!kindsByColumn.has(column)) delete idByColumn[column];
    note(column, problemOf(field, kindsByColumn.get(column)));
  }
  const viewName = viewOf(collection);
  const view = viewName === undefined ? undefined : find(table.views, before.viewId, viewName);
  note('', viewName === undefined || view ? undefined : `its view "${viewName}" is missing`);
  return {
    binding: {
      tableId: table.id,
      tableName: table.name === collection.table ? table.name : table.id,
      ...(view && { viewId: view.id }),
      idByColumn,
      hadColumns: [...had],
    },
    problems,
  };
}

function hadOf({ tableId, idByColumn = {}, hadColumns }: Partial<Binding>): readonly string[] {
  return hadColumns ?? (tableId === undefined ? [] : ['', ...Object.keys(idByColumn)]);
}

/** What is wrong with a column; nothing where it is not read, and so has no kinds. */
function problemOf(
  field: FieldSchema | undefined,
  kinds: readonly FieldKind[] | undefined,
): string | undefined {
  if (!kinds) return undefined;
  if (!field) return 'is missing';
  const unfit = kinds.find((kind) => !fitsKind(kind, field));
  return unfit && `is ${field.type}, expected ${unfit}`;
}

function find<T extends { readonly id: string; readonly name: string }>(
  members: readonly T[],
  idBefore: string | undefined,
  idOrName: string,
): T | undefined {
  return (
    members.find(({ id }) => id === idBefore) ??
    members.find(({ id }) => id === idOrName) ??
    members.find(({ name }) => name === idOrName)
  );
}
