import { invalidRequest, modelNotFound } from './api-error.ts';
import { isAttachmentList } from './cell.ts';
import type { JsonObject } from './json.ts';
import { fieldIdOf } from './list-query.ts';
import type { WriteContext } from './write-records.ts';

const MAX_BYTES = 5 * 1024 * 1024;

/** Appends a file to an attachment cell. Unlike other writes the answer is keyed by field id. */
export function uploadAttachment(
  target: { readonly recordId: string; readonly field: string },
  body: JsonObject,
  { store, output, newId, source }: WriteContext,
): unknown {
  const { contentType, file, filename } = body;
  if (typeof contentType !== 'string' || typeof filename !== 'string') throw invalidRequest();
  if (typeof file !== 'string' || !/^[\w.+-]+\/[\w.+-]+$/.test(contentType)) throw invalidRequest();
  const size = Buffer.from(file, 'base64').byteLength;
  if (size === 0 || size > MAX_BYTES) throw invalidRequest();
  const table = [...store.tables().values()].find(({ rows }) => rows.has(target.recordId));
  if (table === undefined) throw modelNotFound();
  const fieldId = fieldIdOf(table, target.field);
  const isAttachments = table.fields.some(
    ({ id, type }) => id === fieldId && type === 'multipleAttachments',
  );
  if (!isAttachments) throw invalidRequest();
  const address = `data:${contentType};base64,${file}`;
  const added = { id: newId('att'), filename, type: contentType, size, file: address };
  store.transact(source, (tx) => {
    const cell = tx.table(table.id).rows.get(target.recordId)?.cells.get(fieldId);
    const kept = isAttachmentList(cell) ? cell : [];
    tx.write(table.id, target.recordId, new Map([[fieldId, [...kept, added]]]));
  });
  const row = store.tables().get(table.id)?.rows.get(target.recordId);
  if (row === undefined) throw modelNotFound();
  return output.record(table, row, { fieldIds: [fieldId], isKeyedById: true });
}
