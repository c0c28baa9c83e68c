import type { StoredTable } from './tables.ts';
import { toCell } from './cell-input.ts';
import { cellText, type Cell } from './cell.ts';
import type { IdKind } from './ids.ts';
import type { SeedField } from './seed.ts';
import type { Transaction } from './transaction.ts';

/** Adds a field at the end, empty in every row. */
export function addField(tx: Transaction, tableId: string, field: SeedField): void {
  tx.setFields(tableId, [...tx.table(tableId).fields, field]);
}

/** Takes a field away, with all its cells. */
export function removeField(tx: Transaction, tableId: string, nameOrId: string): void {
  const { id } = findField(tx.table(tableId), nameOrId);
  emptyColumn(tx, tableId, id);
  tx.setFields(
    tableId,
    tx.table(tableId).fields.filter((field) => field.id !== id),
  );
}

/**
 * Gives a field another name, type or options; its id stays. When the type changes, what its cells say is read
 * anew as the new type, and what does not fit is lost, as in Airtable.
 */
export function changeField(
  tx: Transaction,
  place: { readonly tableId: string; readonly nameOrId: string },
  change: Partial<Omit<SeedField, 'id'>> & { readonly newId: (kind: IdKind) => string },
): void {
  const { tableId, nameOrId } = place;
  const { newId, ...changes } = change;
  const old = findField(tx.table(tableId), nameOrId);
  const field = { ...old, ...changes };
  const texts = [...tx.table(tableId).rows.values()].map(
    (row) => [row.id, cellText(row.cells.get(old.id))] as const,
  );
  const isRetyped = field.type !== old.type;
  if (isRetyped) emptyColumn(tx, tableId, old.id);
  tx.setFields(
    tableId,
    tx.table(tableId).fields.map((other) => (other.id === old.id ? field : other)),
  );
  if (!isRetyped) return;
  for (const [rowId, text] of texts) {
    const context = { tx, tableId, typecast: true, newId, kept: undefined };
    tx.write(tableId, rowId, new Map([[field.id, readAnew(field, text, context)]]));
  }
}

function readAnew(
  field: SeedField,
  text: string,
  context: Parameters<typeof toCell>[2],
): Cell | undefined {
  try {
    return toCell(field, text, context);
  } catch {
    // The text is no value of the new type; the cell is lost.
    return undefined;
  }
}

function emptyColumn(tx: Transaction, tableId: string, fieldId: string): void {
  for (const rowId of tx.table(tableId).rows.keys()) {
    tx.write(tableId, rowId, new Map([[fieldId, undefined]]));
  }
}

function findField(table: StoredTable, nameOrId: string): SeedField {
  const found = table.fields.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (found === undefined) throw new Error(`The table ${table.name} has no field ${nameOrId}.`);
  return found;
}
