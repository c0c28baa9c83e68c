/** @import { FaultList, Named, Row, Sheet } from './types.ts' */

const ROOT = '/_emulator/grid';
const FAULTS = '/_emulator/faults';

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
 * Adds a file to an attachment cell, at its end or in the place of the one with the id `replaces`.
 * @param {string} table
 * @param {{ rowId: string, fieldId: string, replaces?: string }} place
 * @param {File} file
 */
export async function attachFile(table, { rowId, fieldId, replaces }, file) {
  const query = new URLSearchParams({ filename: file.name, ...(replaces ? { replaces } : {}) });
  const address = `${ROOT}/${encodeURIComponent(table)}/${rowId}/${fieldId}?${query.toString()}`;
  await bodyOf(
    await fetch(address, {
      method: 'POST',
      body: file,
      headers: { 'content-type': file.type || 'application/octet-stream' },
      signal: AbortSignal.timeout(60_000),
    }),
  );
}

/** What can go wrong by name, and what does. */
export async function readFaults() {
  return /** @type {FaultList} */ (await ask('GET', FAULTS));
}

/**
 * Switches a fault on or off by its name.
 * @param {string} name
 * @param {boolean} isOn
 */
export async function switchFault(name, isOn) {
  const answer = isOn
    ? await ask('POST', FAULTS, { name })
    : await ask('DELETE', `${FAULTS}?name=${encodeURIComponent(name)}`);
  return /** @type {FaultList} */ (answer);
}

/** Switches everything off that goes wrong. */
export async function clearFaults() {
  return /** @type {FaultList} */ (await ask('DELETE', FAULTS));
}

/** Puts the sample base back as it was at first: no edits, no webhooks, no faults. */
export async function resetBase() {
  await ask('POST', '/_emulator/reset');
}

/** Why a call failed, in words for a person. @param {unknown} error */
export function reasonOf(error) {
  const isNetwork =
    error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
  if (isNetwork) return 'the emulator does not answer';
  return error instanceof Error ? error.message : String(error);
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
