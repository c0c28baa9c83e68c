import type { StoredRow, StoredTable, Tables } from './tables.ts';
import { cellText, isVirtual, type Cell } from './cell.ts';
import type { Comments } from './comments.ts';
import type { Computed } from './computed.ts';
import type { CellOutput, RecordJson } from './cell-output.ts';
import { compileFilter } from './formula/compile.ts';
import type { Iterators } from './iterators.ts';
import type { JsonObject } from './json.ts';
import { fieldIdOf, toListQuery, type ListQuery } from './list-query.ts';
import type { SeedField, SeedView } from './seed.ts';

/** What listing needs from its surroundings. */
export interface ListContext {
  readonly tables: () => Tables;
  readonly iterators: Iterators;
  readonly output: CellOutput;
  readonly computed: Computed;
  readonly comments: Comments;
  /** What puts records in order that nobody asked for one of: by id, or by chance. */
  readonly arbitraryOrder: (ids: readonly string[]) => readonly string[];
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
  const query = toListQuery(params, { table, tables: context.tables() });
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
    .map((record) => (query.countsComments ? withCount(record, context.comments) : record))
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
  for (const formula of [query.view?.filter, query.formula]) {
    if (formula === undefined) continue;
    rows = rows.filter(compileFilter(formula, context.computed.contextOf(table)));
  }
  const sort = query.sort.length > 0 ? query.sort : sortOfView(query.view, table);
  if (sort.length > 0) rows.sort(compareBySort(table, sort, context));
  const ids = rows.map((row) => row.id);
  const isOrdered = sort.length > 0 || query.view !== undefined;
  const ordered = isOrdered ? ids : context.arbitraryOrder(ids);
  return ordered.length > query.maxRecords ? ordered.slice(0, query.maxRecords) : ordered;
}

function sortOfView(view: SeedView | undefined, table: StoredTable): ListQuery['sort'] {
  return (view?.sort ?? []).map(({ field, direction }) => ({
    fieldId: fieldIdOf(table, field),
    isDescending: direction === 'desc',
  }));
}

function withCount(record: RecordJson, comments: Comments): RecordJson {
  const commentCount = comments.count(record.id);
  return commentCount === 0 ? record : { ...record, commentCount };
}

function compareBySort(
  table: StoredTable,
  sort: ListQuery['sort'],
  { computed }: ListContext,
): (a: StoredRow, b: StoredRow) => number {
  const keys = sort.map(({ fieldId, isDescending }) => {
    const field = table.fields.find((candidate) => candidate.id === fieldId);
    const read = (row: StoredRow): Cell | undefined =>
      field !== undefined && isVirtual(field.type)
        ? (computed.cell(table, row, field) as Cell | undefined)
        : row.cells.get(fieldId);
    return { read, sign: isDescending ? -1 : 1, rank: rankOf(field) };
  });
  return (a, b) => {
    for (const { read, sign, rank } of keys) {
      const order = compare(rank(read(a)), rank(read(b)));
      if (order !== 0) return sign * order;
    }
    return 0;
  };
}

/** Empties come first when ascending; selects go by the order of their choices, text without regard to case. */
function rankOf(field: SeedField | undefined): (cell: Cell | undefined) => string | number {
  if (NUMERIC.includes(field?.type ?? '')) return numericRank;
  if (field?.type === 'singleSelect') {
    const names = (field.options?.choices ?? []).map((choice) => choice.name);
    return (cell) => (cell === undefined ? -1 : names.indexOf(cellText(cell)));
  }
  return (cell) => (typeof cell === 'number' ? cell : cellText(cell).toLowerCase());
}

const NUMERIC = [
  'number',
  'percent',
  'currency',
  'duration',
  'rating',
  'count',
  'autoNumber',
  'checkbox',
];

function numericRank(cell: Cell | undefined): number {
  return cell === undefined ? Number.NEGATIVE_INFINITY : Number(cell);
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
