import type { Attachments } from './attachments.ts';
import type { StoredRow, StoredTable, Tables } from './tables.ts';
import { cellText, isAttachmentList, isVirtual, type Cell } from './cell.ts';
import type { Computed } from './computed.ts';
import type { SeedField } from './seed.ts';

/** How cells are shown to the outside, in both of Airtable's forms. */
export interface CellOutput {
  /** The Web API's form of a whole record; empty cells are left out. */
  readonly record: (table: StoredTable, row: StoredRow, shape?: RecordShape) => RecordJson;
  /** The form of webhook payloads: selects and links are objects with id and name. */
  readonly webhookCell: (field: SeedField, cell: Cell | undefined, tables: Tables) => unknown;
}

/** Which fields a record shows, all of them unless `fieldIds` says otherwise, and what they are keyed by. */
interface RecordShape {
  readonly fieldIds?: readonly string[] | undefined;
  readonly isKeyedById?: boolean;
}

/** A record as the Web API answers it. */
export interface RecordJson {
  readonly id: string;
  readonly createdTime: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** There only when it was asked for, and not 0. */
  readonly commentCount?: number;
}

/** Shows cells; `attachments` signs the addresses in them, `computed` works out those that nobody writes. */
export function createCellOutput(attachments: Attachments, computed: Computed): CellOutput {
  return Object.freeze({
    record: (table: StoredTable, row: StoredRow, shape: RecordShape = {}) => {
      const isAsked = ({ id }: SeedField): boolean => shape.fieldIds?.includes(id) !== false;
      const fieldById = new Map(table.fields.filter(isAsked).map((field) => [field.id, field]));
      const fields: [string, unknown][] = [];
      const show = (field: SeedField, value: unknown): void => {
        if (value !== undefined) fields.push([shape.isKeyedById ? field.id : field.name, value]);
      };
      for (const [fieldId, cell] of row.cells) {
        const field = fieldById.get(fieldId);
        if (field !== undefined)
          show(field, isAttachmentList(cell) ? cell.map(attachments.read) : cell);
      }
      for (const field of fieldById.values()) {
        if (isVirtual(field.type)) show(field, computed.cell(table, row, field));
      }
      return { id: row.id, createdTime: row.createdTime, fields: Object.fromEntries(fields) };
    },
    webhookCell: (field: SeedField, cell: Cell | undefined, tables: Tables) => {
      if (cell === undefined) return null;
      if (isAttachmentList(cell)) return cell.map(attachments.read);
      const names = Array.isArray(cell) ? cell : [cell];
      if (field.type === 'singleSelect') return choiceOf(field, String(cell));
      if (field.type === 'multipleSelects') return names.map((name) => choiceOf(field, name));
      if (field.type !== 'multipleRecordLinks') return cell;
      const linked = tables.get(field.options?.linkedTableId ?? '');
      return names.map((id: string) => ({ id, name: primaryText(linked, id) }));
    },
  });
}

function choiceOf(field: SeedField, name: string): unknown {
  return field.options?.choices?.find((choice) => choice.name === name) ?? { name };
}

function primaryText(table: StoredTable | undefined, rowId: string): string {
  return cellText(table?.rows.get(rowId)?.cells.get(table.primaryFieldId));
}
