import { canonicalJson } from '../../model/canonical.ts';
import { comparatorOf, selectFields } from '../../model/query.ts';
import type { JsonValue, StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import type { Head } from '../../protocol/manifest.ts';
import { MAX_OBJECT_BYTES } from '../../protocol/paths.ts';

/**
 * The first records of a collection's `first` order, some more than its head shows, so that a change is answered
 * without looking at all others. Never changed in place.
 */
export interface HeadReserve {
  /** In order, with the fields that order and head need. */
  readonly rows: readonly StoredRecord[];
  /** Every record that is not among the rows comes after this one; undefined where there are no others. */
  readonly bound: StoredRecord | undefined;
}

type First = NonNullable<Collection['first']>;

/** The reserve of a collection without records. */
export const EMPTY_RESERVE: HeadReserve = Object.freeze({ rows: [], bound: undefined });

/** Records that left a collection and others that came: an edited one does both. */
interface HeadChange {
  readonly left: ReadonlySet<string>;
  readonly came: Iterable<StoredRecord>;
  /** Gives all records afterwards; it is asked only when so many left that the rows do not fill the head any more. */
  readonly readAll: () => Iterable<StoredRecord>;
  /** How many there are afterwards. */
  readonly total: number;
}

/** The reserve after a change, and the head's text, if there is one; a collection that declares no head has neither. */
export function stepHead(
  { first }: Collection,
  before: HeadReserve,
  change: HeadChange,
): { readonly reserve: HeadReserve; readonly text: string | undefined } {
  if (!first) return { reserve: EMPTY_RESERVE, text: undefined };
  const reserve = updateReserve(first, before, change);
  return { reserve, text: spellHead(first, reserve, change.total) };
}

function updateReserve(first: First, before: HeadReserve, change: HeadChange): HeadReserve {
  const staying = before.rows.filter(({ id }) => !change.left.has(id));
  const after = takeIn(first, { rows: staying, bound: before.bound }, change.came);
  const isEnough = after.bound === undefined || after.rows.length >= first.limit;
  return isEnough ? after : takeIn(first, EMPTY_RESERVE, change.readAll());
}

/**
 * The head as its object, in canonical form: what `runQuery` answers; undefined where it is larger than a reader takes an
 * object to be (fault N16): a first sync then shows nothing before its end.
 */
function spellHead(first: First, reserve: HeadReserve, total: number): string | undefined {
  const rows = reserve.rows.slice(0, first.limit).map((row) => selectFields(row, first.select));
  const text = canonicalJson({ rows, total } satisfies Head as unknown as JsonValue);
  return Buffer.byteLength(text) > MAX_OBJECT_BYTES ? undefined : text;
}

/** Whatever comes after the bound is left out: others that nobody knows may come before it. */
function takeIn(first: First, before: HeadReserve, came: Iterable<StoredRecord>): HeadReserve {
  const compare = comparatorOf(first.orderBy);
  const keptFields = first.select && [...first.select, ...first.orderBy.map(([field]) => field)];
  const capacity = first.limit * RESERVE + 1;
  const rows = [...before.rows];
  let { bound } = before;
  for (const record of came) {
    if (bound && compare(record, bound) > 0) continue;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(rows[middle]!, record) < 0) low = middle + 1;
      else high = middle;
    }
    rows.splice(low, 0, selectFields(record, keptFields));
    if (rows.length <= capacity) continue;
    rows.pop();
    bound = rows.at(-1);
  }
  return { rows, bound };
}

/** So many heads are kept, so that all records are looked at once in hundreds of changes at most. */
const RESERVE = 4;
