import type { StoredRow, StoredTable, Tables } from './tables.ts';
import { isSameCell, type Cell } from './cell.ts';
import type { SeedField } from './seed.ts';
import { wholeSecond } from './whole-second.ts';

/** One cell of one table: which, and what it is to hold; `undefined` empties it. */
interface CellWrite {
  readonly tableId: string;
  readonly rowId: string;
  readonly fieldId: string;
  readonly cell: Cell | undefined;
}

/** Copies of tables that are being changed; a table nobody touches is not copied. */
export interface Drafts {
  readonly table: (tableId: string) => StoredTable;
  readonly setCell: (write: CellWrite) => void;
  readonly addRow: (tableId: string, rowId: string) => void;
  readonly dropRow: (tableId: string, rowId: string) => void;
  /** Puts a row before another one, or at the end. */
  readonly moveRow: (tableId: string, rowId: string, beforeId?: string) => void;
  readonly setFields: (tableId: string, fields: readonly SeedField[]) => void;
  /** The tables afterwards. A table that was touched is in `touchedRowIds` even if only its fields were. */
  readonly result: () => {
    readonly after: Tables;
    readonly touchedRowIds: ReadonlyMap<string, ReadonlySet<string>>;
  };
}

interface Draft extends StoredTable {
  fields: readonly SeedField[];
  rows: Map<string, StoredRow>;
  nextAutoNumber: number;
}

/** Opens drafts over tables that stay as they are. They know nothing of links between tables. */
export function createDrafts(before: Tables, atMs: number): Drafts {
  const draftById = new Map<string, Draft>();
  const touchedRowIds = new Map<string, Set<string>>();
  const table = (tableId: string): StoredTable => {
    const found = draftById.get(tableId) ?? before.get(tableId);
    if (found === undefined) throw new Error(`The base has no table ${tableId}.`);
    return found;
  };
  const draftOf = (tableId: string): Draft => {
    const existing = draftById.get(tableId);
    if (existing !== undefined) return existing;
    const original = table(tableId);
    const draft: Draft = { ...original, rows: new Map(original.rows) };
    draftById.set(tableId, draft);
    return draft;
  };
  const touch = (tableId: string, rowId: string): void => {
    const ids = touchedRowIds.get(tableId) ?? new Set();
    touchedRowIds.set(tableId, ids.add(rowId));
  };
  return Object.freeze({
    table,
    setCell: (write: CellWrite) => {
      const row = table(write.tableId).rows.get(write.rowId);
      if (row === undefined || isSameCell(row.cells.get(write.fieldId), write.cell)) return;
      draftOf(write.tableId).rows.set(write.rowId, withCell(row, write, atMs));
      touch(write.tableId, write.rowId);
    },
    addRow: (tableId: string, rowId: string) => {
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
    },
    dropRow: (tableId: string, rowId: string) => {
      draftOf(tableId).rows.delete(rowId);
      touch(tableId, rowId);
    },
    moveRow: (tableId: string, rowId: string, beforeId?: string) => {
      const draft = draftOf(tableId);
      draft.rows = withMoved(draft.rows, rowId, beforeId);
      touchedRowIds.set(tableId, touchedRowIds.get(tableId) ?? new Set());
    },
    setFields: (tableId: string, fields: readonly SeedField[]) => {
      draftOf(tableId).fields = fields;
      touchedRowIds.set(tableId, touchedRowIds.get(tableId) ?? new Set());
    },
    result: () => ({
      after: new Map([...before].map(([id, old]) => [id, draftById.get(id) ?? old])),
      touchedRowIds,
    }),
  });
}

/** A written cell moves to the end, so that key order changes with writes as it does in Airtable's answers. */
function withCell(row: StoredRow, { fieldId, cell }: CellWrite, atMs: number): StoredRow {
  const cells = new Map(row.cells);
  cells.delete(fieldId);
  if (cell !== undefined) cells.set(fieldId, cell);
  const modifiedAtMsByField = new Map(row.modifiedAtMsByField).set(fieldId, atMs);
  return { ...row, cells, modifiedAtMs: atMs, modifiedAtMsByField };
}

function withMoved(
  rows: ReadonlyMap<string, StoredRow>,
  rowId: string,
  beforeId: string | undefined,
): Map<string, StoredRow> {
  const others = [...rows].filter(([id]) => id !== rowId);
  const at = beforeId === undefined ? -1 : others.findIndex(([id]) => id === beforeId);
  const moved = [...rows].filter(([id]) => id === rowId);
  return new Map(at < 0 ? [...others, ...moved] : others.toSpliced(at, 0, ...moved));
}
