import type { Hash } from '../model/hash.ts';
import type { JsonValue, StoredRecord } from '../model/record.ts';
import type { Version } from '../protocol/version.ts';

/**
 * The cache database, as the worker writes it and the page reads it.
 *
 *   meta    'current' → Current · 'owner' → Owner · 'checked' → Checked
 *   chunks  hash → bytes as they came: chunks, roots, id buckets, order lists; staged ones are there before their commit
 *   rows    [collection, id] → Row: what deltas brought since the chunks were last made whole
 *   overlay [collection, id] → Row: what pending mutations make of the base (written from the write path on)
 *   lists   [collection, name] → one value per list, see below
 *
 * A read is overlay ?? rows ?? chunk, in one transaction.
 */
export const STORES = ['meta', 'chunks', 'rows', 'overlay', 'lists'] as const;

/** The version of the database itself: never raised, a changed layout gets a new name (protocol/names.ts). */
export const DATABASE_VERSION = 1;

/** meta 'current': the committed version. Absent before the first commit. */
export interface Current extends Version {
  /** The hash of the roots, as in the manifest. */
  readonly version: Hash;
  readonly publishedAt: string;
  readonly pollAfterMs: number;
  readonly writable: boolean;
  /** Random, made at the first commit: another one means that the store was emptied meanwhile (fault D4). */
  readonly storeId: string;
  readonly committedAt: number;
  readonly collections: Readonly<Record<string, CurrentCollection>>;
}

/** A collection as committed. */
export interface CurrentCollection {
  /** The root of this version. */
  readonly root: Hash;
  /** The root whose chunks are all in `chunks`; `rows` hold the difference to `root`. Equal where there are no rows. */
  readonly baseRoot: Hash;
  readonly count: number;
  readonly shape: Hash;
}

/** meta 'owner': the highest epoch that was ever claimed; a writer of a lower one is refused (I2, fault L1). */
export interface Owner {
  readonly epoch: number;
}

/** meta 'checked': when the last check succeeded, written at most once a minute (I12); milliseconds. */
export interface Checked {
  readonly at: number;
  readonly upstreamReadAt: number;
}

/** A record brought by a delta, or null where it was deleted; with the hash of its canonical text. */
export interface Row {
  readonly record: StoredRecord | null;
  readonly hash: Hash | null;
}

/** lists [collection, '#ids']: where each record of `baseRoot` lies. `ids` ascending; `chunkOf[i]` is a position in the root's chunk list. */
export interface IdList {
  readonly ids: readonly string[];
  readonly chunkOf: Uint32Array;
}

/** lists [collection, <index name>]: all records of the version in that order; `keys[i]` are the order fields of `ids[i]`. */
export interface OrderedList {
  readonly ids: readonly string[];
  readonly keys: readonly (readonly JsonValue[])[];
}

/** lists [collection, '#head']: the answer to the collection's `first` query, of the version it says. */
export interface HeadList extends Version {
  readonly rows: readonly StoredRecord[];
  readonly total: number;
}

/** lists [collection, '#one:<id>']: a wanted record before the first commit; removed by that commit. */
export interface EarlyRecord extends Version {
  readonly record: StoredRecord;
}

/** Names in `lists` that are no index; an index may not begin with '#'. */
export const ID_LIST = '#ids';
export const HEAD_LIST = '#head';
export function earlyRecordList(id: string): string {
  return `#one:${id}`;
}
