import { invalidRequest, modelNotFound, unprocessable } from './api-error.ts';
import type { BaseStore, ChangeSource } from './base-store.ts';
import type { StoredRow, StoredTable } from './tables.ts';
import { toCell } from './cell-input.ts';
import { isComputed } from './cell.ts';
import type { CellOutput, RecordJson } from './cell-output.ts';
import type { IdKind } from './ids.ts';
import { isObject, type JsonObject } from './json.ts';
import { fieldIdOf, isYes } from './list-query.ts';
import type { CellChanges, Transaction } from './transaction.ts';
import { findMatches } from './upsert.ts';

/** What writing needs from its surroundings. */
export interface WriteContext {
  readonly store: BaseStore;
  readonly output: CellOutput;
  readonly newId: (kind: IdKind) => string;
  readonly source: ChangeSource;
  readonly mayNameFiles?: boolean;
}

/** How one request writes: PUT empties the cells it does not name, PATCH leaves them. */
interface WriteOptions {
  readonly typecast: boolean;
  readonly isPut: boolean;
}

interface Entry {
  readonly id: string | undefined;
  readonly fields: JsonObject;
}

/** Creates one record or up to ten, all or none, and answers them whole. */
export function createRecords(
  table: StoredTable,
  body: JsonObject,
  context: WriteContext,
): unknown {
  const isBatch = body['records'] !== undefined;
  const entries = isBatch
    ? readEntries(body, 'create')
    : [{ id: undefined, fields: readFields(body) }];
  const options = { typecast: isYes(body['typecast']), isPut: false };
  const ids = context.store.transact(context.source, (tx) =>
    entries.map((entry) => insertRow(tx, table.id, { ...entry, options, context })),
  );
  const records = readBack(table.id, ids, body, context);
  return isBatch ? { records } : records[0];
}

/** Changes one record and answers it whole. */
export function updateRecord(
  table: StoredTable,
  recordId: string,
  request: { readonly body: JsonObject; readonly isPut: boolean } & {
    readonly context: WriteContext;
  },
): RecordJson {
  const { body, isPut, context } = request;
  const options = { typecast: isYes(body['typecast']), isPut };
  const fields = readFields(body);
  context.store.transact(context.source, (tx) => {
    updateRow(tx, table.id, { id: recordId, fields, options, context });
  });
  const [record] = readBack(table.id, [recordId], body, context);
  if (record === undefined) throw modelNotFound();
  return record;
}

/** Changes up to ten records, all or none; with `performUpsert` it creates those that match nothing. */
export function updateRecords(
  table: StoredTable,
  request: { readonly body: JsonObject; readonly isPut: boolean; readonly context: WriteContext },
): unknown {
  const { body, isPut, context } = request;
  const options = { typecast: isYes(body['typecast']), isPut };
  const upsert = body['performUpsert'];
  const entries = readEntries(body, upsert === undefined ? 'update' : 'upsert');
  const createdRecords: string[] = [];
  const updatedRecords: string[] = [];
  const ids = context.store.transact(context.source, (tx) => {
    const matches = upsert === undefined ? [] : findMatches(tx.table(table.id), entries, upsert);
    return entries.map((entry, at) => {
      const id = entry.id ?? matches[at];
      if (id === undefined) {
        const created = insertRow(tx, table.id, { ...entry, options, context });
        createdRecords.push(created);
        return created;
      }
      updateRow(tx, table.id, { ...entry, id, options, context });
      updatedRecords.push(id);
      return id;
    });
  });
  const records = readBack(table.id, ids, body, context);
  return upsert === undefined ? { records } : { records, createdRecords, updatedRecords };
}

/** Deletes up to ten records, all or none; an id that is not there refuses the whole request. */
export function deleteRecords(
  table: StoredTable,
  ids: readonly string[],
  context: WriteContext,
): readonly { readonly deleted: true; readonly id: string }[] {
  if (ids.length === 0 || ids.length > 10) {
    throw unprocessable('INVALID_RECORDS', 'You must provide an array of up to 10 record IDs.');
  }
  context.store.transact(context.source, (tx) => {
    for (const id of ids) {
      if (!tx.table(table.id).rows.has(id)) throw modelNotFound();
      tx.remove(table.id, id);
    }
  });
  return ids.map((id) => ({ deleted: true as const, id }));
}

interface RowWrite extends Entry {
  readonly options: WriteOptions;
  readonly context: WriteContext;
}

function insertRow(tx: Transaction, tableId: string, write: RowWrite): string {
  const id = write.context.newId('rec');
  tx.insert(tableId, id, readChanges(tx, tableId, { ...write, row: undefined }));
  return id;
}

function updateRow(
  tx: Transaction,
  tableId: string,
  write: RowWrite & { readonly id: string },
): void {
  const row = tx.table(tableId).rows.get(write.id);
  if (row === undefined) throw modelNotFound();
  tx.write(tableId, write.id, readChanges(tx, tableId, { ...write, row }));
}

function readChanges(
  tx: Transaction,
  tableId: string,
  write: RowWrite & { readonly row: StoredRow | undefined },
): CellChanges {
  const { fields, options, context, row } = write;
  const table = tx.table(tableId);
  const editable = table.fields.filter((field) => !isComputed(field.type));
  const changes = new Map(
    options.isPut ? editable.map((field) => [field.id, undefined]) : [],
  ) as Map<string, ReturnType<typeof toCell>>;
  for (const [nameOrId, value] of Object.entries(fields)) {
    const fieldId = fieldIdOf(table, nameOrId);
    const field = editable.find((candidate) => candidate.id === fieldId);
    if (field === undefined) {
      throw unprocessable(
        'INVALID_VALUE_FOR_COLUMN',
        `Field "${nameOrId}" cannot accept a value because the field is computed`,
      );
    }
    const { typecast } = options;
    const { newId, mayNameFiles } = context;
    const kept = row?.cells.get(fieldId);
    const input = { tx, tableId, typecast, newId, kept, mayNameFiles: mayNameFiles === true };
    changes.set(fieldId, toCell(field, value, input));
  }
  return changes;
}

function readFields(body: JsonObject): JsonObject {
  const fields = body['fields'];
  if (!isObject(fields)) {
    throw unprocessable(
      'INVALID_REQUEST_MISSING_FIELDS',
      'Could not find field "fields" in the request body',
    );
  }
  return fields;
}

function readEntries(body: JsonObject, kind: 'create' | 'update' | 'upsert'): readonly Entry[] {
  const records: unknown = body['records'];
  const withId = kind === 'update' ? 'an "id" ID field and ' : '';
  const invalid = unprocessable(
    'INVALID_RECORDS',
    `You must provide an array of up to 10 record objects, each with ${withId}a "fields" object for cell values.`,
  );
  if (!Array.isArray(records) || records.length === 0 || records.length > 10) throw invalid;
  return records.map((record: unknown) => {
    if (!isObject(record) || !isObject(record['fields'])) throw invalid;
    const id = record['id'];
    if (id !== undefined && typeof id !== 'string') throw invalid;
    if (kind === 'update' && id === undefined) throw invalid;
    if (kind === 'create' && id !== undefined) throw invalidRequest();
    return { id, fields: record['fields'] };
  });
}

function readBack(
  tableId: string,
  ids: readonly string[],
  ...[body, { store, output }]: readonly [JsonObject, WriteContext]
): readonly RecordJson[] {
  const table = store.tables().get(tableId);
  const shape = { isKeyedById: isYes(body['returnFieldsByFieldId']) };
  return ids
    .map((id) => table?.rows.get(id))
    .filter((row) => row !== undefined)
    .map((row) => output.record(table as StoredTable, row, shape));
}
