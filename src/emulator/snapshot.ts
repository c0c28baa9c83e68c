import type { StoredRow, StoredTable, Tables } from './tables.ts';
import { isAttachmentList, type Cell } from './cell.ts';
import { isObject } from './json.ts';
import type { MonthlyUse } from './limits.ts';
import type { SeedAttachment, SeedBase, SeedField } from './seed.ts';
import type { WebhookState } from './webhook-state.ts';

/** All that outlives a restart, as plain JSON. Walks through pages do not, as in Airtable. */
export interface Snapshot {
  readonly format: 1;
  readonly baseId: string;
  readonly transactionNumber: number;
  readonly secret: string;
  readonly monthlyUse: MonthlyUse;
  readonly tables: readonly SnapshotTable[];
  readonly webhooks: readonly WebhookState[];
}

interface SnapshotTable extends Omit<StoredTable, 'rows' | 'views'> {
  readonly rows: readonly SnapshotRow[];
}

interface SnapshotRow extends Omit<StoredRow, 'cells' | 'modifiedAtMsByField'> {
  readonly cells: readonly (readonly [string, Cell])[];
  readonly modifiedAtMsByField: readonly (readonly [string, number])[];
}

/** The tables as JSON. */
export function snapshotTables(tables: Tables): readonly SnapshotTable[] {
  return [...tables.values()].map(({ views: _views, ...table }) => ({
    ...table,
    rows: [...table.rows.values()].map((row) => ({
      ...row,
      cells: [...row.cells],
      modifiedAtMsByField: [...row.modifiedAtMsByField],
    })),
  }));
}

/** Reads what `JSON.parse` made of a snapshot; `undefined` when it is none, or one of another base. */
export function readSnapshot(value: unknown, baseId: string): Snapshot | undefined {
  if (!isObject(value) || value['format'] !== 1 || value['baseId'] !== baseId) return undefined;
  const { tables, webhooks, secret, transactionNumber, monthlyUse } = value;
  const isWhole =
    Array.isArray(tables) &&
    tables.every((table) => isObject(table) && Array.isArray(table['rows'])) &&
    Array.isArray(webhooks) &&
    typeof secret === 'string' &&
    typeof transactionNumber === 'number' &&
    isObject(monthlyUse);
  return isWhole ? (value as unknown as Snapshot) : undefined;
}

/**
 * The tables of a snapshot, brought up to the seed it is used with: tables and fields that the seed has gained
 * are added, its views are the seed's, and the files of the seed's own attachments are looked for where the seed says they are now.
 */
export function restoreTables(snapshot: Snapshot, seed: SeedBase, fresh: Tables): Tables {
  const fileById = new Map(seedAttachments(fresh).map(({ id, file }) => [id, file]));
  const tables = new Map<string, StoredTable>();
  for (const table of snapshot.tables) {
    const seedFields = seed.tables.find(({ id }) => id === table.id)?.fields ?? [];
    const rows = table.rows.map((row) => [row.id, restoreRow(row, fileById)] as const);
    tables.set(table.id, {
      ...table,
      views: fresh.get(table.id)?.views ?? [],
      fields: [...table.fields, ...gainedFields(table.fields, seedFields)],
      rows: new Map(rows),
    });
  }
  for (const [id, table] of fresh) if (!tables.has(id)) tables.set(id, table);
  return tables;
}

function restoreRow(row: SnapshotRow, fileById: ReadonlyMap<string, string>): StoredRow {
  const cells = row.cells.map(([fieldId, cell]): readonly [string, Cell] => {
    if (!isAttachmentList(cell)) return [fieldId, cell];
    return [fieldId, cell.map((file) => ({ ...file, file: fileById.get(file.id) ?? file.file }))];
  });
  return { ...row, cells: new Map(cells), modifiedAtMsByField: new Map(row.modifiedAtMsByField) };
}

function gainedFields(old: readonly SeedField[], seed: readonly SeedField[]): readonly SeedField[] {
  return seed.filter(({ id }) => !old.some((field) => field.id === id));
}

function seedAttachments(tables: Tables): readonly SeedAttachment[] {
  return [...tables.values()].flatMap(({ rows }) =>
    [...rows.values()].flatMap(({ cells }) => [...cells.values()].filter(isAttachmentList).flat()),
  );
}
