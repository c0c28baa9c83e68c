import { type JsonValue, type StoredRecord, compareText } from './record.ts';

/** One step of an order: a field and its direction. Ties after the last step are broken by `id`, ascending. */
export type OrderStep = readonly [field: string, direction: 'asc' | 'desc'];
export type OrderBy = readonly OrderStep[];

/**
 * A query as plain data. `where` compares fields for equality; `orderBy` defaults to the id; `offset` and `limit`
 * count records after filtering and ordering; `select` names the fields of the answer (`id` and `createdTime` always come).
 */
export interface Query {
  readonly where?: Readonly<Record<string, JsonValue>>;
  readonly orderBy?: OrderBy;
  readonly offset?: number;
  readonly limit?: number;
  readonly select?: readonly string[];
}

/** What a query answers over these records: the window asked for, and `total`, the number of matches before it. */
export function runQuery(
  records: Iterable<StoredRecord>,
  query: Query,
): { readonly rows: readonly StoredRecord[]; readonly total: number } {
  const matches = [...records].filter((record) => isMatch(record, query.where));
  matches.sort(comparatorOf(query.orderBy ?? []));
  const start = query.offset ?? 0;
  const rows = matches.slice(start, query.limit === undefined ? undefined : start + query.limit);
  return { rows: rows.map((record) => selectFields(record, query.select)), total: matches.length };
}

/** True where the record has every value that `where` names. */
export function isMatch(record: StoredRecord, where: Query['where']): boolean {
  return Object.entries(where ?? {}).every(([field, value]) => record[field] === value);
}

/** The record with only the selected fields; the record itself where nothing is selected. */
export function selectFields(record: StoredRecord, select: Query['select']): StoredRecord {
  if (!select) return record;
  const picked: Record<string, JsonValue> = { id: record.id, createdTime: record.createdTime };
  for (const field of select) if (field in record) picked[field] = record[field]!;
  return picked as StoredRecord;
}

/** Compares records in this order, ties by id ascending, so that every order is total. */
export function comparatorOf(orderBy: OrderBy): (a: StoredRecord, b: StoredRecord) => number {
  return (a, b) => {
    for (const [field, direction] of orderBy) {
      const order = compareValues(a[field] ?? null, b[field] ?? null);
      if (order !== 0) return direction === 'asc' ? order : -order;
    }
    return compareText(a.id, b.id);
  };
}

/**
 * Compares two field values: null first, then booleans, numbers as numbers, text by code unit. ISO dates are text
 * whose order by code unit is their order in time.
 */
export function compareValues(a: JsonValue, b: JsonValue): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a === true) - Number(b === true);
}

function rankOf(value: JsonValue): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'number') return 2;
  return typeof value === 'string' ? 3 : 4;
}
