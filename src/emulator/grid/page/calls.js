/** @import { Named, Row, Sheet } from './types.ts' */

const ROOT = '/_emulator/grid';

/**
 * The base's name and its tables, in order.
 * @returns {Promise<{ name: string, tables: Named[] }>}
 */
export async function readBase() {
  const body = await ask('GET', ROOT);
  return /** @type {{ name: string, tables: Named[] }} */ (body);
}

/**
 * Reads a table again and again; answers `undefined` while nothing has changed since the last time.
 * With `isForced` it answers the table in any case.
 * @returns {(table: string, isForced?: boolean) => Promise<Sheet | undefined>}
 */
export function createReader() {
  let etag = '';
  return async (table, isForced = false) => {
    const response = await fetch(`${ROOT}/${encodeURIComponent(table)}`, {
      headers: isForced || etag === '' ? {} : { 'if-none-match': etag },
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status === 304) return undefined;
    const body = await bodyOf(response);
    etag = response.headers.get('etag') ?? '';
    return /** @type {Sheet} */ (body);
  };
}

/**
 * Adds an empty row at the end and answers it.
 * @param {string} table
 */
export async function addRow(table) {
  const row = await ask('POST', `${ROOT}/${encodeURIComponent(table)}`, { fields: {} });
  return /** @type {Row} */ (row);
}

/**
 * Writes cells of one row, by field id; null empties a cell.
 * @param {string} table
 * @param {string} rowId
 * @param {Record<string, unknown>} fields
 */
export async function writeRow(table, rowId, fields) {
  await ask('PATCH', `${ROOT}/${encodeURIComponent(table)}/${rowId}`, { fields });
}

/**
 * Deletes one row.
 * @param {string} table
 * @param {string} rowId
 */
export async function deleteRow(table, rowId) {
  await ask('DELETE', `${ROOT}/${encodeURIComponent(table)}/${rowId}`);
}

/**
 * @param {string} method
 * @param {string} address
 * @param {unknown} [body]
 */
async function ask(method, address, body) {
  const json = {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
  const signal = AbortSignal.timeout(10_000);
  return await bodyOf(
    await fetch(address, { method, signal, ...(body === undefined ? {} : json) }),
  );
}

/**
 * The JSON of a good answer; throws the sentence of a refusal.
 * @param {Response} response
 * @returns {Promise<unknown>}
 */
async function bodyOf(response) {
  /** @type {unknown} */
  const body = await response.json();
  if (response.ok) return body;
  const { error } = /** @type {{ error?: string | { message?: string, type?: string } }} */ (body);
  const reason = typeof error === 'object' ? (error.message ?? error.type) : error;
  throw new Error(reason ?? `the emulator answers ${String(response.status)}`);
}
