import type { UpstreamRecord } from './upstream-record.ts';
import type { UpstreamWrites } from './upstream-writes.ts';

/** News of one collection. A `whole` one is all there is: what it does not hold is gone. */
export type SourceChange =
  | {
      readonly kind: 'whole';
      readonly collection: string;
      /** In the view's order, where the collection declares a view. */
      readonly records: readonly UpstreamRecord[];
      /** Ids that are missing here and were seen to be gone: asked for by themselves, or named as destroyed. */
      readonly gone?: readonly string[];
      /** Columns that are missing upstream, or of a wrong type: what was published of them stands (fault N12). */
      readonly lost?: readonly string[];
      /** The sink's tick before the first page was asked for; without one the news is newer than all that was written. */
      readonly askedAt?: number;
    }
  | {
      readonly kind: 'part';
      readonly collection: string;
      readonly changed: readonly UpstreamRecord[];
      /** Records that are known to be gone, each by its own id. */
      readonly removed: readonly string[];
      /** Offprint itself made this change: its deletions are never held (I13). */
      readonly isOwn?: boolean;
      readonly lost?: readonly string[];
      readonly askedAt?: number;
    };

/** Where a source puts its news. */
export interface SourceSink {
  /** Publishes the news as one version; settles when that is durable, so that a cursor may be stored after it. */
  readonly apply: (changes: readonly SourceChange[]) => Promise<void>;
  /** Upstream ids that stood in a collection when it was last heard of, as far as is known. */
  readonly knownIds: (collection: string) => readonly string[];
  /** How many records of a collection stand published, by an earlier run too; undefined where none do in its present shape. */
  readonly publishedCount: (collection: string) => number | undefined;
  /** A count of our own writes: news that was asked for before one of them may not undo it. */
  readonly tick: () => number;
  /** Those of these upstream ids that were written since that tick: what was read of them must be read again. */
  readonly overtaken: (
    collection: string,
    ids: readonly string[],
    askedAt: number,
  ) => readonly string[];
}

/**
 * An upstream: something that can be watched for records. Adapters know their service's addresses, limits and shapes,
 * and nothing about publishing; `apply` gets whole tables or single records, never half a table.
 */
export interface Source {
  /** Watches until the signal is aborted; contains its own failures and never rejects for one of them. */
  readonly run: (sink: SourceSink, signal: AbortSignal) => Promise<void>;
  readonly status: () => SourceStatus;
  /** A reader asked for the manifest: a source that slows down while nobody reads may speed up. It costs nothing. */
  readonly readerSeen: () => void;
  /** Judges a notification from the upstream, and heeds one that is genuine; it costs no call by itself. */
  readonly notify: (notification: Notification) => Verdict;
  /** How its records are changed; left out where they cannot be. */
  readonly writes?: UpstreamWrites;
}

/** A notification as it came over the wire, nothing of it believed yet. */
export interface Notification {
  readonly bytes: Uint8Array;
  /** Its signature, as the header says it. */
  readonly mac: string | undefined;
}

/**
 * What a notification is worth. `news`: something may have changed. `known`: genuine, and no newer than one before it,
 * whose reading covers it. `stale`: genuine once, and too old to be heeded. `forged`: not signed with the secret.
 * `unexpected`: about no webhook of ours.
 */
export type Verdict = 'news' | 'known' | 'stale' | 'forged' | 'unexpected';

/** The calls of the month as they are counted here. */
export interface MonthStatus {
  /** Such as `2026-11`, UTC. */
  readonly name: string;
  readonly endsAt: number;
  /** undefined on a plan without a cap, as is `left`. */
  readonly limit: number | undefined;
  readonly used: number;
  /** How many of `used` may not have been made: a process that was killed had counted ahead. */
  readonly uncertain?: number;
  readonly left: number | undefined;
}

/** What the status page tells of a source. Nothing here names a token, a base or a table's own id (I1). */
export interface SourceStatus {
  readonly kind: string;
  readonly plan: string;
  /** Since this process began. */
  readonly calls: number;
  readonly month: MonthStatus;
  /** Whether notifications of the upstream reach us; undefined where none are expected. */
  readonly isNotified: boolean | undefined;
  readonly intervalMs: number;
  /** Why nothing is asked at the moment, in words; '' while all is well. */
  readonly waiting: string;
  readonly alarm: string;
  /** The tables are not read since this start: the month has too few calls left for that. */
  readonly isHeld?: boolean;
  /** How tables and fields are addressed, and what of them is not as the site declares it. */
  readonly schema?: {
    readonly by: 'ids' | 'names' | 'unknown';
    readonly problems: readonly {
      readonly table: string;
      readonly column: string;
      readonly problem: string;
    }[];
  };
  /** How it is read at present. */
  readonly mode: string;
  /** What went wrong with the last reading of the cursor; '' where nothing did. */
  readonly cursorError: string;
  readonly tables: readonly TableStatus[];
}

/** One collection as its source sees it; times in ms since 1970. */
export interface TableStatus {
  readonly collection: string;
  readonly lastGoodAt: number | undefined;
  readonly lastError: string;
  readonly failures: number;
  /** The token was refused for it. */
  readonly isRefused: boolean;
  /** Airtable knows no table, view or field of a name that it was asked for. */
  readonly isUnknown?: boolean;
  /** It was read, and what came could not be published: the disk is full, most likely. */
  readonly isUnpublished?: boolean;
  /** It is being read whole, and so many records have come that are not published yet. */
  readonly reading?: number | undefined;
}
