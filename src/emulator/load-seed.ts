import type { StoredRow, StoredTable, Tables } from './tables.ts';
import { toCell, type InputContext } from './cell-input.ts';
import type { Cell } from './cell.ts';
import { createTransaction } from './transaction.ts';
import type { SeedBase, SeedRecord, SeedTable } from './seed.ts';

/**
 * Builds the tables of a base from its seed. Throws with table, record and field when a value does not fit, so
 * that a wrong seed is found at start and not by a reader.
 */
export function loadSeed(base: SeedBase, newId: InputContext['newId']): Tables {
  const empty = new Map(base.tables.map((table) => [table.id, storedTable(table, new Map())]));
  // Links are checked against rows that exist, so every row is there, without cells, before any cell is read.
  const bare: Tables = new Map(
    base.tables.map((table) => [
      table.id,
      storedTable(table, new Map(table.records.map((record) => [record.id, bareRow(record)]))),
    ]),
  );
  const tx = createTransaction(bare, 0);
  for (const table of base.tables) {
    const rows = new Map<string, StoredRow>();
    const context = {
      tx,
      tableId: table.id,
      typecast: false,
      newId,
      kept: undefined,
      mayNameFiles: true,
    };
    for (const record of table.records) {
      rows.set(record.id, { ...bareRow(record), cells: cellsOf(table, record, context) });
    }
    empty.set(table.id, storedTable(table, rows));
  }
  return empty;
}

function cellsOf(table: SeedTable, record: SeedRecord, context: InputContext): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  // Airtable's order of keys is not the schema's either.
  for (const [name, value] of Object.entries(record.fields).toReversed()) {
    const where = `The seed's ${table.name}/${record.id}: field "${name}"`;
    const field = table.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw new Error(`${where} is not in the table's schema.`);
    try {
      const cell = toCell(field, value, context);
      if (cell !== undefined) cells.set(field.id, cell);
    } catch (cause) {
      throw new Error(`${where} does not fit its type, ${field.type}.`, { cause });
    }
  }
  return cells;
}

function bareRow({ id, createdTime }: SeedRecord): StoredRow {
  const modifiedAtMs = Date.parse(createdTime);
  return { id, createdTime, cells: new Map(), modifiedAtMs, modifiedAtMsByField: new Map() };
}

function storedTable(table: SeedTable, rows: ReadonlyMap<string, StoredRow>): StoredTable {
  const { id, name, primaryFieldId, fields } = table;
  const views = table.views ?? [{ id: `viw${id.slice(3)}`, name: 'Grid view', type: 'grid' }];
  const counter = fields.find((field) => field.type === 'autoNumber')?.id ?? '';
  const numbers = [...rows.values()].map((row) => Number(row.cells.get(counter) ?? 0));
  const highest = numbers.reduce((a, b) => Math.max(a, b), 0);
  return { id, name, primaryFieldId, fields, views, rows, nextAutoNumber: highest + 1 };
}
