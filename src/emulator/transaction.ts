import type { StoredTable, Tables } from './tables.ts';
import type { Cell } from './cell.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import type { SeedField } from './seed.ts';

/** Cells to write, by field id; `undefined` empties the cell. */
export type CellChanges = ReadonlyMap<string, Cell | undefined>;

/**
 * Changes being made, seen by nobody until the body that makes them has ended well. Links are kept in step: a
 * write to one side changes the other, and a removed row leaves every link to it.
 */
export interface Transaction {
  readonly atMs: number;
  readonly table: (tableId: string) => StoredTable;
  readonly insert: (tableId: string, rowId: string, changes: CellChanges) => void;
  readonly write: (tableId: string, rowId: string, changes: CellChanges) => void;
  readonly remove: (tableId: string, rowId: string) => void;
  readonly moveRow: Drafts['moveRow'];
  readonly setFields: Drafts['setFields'];
  readonly result: Drafts['result'];
}

interface LinkField {
  readonly tableId: string;
  readonly fieldId: string;
}

/** Opens a transaction over tables that stay as they are. */
export function createTransaction(before: Tables, atMs: number): Transaction {
  const drafts = createDrafts(before, atMs);
  const { table } = drafts;
  const linksOf = (rowId: string, { tableId, fieldId }: LinkField): readonly string[] =>
    linkIds(table(tableId).rows.get(rowId)?.cells.get(fieldId));
  const addLink = (rowId: string, end: LinkField, linkedId: string): void => {
    const old = linksOf(rowId, end);
    if (!old.includes(linkedId)) drafts.setCell({ ...end, rowId, cell: [...old, linkedId] });
  };
  const dropLink = (rowId: string, end: LinkField, linkedId: string): void => {
    const rest = linksOf(rowId, end).filter((id) => id !== linkedId);
    drafts.setCell({ ...end, rowId, cell: rest.length === 0 ? undefined : rest });
  };
  const write = (tableId: string, rowId: string, changes: CellChanges): void => {
    for (const [fieldId, cell] of changes) {
      const old = linksOf(rowId, { tableId, fieldId });
      drafts.setCell({ tableId, rowId, fieldId, cell });
      const inverse = inverseOf(table(tableId).fields.find((field) => field.id === fieldId));
      if (inverse === undefined) continue;
      const next = linkIds(cell);
      for (const id of old) if (!next.includes(id)) dropLink(id, inverse, rowId);
      for (const id of next) addLink(id, inverse, rowId);
    }
  };
  return Object.freeze({
    atMs,
    table,
    write,
    insert: (tableId: string, rowId: string, changes: CellChanges) => {
      drafts.addRow(tableId, rowId);
      write(tableId, rowId, changes);
    },
    remove: (tableId: string, rowId: string) => {
      drafts.dropRow(tableId, rowId);
      for (const end of linksTo(tableId, [...before.keys()].map(table))) {
        for (const row of table(end.tableId).rows.values()) {
          if (linkIds(row.cells.get(end.fieldId)).includes(rowId)) dropLink(row.id, end, rowId);
        }
      }
    },
    moveRow: drafts.moveRow,
    setFields: drafts.setFields,
    result: drafts.result,
  });
}

function linkIds(cell: Cell | undefined): readonly string[] {
  if (typeof cell !== 'object') return [];
  return cell.filter((entry) => typeof entry === 'string');
}

function inverseOf(field: SeedField | undefined): LinkField | undefined {
  if (field?.type !== 'multipleRecordLinks') return undefined;
  const { linkedTableId, inverseLinkFieldId } = field.options ?? {};
  if (linkedTableId === undefined || inverseLinkFieldId === undefined) return undefined;
  return { tableId: linkedTableId, fieldId: inverseLinkFieldId };
}

function linksTo(tableId: string, tables: readonly StoredTable[]): readonly LinkField[] {
  return tables.flatMap((table) =>
    table.fields
      .filter((field) => field.type === 'multipleRecordLinks')
      .filter((field) => field.options?.linkedTableId === tableId)
      .map((field) => ({ tableId: table.id, fieldId: field.id })),
  );
}
