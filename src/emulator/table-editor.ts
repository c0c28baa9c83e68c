import type { BaseStore } from './base-store.ts';
import type { RecordJson } from './cell-output.ts';
import { createRecords, deleteRecords, updateRecord, type WriteContext } from './write-records.ts';

/**
 * A table as a person in Airtable's grid has it: edits need no token, spend no calls, and show up in webhook
 * payloads as made by a `client`. Fields go by name or id; attachments may be whole `SeedAttachment`s.
 */
export interface TableEditor {
  readonly records: () => readonly RecordJson[];
  readonly insert: (fields: Readonly<Record<string, unknown>>) => RecordJson;
  readonly update: (recordId: string, fields: Readonly<Record<string, unknown>>) => RecordJson;
  /** Removes all of these rows in one transaction, however many. */
  readonly remove: (...recordIds: readonly string[]) => void;
}

/** Opens a table for editing by its id or name; throws when the base has none of that name. */
export function createTableEditor(
  store: BaseStore,
  idOrName: string,
  tools: Pick<WriteContext, 'newId' | 'output'>,
): TableEditor {
  const context: WriteContext = { ...tools, store, source: 'client', mayNameFiles: true };
  const table = (): NonNullable<ReturnType<BaseStore['findTable']>> => {
    const found = store.findTable(idOrName);
    if (found === undefined) throw new Error(`The emulated base has no table ${idOrName}.`);
    return found;
  };
  table();
  return Object.freeze({
    records: () => [...table().rows.values()].map((row) => tools.output.record(table(), row)),
    insert: (fields: Readonly<Record<string, unknown>>) =>
      createRecords(table(), { fields, typecast: true }, context) as RecordJson,
    update: (recordId: string, fields: Readonly<Record<string, unknown>>) => {
      const body = { fields, typecast: true };
      return updateRecord(table(), recordId, { body, isPut: false, context });
    },
    remove: (...recordIds: readonly string[]) => {
      if (recordIds.length === 1) deleteRecords(table(), recordIds, context);
      else
        store.transact('client', (tx) => {
          for (const id of recordIds) tx.remove(table().id, id);
        });
    },
  });
}
