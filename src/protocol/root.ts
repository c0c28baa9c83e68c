import type { Digest } from '../model/digest.ts';
import type { Hash } from '../model/hash.ts';
import { asCount, asHash, asList, asText, listOf, maybe, objectOf, type Check } from './check.ts';
import { SyncError } from './failure.ts';

/** A chunk as its root lists it: its name, the age order's place of its first record, and its size. */
export interface ChunkLine {
  readonly hash: Hash;
  /** `[createdTime, id]` of the first record. */
  readonly first: readonly [createdTime: string, id: string];
  readonly count: number;
  readonly bytes: number;
}

/** A collection at one version: its chunks in age order, and what the whole adds up to. */
export interface Root {
  readonly chunks: readonly ChunkLine[];
  readonly count: number;
  readonly digest: Digest;
  /**
   * Buckets that tell an id's `createdTime`, and so its chunk: bucket `fnv1a(id) % ids.length` is an object
   * `{ [id]: createdTime }`. The number of buckets is a power of two, at least 1, about one per 1,024 records;
   * an edit changes none of them.
   */
  readonly ids: readonly Hash[];
  /** For a view-ordered collection: the object that lists the ids in the view's order. */
  readonly order?: Hash;
}

/** Checks the parsed bytes of a root; throws `SyncError('invalid-response')`. */
export function decodeRoot(value: unknown): Root {
  return asRoot(value, 'root');
}

/** Checks one line of a root. */
export const asChunkLine = objectOf<ChunkLine>({
  hash: asHash,
  first(value, place) {
    const [createdTime, id] = asList(value, place);
    return [asText(createdTime, place), asText(id, place)];
  },
  count: asCount,
  bytes: asCount,
});

const asDigest: Check<Digest> = (value, place) => {
  if (/^[0-9a-f]{64}$/.test(asText(value, place))) return value as Digest;
  throw new SyncError('invalid-response', `${place} is no 64 hexadecimal digits`);
};

const asRoot = objectOf<Root>({
  chunks: listOf(asChunkLine),
  count: asCount,
  digest: asDigest,
  ids: listOf(asHash),
  order: maybe(asHash),
});

/**
 * The position of the chunk that holds a record of this age, or would: the last whose `first` is not after it.
 * −1 where there is none. Binary search, since `chunks` are in age order.
 */
export function chunkIndexOf(
  chunks: readonly Pick<ChunkLine, 'first'>[],
  createdTime: string,
  id: string,
): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [time, firstId] = chunks[middle]!.first;
    if (time < createdTime || (time === createdTime && firstId <= id)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
