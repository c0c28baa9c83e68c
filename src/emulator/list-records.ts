import type { StoredRow, StoredTable, Tables } from './base-store.ts';
import { cellText, type Cell } from './cell.ts';
import type { CellOutput, RecordJson } from './cell-output.ts';
import { compileFilter } from './formula/compile.ts';
import type { Iterators } from './iterators.ts';
import type { JsonObject } from './json.ts';
import { toListQuery, type ListQuery } from './list-query.ts';
import type { SeedField } from './seed.ts';

/** What listing needs from its surroundings. */
export interface ListContext {
  readonly tables: () => Tables;
  readonly iterators: Iterators;
  readonly output: CellOutput;
  readonly now: () => number;
}

/** One page of a table, and where the next one starts; the last page has no `offset`. */
export interface ListAnswer {
  readonly records: readonly RecordJson[];
  readonly offset?: string;
}

/** Answers a list request; throws Airtable's refusal when a parameter is wrong or the walk is forgotten. */
export function listRecords(
  table: StoredTable,
  params: JsonObject,
  context: ListContext,
): ListAnswer {
  const query = toListQuery(params, table);
  const { rowIds, start } =
    query.offset === undefined
      ? { rowIds: selectRowIds(table, query, context), start: 0 }
      : context.iterators.resume(query.offset, query.fingerprint);
  const end = Math.min(start + query.pageSize, rowIds.length);
  const shape = { fieldIds: query.fieldIds, isKeyedById: query.isKeyedById };
  const records = rowIds
    .slice(start, end)
    .map((id) => table.rows.get(id))
    .filter((row) => row !== undefined)
    .map((row) => context.output.record(table, row, shape))
    .map((record) => (query.isText ? asText(record) : record));
  if (end >= rowIds.length) return { records };
  return { records, offset: context.iterators.open(query.fingerprint, { rowIds, start: end }) };
}

function selectRowIds(
  table: StoredTable,
  query: ListQuery,
  context: ListContext,
): readonly string[] {
  let rows = [...table.rows.values()];
  if (query.formula !== undefined) {
    const linkedText = (field: SeedField, rowId: string): string => {
      const linked = context.tables().get(field.options?.linkedTableId ?? '');
      return cellText(linked?.rows.get(rowId)?.cells.get(linked.primaryFieldId));
    };
    rows = rows.filter(compileFilter(query.formula, { table, now: context.now, linkedText }));
  }
  // Without a sort and a view Airtable promises no order; record-id order is the one that has been seen.
  if (query.sort.length > 0) rows.sort(compareBySort(table, query.sort));
  else if (!query.isInViewOrder) rows.sort((a, b) => compare(a.id, b.id));
  const ids = rows.map((row) => row.id);
  return ids.length > query.maxRecords ? ids.slice(0, query.maxRecords) : ids;
}

function compareBySort(
  table: StoredTable,
  sort: ListQuery['sort'],
): (a: StoredRow, b: StoredRow) => number {
  const keys = sort.map(({ fieldId, isDescending }) => {
    const field = table.fields.find((candidate) => candidate.id === fieldId);
    return { fieldId, sign: isDescending ? -1 : 1, rank: rankOf(field) };
  });
  return (a, b) => {
    for (const { fieldId, sign, rank } of keys) {
      const order = compare(rank(a.cells.get(fieldId)), rank(b.cells.get(fieldId)));
      if (order !== 0) return sign * order;
    }
    return 0;
  };
}

/** Empties come first when ascending; selects go by the order of their choices, text without regard to case. */
function rankOf(field: SeedField | undefined): (cell: Cell | undefined) => string | number {
  const isNumeric = ['number', 'autoNumber', 'checkbox'].includes(field?.type ?? '');
  if (isNumeric) return (cell) => (cell === undefined ? Number.NEGATIVE_INFINITY : Number(cell));
  if (field?.type === 'singleSelect') {
    const names = (field.options?.choices ?? []).map((choice) => choice.name);
    return (cell) => (cell === undefined ? -1 : names.indexOf(cellText(cell)));
  }
  return (cell) => cellText(cell).toLowerCase();
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `cellFormat=string`: every cell as one line of text. */
function asText(record: RecordJson): RecordJson {
  const fields = Object.entries(record.fields).map(
    ([name, value]) => [name, toLine(value)] as const,
  );
  return { ...record, fields: Object.fromEntries(fields) };
}

function toLine(value: unknown): string {
  if (value === true) return 'checked';
  return Array.isArray(value) ? value.map(toLine).join(', ') : String(value);
}
