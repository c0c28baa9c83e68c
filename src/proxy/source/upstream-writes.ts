import type { Collection } from '../../model/schema.ts';
import type { UpstreamRecord } from './upstream-record.ts';

/** Cells by the site's own column names; null empties one. */
export type Cells = Readonly<Record<string, unknown>>;

/** A record that is to be made under a key, or changed where the key is there already. */
export interface UpstreamInsert {
  readonly key: string;
  readonly rev: number;
  readonly cells: Cells;
  /** Cells as `copy` gave them of a row whose place it takes; `cells` go before them. */
  readonly kept?: Cells;
}

/** Cells of a record that are to be set. */
export interface UpstreamUpdate {
  readonly id: string;
  readonly rev: number;
  readonly cells: Cells;
  readonly kept?: Cells;
}

/** A whole row in a form in which it can be written again, as far as its cells can be. */
export interface RowCopy {
  readonly id: string;
  /** Columns that the site does not know are in it too, by the upstream's own ids or names. */
  readonly cells: Cells;
}

/** A record as it stands upstream, with what Offprint last wrote beside it. */
export interface WrittenRecord {
  readonly record: UpstreamRecord;
  readonly key: string;
  readonly rev: number;
}

/**
 * How an upstream's records are changed. Every call is one request of at most `MAX_WRITES` records, all or none of them;
 * it throws a `SyncError`: with a status of 4xx nothing was written, after anything else nobody knows (fault N11).
 */
export interface UpstreamWrites {
  /** Why no record of a collection can be changed; undefined where nothing is known against it. */
  readonly obstacle: (collection: Collection) => string | undefined;
  /** Why a collection cannot even be read; undefined where nothing is known against that, though it may take no changes. */
  readonly readObstacle: (collection: Collection) => string | undefined;
  /** Columns that are not to be believed at present. */
  readonly lostColumns: (collection: Collection) => readonly string[];
  /** Gives the records as they stand afterwards, in the order of what was asked. */
  readonly insert: (
    collection: Collection,
    rows: readonly UpstreamInsert[],
    signal: AbortSignal,
  ) => Promise<readonly UpstreamRecord[]>;
  readonly update: (
    collection: Collection,
    rows: readonly UpstreamUpdate[],
    signal: AbortSignal,
  ) => Promise<readonly UpstreamRecord[]>;
  readonly remove: (
    collection: Collection,
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<void>;
  /** The records with these ids or keys; those that are not there are missing. At most `MAX_LOOKED_UP` of both. */
  readonly find: (
    collection: Collection,
    wanted: { readonly ids: readonly string[]; readonly keys: readonly string[] },
    signal: AbortSignal,
  ) => Promise<readonly WrittenRecord[]>;
  /** Whole rows with these ids; those that are not there are missing. At most `MAX_LOOKED_UP`. */
  readonly copy: (
    collection: Collection,
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly RowCopy[]>;
  /** True where a column of a copy is known to be worked out upstream: its cells cannot be written. */
  readonly isComputed: (collection: Collection, column: string) => boolean;
  /** Whether a record is there when it is asked for by itself. */
  readonly exists: (collection: Collection, id: string, signal: AbortSignal) => Promise<boolean>;
}

/** Airtable takes so many records in one request. */
export const MAX_WRITES = 10;
/** And lists so many on one page. */
export const MAX_LOOKED_UP = 100;
/** A table that was refused as a whole is left alone for so long: only a person can mend it. */
export const REFUSED_TABLE_MS = 5 * 60_000;
