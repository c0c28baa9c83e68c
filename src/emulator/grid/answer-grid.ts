import { ApiError, modelNotFound } from '../api-error.ts';
import type { BaseStore } from '../base-store.ts';
import type { StoredTable } from '../tables.ts';
import { cellText } from '../cell.ts';
import type { CellOutput } from '../cell-output.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { SeedBase } from '../seed.ts';
import type { TableEditor } from '../table-editor.ts';
import type { UploadedFile } from '../upload-attachment.ts';

/** What the grid's own calls work with. */
export interface GridContext {
  readonly base: () => SeedBase;
  readonly store: BaseStore;
  readonly output: CellOutput;
  readonly table: (idOrName: string) => TableEditor;
}

/**
 * Answers the grid's own calls, below `/_emulator/grid`. Airtable's grid does not use the Web API either, so
 * editing by hand takes nothing from the five requests a second that programs have.
 */
export async function answerGrid(
  request: Request,
  [tableName, rowId, fieldId]: readonly string[],
  context: GridContext,
): Promise<Response> {
  if (tableName === undefined) return Response.json(overview(context));
  const stored = context.store.findTable(tableName);
  if (stored === undefined) throw modelNotFound();
  const editor = context.table(stored.id);
  switch (request.method) {
    case 'GET':
      return readSheet(request, stored, context);
    case 'POST':
      if (rowId !== undefined && fieldId !== undefined) {
        const replaces = new URL(request.url).searchParams.get('replaces') ?? undefined;
        const cell = { recordId: rowId, field: fieldId };
        await editor.attach(cell, await readFile(request), replaces);
        return Response.json({ attached: true });
      }
      return Response.json(editor.insert(await readFields(request)));
    case 'PATCH':
      return Response.json(editor.update(rowId ?? '', await readFields(request)));
    case 'DELETE':
      editor.remove(rowId ?? '');
      return Response.json({ deleted: true, id: rowId });
    default:
      throw new ApiError(405, { error: 'METHOD_NOT_ALLOWED' });
  }
}

function overview({ base, store }: GridContext): JsonObject {
  const tables = [...store.tables().values()].map(({ id, name }) => ({ id, name }));
  return { name: base().name, tables };
}

/** The whole table, or 304 when nothing in the base has changed since the version that was read last. */
function readSheet(request: Request, stored: StoredTable, context: GridContext): Response {
  const etag = `"${stored.id}.${String(context.store.transactionNumber())}"`;
  const headers = { etag, 'cache-control': 'no-cache' };
  if (request.headers.get('if-none-match') === etag)
    return new Response(null, { status: 304, headers });
  const { id, name, primaryFieldId, fields, rows } = stored;
  const records = [...rows.values()].map((row) =>
    context.output.record(stored, row, { isKeyedById: true }),
  );
  const names = linkNames(stored, context.store);
  return Response.json({ id, name, primaryFieldId, fields, records, names }, { headers });
}

/** For each table that is linked to, the names of its rows: what a link shows, and what can be picked. */
function linkNames({ fields }: StoredTable, store: BaseStore): JsonObject {
  const linkedIds = new Set(fields.map((field) => field.options?.linkedTableId));
  const named = [...store.tables().values()].filter(({ id }) => linkedIds.has(id));
  return Object.fromEntries(
    named.map(({ id, primaryFieldId, rows }) => [
      id,
      [...rows.values()].map((row) => ({
        id: row.id,
        name: cellText(row.cells.get(primaryFieldId)),
      })),
    ]),
  );
}

async function readFields(request: Request): Promise<JsonObject> {
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    // Not JSON: the same refusal as for JSON of the wrong form.
  }
  const fields = isObject(body) ? body['fields'] : undefined;
  if (!isObject(fields)) throw new ApiError(422, { error: 'The body is {"fields": {…}}.' });
  return fields;
}

/** A file as a page sends it: its bytes, its type in the header, its name in the address. */
async function readFile(request: Request): Promise<UploadedFile> {
  const filename = new URL(request.url).searchParams.get('filename');
  const type = request.headers.get('content-type')?.split(';')[0] ?? '';
  const bytes = new Uint8Array(await request.arrayBuffer());
  return { filename: filename || 'a', type: type || 'application/octet-stream', bytes };
}
