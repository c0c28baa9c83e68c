import { modelNotFound } from './api-error.ts';
import type { BaseStore } from './base-store.ts';
import type { StoredTable } from './tables.ts';
import type { RecordJson } from './cell-output.ts';
import { addField, changeField, removeField } from './field-editor.ts';
import type { SeedField } from './seed.ts';
import type { Transaction } from './transaction.ts';
import { putFile, type AttachmentCell, type UploadedFile } from './upload-attachment.ts';
import { createRecords, updateRecord, type WriteContext } from './write-records.ts';

/**
 * A table as a person in Airtable's grid has it: edits need no token, spend no calls, and show up in webhook
 * payloads as made by a `client`. Fields go by name or id; attachments may be whole `SeedAttachment`s.
 */
export interface TableEditor {
  readonly records: () => readonly RecordJson[];
  readonly insert: (fields: Readonly<Record<string, unknown>>) => RecordJson;
  readonly update: (recordId: string, fields: Readonly<Record<string, unknown>>) => RecordJson;
  /** Adds a file of at most 5 MB to an attachment cell, at its end or in the place of the one with this id. */
  readonly attach: (cell: AttachmentCell, file: UploadedFile, replaces?: string) => Promise<void>;
  /** Removes all of these rows in one transaction, however many. */
  readonly remove: (...recordIds: readonly string[]) => void;
  /** Drags a row to the place before another one, or to the end. */
  readonly move: (recordId: string, beforeId?: string) => void;
  readonly addField: (field: SeedField) => void;
  /** Renames or retypes a field, named by its id or name; the id stays. */
  readonly changeField: (nameOrId: string, change: Partial<Omit<SeedField, 'id'>>) => void;
  readonly removeField: (nameOrId: string) => void;
}

/** Opens a table for editing by its id or name; throws when the base has none of that name. */
export function createTableEditor(
  store: BaseStore,
  idOrName: string,
  tools: Pick<WriteContext, 'newId' | 'output'>,
): TableEditor {
  const context: WriteContext = { ...tools, store, source: 'client', mayNameFiles: true };
  const table = (): StoredTable => {
    const found = store.findTable(idOrName);
    if (found === undefined) throw new Error(`The emulated base has no table ${idOrName}.`);
    return found;
  };
  table();
  const edit = (body: (tx: Transaction) => void): void => {
    store.transact('client', body);
  };
  return Object.freeze({
    records: () => [...table().rows.values()].map((row) => tools.output.record(table(), row)),
    insert: (fields: Readonly<Record<string, unknown>>) =>
      createRecords(table(), { fields, typecast: true }, context) as RecordJson,
    update: (recordId: string, fields: Readonly<Record<string, unknown>>) => {
      const body = { fields, typecast: true };
      return updateRecord(table(), recordId, { body, isPut: false, context });
    },
    attach: async (cell: AttachmentCell, file: UploadedFile, replaces?: string) => {
      await putFile({ ...cell, ...(replaces !== undefined && { replaces }) }, file, context);
    },
    remove: (...recordIds: readonly string[]) => {
      edit((tx) => {
        for (const id of recordIds) {
          if (!tx.table(table().id).rows.has(id)) throw modelNotFound();
          tx.remove(table().id, id);
        }
      });
    },
    move: (recordId: string, beforeId?: string) => {
      const { rows } = table();
      const isThere = rows.has(recordId) && (beforeId === undefined || rows.has(beforeId));
      if (!isThere || recordId === beforeId) throw modelNotFound();
      edit((tx) => tx.moveRow(table().id, recordId, beforeId));
    },
    addField: (field: SeedField) => {
      edit((tx) => addField(tx, table().id, field));
    },
    changeField: (nameOrId: string, change: Partial<Omit<SeedField, 'id'>>) => {
      const { newId } = tools;
      edit((tx) => changeField(tx, { tableId: table().id, nameOrId }, { ...change, newId }));
    },
    removeField: (nameOrId: string) => {
      edit((tx) => removeField(tx, table().id, nameOrId));
    },
  });
}
