import { ApiError, invalidRequest, modelNotFound } from './api-error.ts';
import type { StoredTable } from './tables.ts';
import { isAttachmentList } from './cell.ts';
import type { JsonObject } from './json.ts';
import { fieldIdOf } from './list-query.ts';
import { measurePicture } from './measure-picture.ts';
import type { SeedAttachment } from './seed.ts';
import type { WriteContext } from './write-records.ts';

const MAX_BYTES = 5 * 1024 * 1024;

/** Which attachment cell. `field` is its id or name. */
export interface AttachmentCell {
  readonly recordId: string;
  readonly field: string;
}

/** One file with all its bytes; `type` is its media type. */
export interface UploadedFile {
  readonly filename: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Appends a file to an attachment cell. Unlike other writes the answer is keyed by field id. */
export async function uploadAttachment(
  cell: AttachmentCell,
  body: JsonObject,
  context: WriteContext,
): Promise<unknown> {
  const { contentType: type, file, filename } = body;
  if (typeof type !== 'string' || typeof filename !== 'string') throw invalidRequest();
  if (typeof file !== 'string') throw invalidRequest();
  const bytes = Buffer.from(file, 'base64');
  const fieldId = await putFile(cell, { type, filename, bytes }, context);
  const table = tableOf(cell, context);
  const row = table.rows.get(cell.recordId);
  if (row === undefined) throw modelNotFound();
  return context.output.record(table, row, { fieldIds: [fieldId], isKeyedById: true });
}

/**
 * Puts a file of at most 5 MB, measured if it is a picture, at the end of the cell or in the place of another one;
 * answers the field's id.
 */
export async function putFile(
  cell: AttachmentCell & { readonly replaces?: string },
  { bytes, filename, type }: UploadedFile,
  context: WriteContext,
): Promise<string> {
  const { store, newId, source } = context;
  if (bytes.byteLength > MAX_BYTES) throw tooLarge();
  if (bytes.byteLength === 0 || !/^[\w.+-]+\/[\w.+-]+$/.test(type)) throw invalidRequest();
  const before = tableOf(cell, context);
  const fieldId = fieldIdOf(before, cell.field);
  const field = before.fields.find(({ id }) => id === fieldId);
  if (field?.type !== 'multipleAttachments') throw invalidRequest();
  const added: SeedAttachment = {
    id: newId('att'),
    filename,
    type,
    size: bytes.byteLength,
    ...(type.startsWith('image/') ? await measurePicture(bytes) : {}),
    file: `data:${type};base64,${Buffer.from(bytes).toString('base64')}`,
  };
  // The picture was measured meanwhile: the cell is read where it is written.
  const { id: tableId } = tableOf(cell, context);
  store.transact(source, (tx) => {
    const old = tx.table(tableId).rows.get(cell.recordId)?.cells.get(fieldId);
    const kept = isAttachmentList(old) ? old : [];
    const isThere = kept.some(({ id }) => id === cell.replaces);
    if (cell.replaces !== undefined && !isThere) throw modelNotFound();
    const files = isThere
      ? kept.map((file) => (file.id === cell.replaces ? added : file))
      : [...kept, added];
    tx.write(tableId, cell.recordId, new Map([[fieldId, files]]));
  });
  return fieldId;
}

function tableOf({ recordId }: AttachmentCell, { store }: WriteContext): StoredTable {
  const table = [...store.tables().values()].find(({ rows }) => rows.has(recordId));
  if (table === undefined) throw modelNotFound();
  return table;
}

function tooLarge(): ApiError {
  const message = 'Request payload too large';
  return new ApiError(413, { error: { type: 'REQUEST_TOO_LARGE', message } });
}
