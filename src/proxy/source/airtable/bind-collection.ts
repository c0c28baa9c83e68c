import type { Collection, FieldKind } from '../../../model/schema.ts';
import { fitsKind } from './field-fit.ts';
import type { TableSchema } from './schema.ts';

/** Which ids a collection's table, view and columns have. Kept on disk: names may change, ids do not. */
export interface Binding {
  readonly tableId: string;
  /** How the table is asked for: by the site's own name for it while it has that, so that logs can be read. */
  readonly tableName: string;
  readonly viewId?: string;
  /** By the column as the site names it, one that was removed since included: it may be restored. */
  readonly idByColumn: Readonly<Record<string, string>>;
}

/** What of a collection is not in Airtable as the site declares it. `column` is '' for the table or the view itself. */
export interface SchemaProblem {
  readonly table: string;
  readonly column: string;
  readonly problem: string;
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
  before: Binding | undefined,
): Bound {
  const about = collection.name;
  const table = find(schema, before?.tableId, collection.table);
  if (!table)
    return {
      binding: undefined,
      problems: [{ table: about, column: '', problem: 'the table is missing' }],
    };
  const viewName = viewOf(collection);
  const problems: SchemaProblem[] = [];
  const idByColumn: Record<string, string> = { ...before?.idByColumn };
  for (const [column, kinds] of columnsOf(collection)) {
    const field = find(table.fields, before?.idByColumn[column], column);
    const unfit = field && kinds.find((kind) => !fitsKind(kind, field));
    if (!field) problems.push({ table: about, column, problem: 'is missing' });
    else if (unfit) {
      idByColumn[column] = field.id;
      problems.push({ table: about, column, problem: `is ${field.type}, expected ${unfit}` });
    } else idByColumn[column] = field.id;
  }
  for (const column of [KEY_COLUMN, REV_COLUMN]) {
    const field = find(table.fields, before?.idByColumn[column], column);
    if (field) idByColumn[column] = field.id;
    else if (!columnsOf(collection).has(column)) delete idByColumn[column];
  }
  const view = viewName === undefined ? undefined : find(table.views, before?.viewId, viewName);
  if (viewName !== undefined && !view) {
    problems.push({
      table: about,
      column: '',
      problem: `its view "${viewName}" is missing`,
    });
  }
  return {
    binding: {
      tableId: table.id,
      tableName: table.name === collection.table ? table.name : table.id,
      ...(view && { viewId: view.id }),
      idByColumn,
    },
    problems,
  };
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
