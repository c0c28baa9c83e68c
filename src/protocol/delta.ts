import type { Digest } from '../model/digest.ts';
import type { Hash } from '../model/hash.ts';
import type { StoredRecord } from '../model/record.ts';
import { asCount, asHash, asObject, asText, listOf, mapOf, maybe, objectOf } from './check.ts';
import { asChunkLine, type ChunkLine, type Root } from './root.ts';

/** What one publication changed in one collection. */
export interface CollectionDelta {
  /** Records that came or changed, whole. */
  readonly changed: readonly StoredRecord[];
  readonly deleted: readonly string[];
  /** Replacements in the root's chunk list, in ascending `at`, positions counted in the old list. */
  readonly splices: readonly ChunkSplice[];
  /** The root's id buckets that changed, by position; or, where their number changed, all of them. */
  readonly ids: { readonly at: Readonly<Record<string, Hash>> } | { readonly all: readonly Hash[] };
  readonly order?: Hash;
  readonly count: number;
  readonly digest: Digest;
  /** The root's name afterwards: the rebuilt root must have it. */
  readonly root: Hash;
}

/** `remove` lines at `at` make room for `insert`. */
export interface ChunkSplice {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly ChunkLine[];
}

/** One publication after another: applies to exactly `from`, gives exactly `to`. Collections not named did not change. */
export interface Delta {
  readonly log: string;
  readonly from: number;
  readonly to: number;
  readonly collections: Readonly<Record<string, CollectionDelta>>;
}

/** The object that `manifest.history` names: the kept deltas, oldest first, consecutive, the last one leading to the manifest. */
export interface History {
  readonly deltas: readonly HistoryLine[];
}

/** A delta that may be asked for, with its size so that a reader can choose the smaller way. */
export interface HistoryLine {
  readonly from: number;
  readonly to: number;
  readonly hash: Hash;
  readonly bytes: number;
}

/** The root that a delta leads to. Verify it by hashing its canonical form: it must be `delta.root`. */
export function applyToRoot(root: Root, delta: CollectionDelta): Root {
  const chunks: ChunkLine[] = [];
  let at = 0;
  for (const splice of delta.splices) {
    chunks.push(...root.chunks.slice(at, splice.at), ...splice.insert);
    at = splice.at + splice.remove;
  }
  chunks.push(...root.chunks.slice(at));
  const ids =
    'all' in delta.ids
      ? delta.ids.all
      : root.ids.map((hash, i) => (delta.ids as { at: Record<string, Hash> }).at[i] ?? hash);
  return {
    chunks,
    count: delta.count,
    digest: delta.digest,
    ids,
    ...(delta.order === undefined ? {} : { order: delta.order }),
  };
}

/** The changes that lead from one root to another, as a delta carries them: the inverse of `applyToRoot`. */
export function diffRoots(
  before: Root,
  after: Root,
): Pick<CollectionDelta, 'splices' | 'ids' | 'order' | 'count' | 'digest'> {
  return {
    splices: spliceChunks(before.chunks, after.chunks),
    ids:
      before.ids.length === after.ids.length
        ? {
            at: Object.fromEntries(
              after.ids.flatMap((hash, i) => (hash === before.ids[i] ? [] : [[String(i), hash]])),
            ),
          }
        : { all: after.ids },
    ...(after.order === undefined ? {} : { order: after.order }),
    count: after.count,
    digest: after.digest,
  };
}

/** Lines are in age order on both sides and a chunk's name stands for its place, so one merge finds the runs that differ. */
function spliceChunks(
  before: readonly ChunkLine[],
  after: readonly ChunkLine[],
): readonly ChunkSplice[] {
  const positionAfter = new Map(after.map((line, i) => [line.hash, i]));
  const splices: ChunkSplice[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i]!.hash === after[j]?.hash) {
      i++;
      j++;
      continue;
    }
    const at = i;
    while (i < before.length && (positionAfter.get(before[i]!.hash) ?? -1) < j) i++;
    const end = i < before.length ? positionAfter.get(before[i]!.hash)! : after.length;
    splices.push({ at, remove: i - at, insert: after.slice(j, end) });
    j = end;
  }
  return splices;
}

/** Checks that a parsed value can stand as a record: an object with an `id` and a `createdTime`. */
export function decodeRecord(value: unknown): StoredRecord {
  const record = asObject(value, 'record');
  asText(record['id'], 'record.id');
  asText(record['createdTime'], 'record.createdTime');
  return record as StoredRecord;
}

const asSplice = objectOf<ChunkSplice>({
  at: asCount,
  remove: asCount,
  insert: listOf(asChunkLine),
});

const asAllIds = objectOf<{ readonly all: readonly Hash[] }>({ all: listOf(asHash) });
const asSomeIds = objectOf<{ readonly at: Readonly<Record<string, Hash>> }>({ at: mapOf(asHash) });

/** Checks a parsed delta; throws `SyncError('invalid-response')`. Records are checked for `id` and `createdTime` only. */
export const asDelta = objectOf<Delta>({
  log: asText,
  from: asCount,
  to: asCount,
  collections: mapOf(
    objectOf<CollectionDelta>({
      changed: listOf(decodeRecord),
      deleted: listOf(asText),
      splices: listOf(asSplice),
      ids: (value, place) =>
        asObject(value, place)['all'] === undefined
          ? asSomeIds(value, place)
          : asAllIds(value, place),
      order: maybe(asHash),
      count: asCount,
      digest: asText,
      root: asHash,
    }),
  ),
});

/** Checks one line of a history. */
export const asHistoryLine = objectOf<HistoryLine>({
  from: asCount,
  to: asCount,
  hash: asHash,
  bytes: asCount,
});

const asHistory = objectOf<History>({ deltas: listOf(asHistoryLine) });

/** Checks a parsed delta by itself. */
export function decodeDelta(value: unknown): Delta {
  return asDelta(value, 'delta');
}

/** Checks a parsed history object. */
export function decodeHistory(value: unknown): History {
  return asHistory(value, 'history');
}
