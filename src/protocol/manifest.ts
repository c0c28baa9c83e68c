import type { Hash } from '../model/hash.ts';
import type { StoredRecord } from '../model/record.ts';
import {
  asBoolean,
  asCount,
  asHash,
  asObject,
  asText,
  listOf,
  mapOf,
  maybe,
  objectOf,
} from './check.ts';
import { asDelta, asHistoryLine, decodeRecord, type Delta, type HistoryLine } from './delta.ts';
import { SyncError } from './failure.ts';
import { PROTOCOL, type Version } from './version.ts';

/** A collection as the manifest names it. */
export interface CollectionLine {
  readonly root: Hash;
  readonly count: number;
  /** The hash of the schema under which the records were decoded. */
  readonly shape: Hash;
  /** The answer to the collection's `first` query, as an object: `{ rows, total }`. */
  readonly head?: Hash;
}

/** The pointer: the only mutable file of a publication, and the only thing a reader polls. */
export interface Manifest extends Version {
  readonly protocol: typeof PROTOCOL;
  /** The hash of the roots: equal versions hold equal content, whatever their log. */
  readonly version: Hash;
  /** ISO 8601, for people; nothing is ordered by it (I15). */
  readonly publishedAt: string;
  /** When upstream was last read well (ISO 8601), on a host of plain files: no server is there to say it with each answer. */
  readonly checkedAt?: string;
  readonly pollAfterMs: number;
  readonly writable: boolean;
  readonly collections: Readonly<Record<string, CollectionLine>>;
  /** The newest delta, where it is small (≤ `INLINE_DELTA_BYTES`). */
  readonly delta?: Delta;
  /** The newest delta by name, where it is not inlined: a reader that is one publication behind asks for nothing else. */
  readonly newest?: HistoryLine;
  /** The object that lists the kept deltas. */
  readonly history: Hash;
  /** Live feeds by name, each at `/v1/live/<name>.json`. */
  readonly live: readonly string[];
}

/** The object that `CollectionLine.head` names. */
export interface Head {
  readonly rows: readonly StoredRecord[];
  readonly total: number;
}

/**
 * A delta up to this size travels inside the manifest, so that a small edit costs a reader one request. About a dozen
 * records of 2 KB fit, some 9 kB on the wire; docs/decisions/008 has the figures.
 */
export const INLINE_DELTA_BYTES = 32 * 1024;

/** Checks a parsed manifest; throws `SyncError`: 'newer-version' for another protocol, else 'invalid-response'. */
export function decodeManifest(value: unknown): Manifest {
  const manifest = asObject(value, 'manifest');
  if (manifest['protocol'] !== PROTOCOL) {
    throw new SyncError(
      typeof manifest['protocol'] === 'number' ? 'newer-version' : 'invalid-response',
      `manifest.protocol is ${String(manifest['protocol'])}, this site speaks ${PROTOCOL}; reload to update`,
    );
  }
  return asManifest(manifest, 'manifest');
}

/** Checks a parsed head object. */
export function decodeHead(value: unknown): Head {
  return asHead(value, 'head');
}

const asManifest = objectOf<Manifest>({
  protocol: () => PROTOCOL,
  log: asText,
  seq: asCount,
  version: asHash,
  publishedAt: asText,
  checkedAt: maybe(asText),
  pollAfterMs: asCount,
  writable: asBoolean,
  collections: mapOf(
    objectOf<CollectionLine>({
      root: asHash,
      count: asCount,
      shape: asHash,
      head: maybe(asHash),
    }),
  ),
  delta: maybe(asDelta),
  newest: maybe(asHistoryLine),
  history: asHash,
  live: listOf(asText),
});

const asHead = objectOf<Head>({ rows: listOf(decodeRecord), total: asCount });
