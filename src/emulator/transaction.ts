import type { StoredRow, StoredTable, Tables } from './base-store.ts';
import { isSameCell, type Cell } from './cell.ts';
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
  readonly insert: (tableId: string, rowId: string, changes: CellChanges) => StoredRow;
  readonly write: (tableId: string, rowId: string, changes: CellChanges) => void;
  readonly remove: (tableId: string, rowId: string) => void;
  readonly replaceField: (tableId: string, field: SeedField) => void;
  readonly result: () => { after: Tables; touchedRowIds: Map<string, Set<string>> };
}

interface Draft extends StoredTable {
  fields: readonly SeedField[];
  readonly rows: Map<string, StoredRow>;
  nextAutoNumber: number;
}

/** Opens a transaction over tables that stay as they are; only the tables it touches are copied. */
export function createTransaction(before: Tables, atMs: number): Transaction {
  const drafts = new Map<string, Draft>();
  const touchedRowIds = new Map<string, Set<string>>();

  const table = (tableId: string): StoredTable => {
    const found = drafts.get(tableId) ?? before.get(tableId);
    if (found === undefined) throw new Error(`The base has no table ${tableId}.`);
    return found;
  };
  const draftOf = (tableId: string): Draft => {
    const existing = drafts.get(tableId);
    if (existing !== undefined) return existing;
    const original = table(tableId);
    const draft: Draft = { ...original, rows: new Map(original.rows) };
    drafts.set(tableId, draft);
    return draft;
  };
  const touch = (tableId: string, rowId: string): void => {
    const ids = touchedRowIds.get(tableId) ?? new Set();
    touchedRowIds.set(tableId, ids.add(rowId));
  };
  const setCell = (tableId: string, rowId: string, change: CellChange): void => {
    const row = table(tableId).rows.get(rowId);
    if (row === undefined || isSameCell(row.cells.get(change.fieldId), change.cell)) return;
    draftOf(tableId).rows.set(rowId, withCell(row, change, atMs));
    touch(tableId, rowId);
  };
  /** Adds or takes away one row id in the list of a link cell. */
  const setLink = (target: LinkEnd, linkedRowId: string, isLinked: boolean): void => {
    const { tableId, fieldId, rowId } = target;
    const old = linkIds(table(tableId).rows.get(rowId)?.cells.get(fieldId));
    const others = old.filter((id) => id !== linkedRowId);
    const next = isLinked ? [...others, linkedRowId] : others;
    if (isLinked && old.includes(linkedRowId)) return;
    setCell(tableId, rowId, { fieldId, cell: next.length === 0 ? undefined : next });
  };
  const write = (tableId: string, rowId: string, changes: CellChanges): void => {
    for (const [fieldId, cell] of changes) {
      const field = table(tableId).fields.find((candidate) => candidate.id === fieldId);
      const old = linkIds(table(tableId).rows.get(rowId)?.cells.get(fieldId));
      setCell(tableId, rowId, { fieldId, cell });
      const inverse = inverseOf(field);
      if (inverse === undefined) continue;
      const next = field?.type === 'multipleRecordLinks' ? linkIds(cell) : [];
      for (const id of old.filter((linked) => !next.includes(linked))) {
        setLink({ ...inverse, rowId: id }, rowId, false);
      }
      for (const id of next) setLink({ ...inverse, rowId: id }, rowId, true);
    }
  };

  return Object.freeze({
    atMs,
    table,
    write,
    insert: (tableId: string, rowId: string, changes: CellChanges) => {
      const draft = draftOf(tableId);
      const counter = draft.fields.find((field) => field.type === 'autoNumber');
      draft.rows.set(rowId, {
        id: rowId,
        createdTime: wholeSecond(atMs),
        cells: new Map(counter === undefined ? [] : [[counter.id, draft.nextAutoNumber]]),
        modifiedAtMs: atMs,
        modifiedAtMsByField: new Map(),
      });
      draft.nextAutoNumber += 1;
      touch(tableId, rowId);
      write(tableId, rowId, changes);
      return draft.rows.get(rowId) as StoredRow;
    },
    remove: (tableId: string, rowId: string) => {
      draftOf(tableId).rows.delete(rowId);
      touch(tableId, rowId);
      for (const end of linksTo(tableId, [...before.keys()].map(table))) {
        for (const row of table(end.tableId).rows.values()) {
          setLink({ ...end, rowId: row.id }, rowId, false);
        }
      }
    },
    replaceField: (tableId: string, field: SeedField) => {
      const draft = draftOf(tableId);
      draft.fields = draft.fields.map((old) => (old.id === field.id ? field : old));
    },
    result: () => ({
      after: new Map([...before].map(([id, old]) => [id, drafts.get(id) ?? old])),
      touchedRowIds,
    }),
  });
}

interface CellChange {
  readonly fieldId: string;
  readonly cell: Cell | undefined;
}

interface LinkEnd {
  readonly tableId: string;
  readonly fieldId: string;
  readonly rowId: string;
}

/** A time as Airtable states record times: ISO 8601, cut to whole seconds. */
export function wholeSecond(atMs: number): string {
  return new Date(Math.floor(atMs / 1000) * 1000).toISOString();
}

/** A written cell moves to the end, so that key order changes with writes as it does in Airtable's answers. */
function withCell(row: StoredRow, { fieldId, cell }: CellChange, atMs: number): StoredRow {
  const cells = new Map(row.cells);
  cells.delete(fieldId);
  if (cell !== undefined) cells.set(fieldId, cell);
  const modifiedAtMsByField = new Map(row.modifiedAtMsByField).set(fieldId, atMs);
  return { ...row, cells, modifiedAtMs: atMs, modifiedAtMsByField };
}

function linkIds(cell: Cell | undefined): readonly string[] {
  if (!Array.isArray(cell)) return [];
  return cell.filter((entry): entry is string => typeof entry === 'string');
}

function inverseOf(field: SeedField | undefined): Omit<LinkEnd, 'rowId'> | undefined {
  const { linkedTableId, inverseLinkFieldId } = field?.options ?? {};
  if (linkedTableId === undefined || inverseLinkFieldId === undefined) return undefined;
  return { tableId: linkedTableId, fieldId: inverseLinkFieldId };
}

function linksTo(
  tableId: string,
  tables: readonly StoredTable[],
): readonly Omit<LinkEnd, 'rowId'>[] {
  return tables.flatMap((table) =>
    table.fields
      .filter((field) => field.type === 'multipleRecordLinks')
      .filter((field) => field.options?.linkedTableId === tableId)
      .map((field) => ({ tableId: table.id, fieldId: field.id })),
  );
}
