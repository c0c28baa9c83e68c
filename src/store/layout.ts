import type { Hash } from '../model/hash.ts';
import type { JsonValue, StoredRecord } from '../model/record.ts';
import type { Place, Version } from '../protocol/version.ts';
import type { KeptFeed } from '../protocol/worker-api.ts';

/**
 * The cache database, as the worker writes it and the page reads it.
 *
 *   meta    'current' → Current · 'owner' → Owner · 'checked' → Checked
 *   chunks  hash → bytes as they came: chunks, roots, id buckets, order lists; staged ones are there before their commit
 *   rows    [collection, id] → Row: what deltas brought since the chunks were last made whole
 *   overlay [collection, id] → Row: what pending mutations make of the base, null for what they remove
 *   lists   [collection, name] → one value per list, see below
 *
 * A read is overlay ?? rows ?? chunk, in one transaction. A list is a function of the records it lists, so it can be
 * named by the root it was written for (`CurrentCollection.lists`): whoever holds it under that name holds the truth.
 */
export const STORES = ['meta', 'chunks', 'rows', 'overlay', 'lists'] as const;
export type StoreName = (typeof STORES | typeof DURABLE_STORES)[number];

/**
 * The durable database, for ever: fields are only ever added to what it holds, and none is required (I9).
 *
 *   meta    'head' → what is said of it all, see cache/outbox.ts · 'local' → LocalHead, see cache/local-store.ts
 *   outbox  ['rows', position] → one change that was made here; positions ascend as the changes were made
 *   local   ['<collection> <token>', id] → what is only here
 */
export const DURABLE_STORES = ['meta', 'outbox', 'local'] as const;

/**
 * The version of the database itself: never raised, a changed layout gets a new name (protocol/names.ts). It is what the
 * first builds gave, whose Dexie counted a version as ten.
 */
export const DATABASE_VERSION = 10;

/** meta 'current': the committed version. Absent before the first commit. */
export interface Current extends Place {
  /** The hash of the roots, as in the manifest. */
  readonly version: Hash;
  readonly publishedAt: string;
  readonly pollAfterMs: number;
  readonly writable: boolean;
  /** The live feeds there are; absent where an earlier build kept this. */
  readonly live?: readonly string[];
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
  /**
   * The lists that are true of this version, by name, each with the root it was last written for (the order list's own
   * hash for 'view'). A commit that leaves a list as it is leaves its name here. A list that is not named is not to be used.
   */
  readonly lists: Readonly<Record<string, Hash>>;
}

/** meta 'owner': the highest epoch that was ever claimed; a writer of another claim is refused (I2, fault L1). */
export interface Owner {
  readonly epoch: number;
  /** Random: two claims of equal epoch are told apart where the store was emptied between them (fault D4). */
  readonly claim: string;
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

/**
 * lists [collection, <index name>], '#first' and 'view': all records of the version in that order. One column of `keys`
 * for each step of the order: `keys[step][i]` is that field of `ids[i]` (columns cost a third of small rows to read).
 * 'view' holds the order that an upstream view gives and has no keys; a query reads it as `orderBy: [['view', 'asc']]`,
 * and a record that the view leaves out is not in its answer.
 */
export interface OrderedList {
  readonly ids: readonly string[];
  readonly keys: readonly (readonly JsonValue[])[];
}

/** lists [collection, '#hashes']: 32 bytes for each of the '#ids' of `root`, in their order: SHA-256 of the canonical record. */
export interface BaseHashes {
  readonly root: Hash;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * lists [collection, '#head']: the answer to the collection's `first` query. Before the first commit it is of the
 * version it says; afterwards it is true where the committed collection names it, and the version is when it was written.
 */
export interface HeadList extends Version {
  readonly rows: readonly StoredRecord[];
  readonly total: number;
}

/** lists [collection, '#one:<id>']: a wanted record before the first commit; removed by that commit. */
export interface EarlyRecord extends Version {
  readonly record: StoredRecord;
}

/** lists ['#live', feed]: the newest value of a live feed, of no version of the collections. */
export interface KeptLive extends Version, KeptFeed {
  readonly etag: string | null;
  readonly checkedAt: string;
  readonly pollAfterMs: number;
}
export const LIVE_LISTS = '#live';

/** Names in `lists` that are no index; an index may not begin with '#', nor be called 'view'. */
export const ID_LIST = '#ids';
export const HEAD_LIST = '#head';
export const HASH_LIST = '#hashes';
/** The order of `first`, where it is no declared index. */
export const FIRST_LIST = '#first';
export const VIEW_LIST = 'view';
export function earlyRecordList(id: string): string {
  return `#one:${id}`;
}
