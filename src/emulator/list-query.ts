import { invalidRequest, unprocessable } from './api-error.ts';
import type { StoredTable, Tables } from './tables.ts';
import { isObject, type JsonObject } from './json.ts';
import type { SeedView } from './seed.ts';

/** What a list request asks for, checked against its table. */
export interface ListQuery {
  readonly pageSize: number;
  readonly maxRecords: number;
  readonly offset: string | undefined;
  readonly view: SeedView | undefined;
  readonly sort: readonly { readonly fieldId: string; readonly isDescending: boolean }[];
  readonly fieldIds: readonly string[] | undefined;
  readonly formula: string | undefined;
  readonly isKeyedById: boolean;
  readonly isText: boolean;
  readonly countsComments: boolean;
  /** The parameters an iterator is bound to; a page size may differ from page to page. */
  readonly fingerprint: string;
}

/** Reads the parameters of a GET into the form they have in the body of `listRecords`. Throws for a place in a sort that none has. */
export function paramsOfAddress(search: URLSearchParams): JsonObject {
  const sort: Record<string, string>[] = [];
  const params: Record<string, unknown> = {};
  for (const [key, value] of search) {
    const sortKey = /^sort\[(\d+)\]\[(field|direction)\]$/.exec(key);
    if (sortKey !== null) {
      const at = Number(sortKey[1]);
      if (at > MAX_SORT_AT) throw invalidRequest();
      sort[at] = { ...sort[at], [sortKey[2] ?? '']: value };
    } else if (/^(fields|recordMetadata|records)(\[\d*\])?$/.test(key)) {
      const name = key.replace(/\[\d*\]$/, '');
      const list = params[name];
      params[name] = [...(Array.isArray(list) ? (list as readonly unknown[]) : []), value];
    } else {
      params[key] = value;
    }
  }
  // One name alone is a list only with the brackets; several are one without.
  if (search.getAll('fields').length === 1) params['fields'] = search.get('fields');
  if (params['limit'] !== undefined) params['pageSize'] ??= params['limit'];
  return sort.length === 0 ? params : { ...params, sort: sort.filter(Boolean) };
}

/** A list with a hole of billions of places would be walked through place by place. */
const MAX_SORT_AT = 100;

interface Place {
  readonly table: StoredTable;
  readonly tables: Tables;
}

/** Checks the parameters of a list request; throws Airtable's refusal for the first that is wrong. */
export function toListQuery(params: JsonObject, place: Place): ListQuery {
  const { table } = place;
  const sort = readSort(params['sort'], table);
  const fieldIds = readFields(params['fields'], table);
  const view = readView(params['view'], place);
  const formula = readText(params['filterByFormula']);
  const maxRecords = readCount(params['maxRecords']) ?? Number.POSITIVE_INFINITY;
  const pageSize = readCount(params['pageSize']) ?? 100;
  if (pageSize > 100) throw invalidRequest();
  return {
    pageSize,
    maxRecords,
    offset: readText(params['offset']),
    view,
    sort,
    fieldIds,
    formula,
    isKeyedById: isYes(params['returnFieldsByFieldId']),
    isText: readsAsText(params),
    countsComments: readMetadata(params['recordMetadata']),
    fingerprint: JSON.stringify([table.id, sort, formula ?? '', view?.id ?? '', maxRecords]),
  };
}

/** Whether a switch is on; clients send `1`, `true` or a real boolean. */
export function isYes(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1;
}

/** Finds a field by id or name; throws Airtable's refusal when the table has none. */
export function fieldIdOf(table: StoredTable, nameOrId: string): string {
  const found =
    table.fields.find((field) => field.id === nameOrId) ??
    table.fields.find((field) => field.name === nameOrId);
  if (found === undefined) {
    throw unprocessable('UNKNOWN_FIELD_NAME', `Unknown field name: "${nameOrId}"`);
  }
  return found.id;
}

function readText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw invalidRequest();
  return value;
}

function readCount(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw invalidRequest();
  return count;
}

function readsAsText({ cellFormat: wanted, timeZone, userLocale }: JsonObject): boolean {
  const cellFormat = readText(wanted) ?? 'json';
  if (cellFormat !== 'json' && cellFormat !== 'string') throw invalidRequest();
  if (cellFormat === 'string' && !(timeZone && userLocale)) {
    throw invalidRequest('Both timeZone and userLocale are required when cellFormat is "string".');
  }
  return cellFormat === 'string';
}

function readMetadata(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (!Array.isArray(value) || value.some((name) => name !== 'commentCount'))
    throw invalidRequest();
  return value.length > 0;
}

function readSort(value: unknown, table: StoredTable): ListQuery['sort'] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalidRequest();
  return value.map((entry: unknown) => {
    if (!isObject(entry) || typeof entry['field'] !== 'string') throw invalidRequest();
    const direction = entry['direction'] ?? 'asc';
    if (direction !== 'asc' && direction !== 'desc') throw invalidRequest();
    return { fieldId: fieldIdOf(table, entry['field']), isDescending: direction === 'desc' };
  });
}

function readFields(value: unknown, table: StoredTable): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length === 0) throw invalidRequest();
  return value.map((name: unknown) => {
    if (typeof name !== 'string') throw invalidRequest();
    return fieldIdOf(table, name);
  });
}

function readView(value: unknown, { table, tables }: Place): SeedView | undefined {
  const wanted = readText(value);
  if (wanted === undefined) return undefined;
  const isWanted = ({ id, name }: SeedView): boolean => id === wanted || name === wanted;
  const found = table.views.find(isWanted);
  if (found !== undefined) return found;
  const isId = /^viw[A-Za-z0-9]{14}$/.test(wanted);
  const isOfOther = isId && [...tables.values()].some(({ views }) => views.some(isWanted));
  if (isOfOther) throw unprocessable('FAILED_STATE_CHECK');
  const type = isId ? 'VIEW_ID_NOT_FOUND' : 'VIEW_NAME_NOT_FOUND';
  throw unprocessable(type, `View ${wanted} not found`);
}
