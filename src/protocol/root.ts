import type { Digest } from '../model/digest.ts';
import type { Hash } from '../model/hash.ts';
import { asCount, asHash, asList, asObject, asText } from './check.ts';

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
  const root = asObject(value, 'root');
  return {
    chunks: asList(root['chunks'], 'root.chunks').map(decodeChunkLine),
    count: asCount(root['count'], 'root.count'),
    digest: asText(root['digest'], 'root.digest'),
    ids: asList(root['ids'], 'root.ids').map((hash) => asHash(hash, 'root.ids')),
    ...(root['order'] === undefined ? {} : { order: asHash(root['order'], 'root.order') }),
  };
}

/** Checks one line of a root. */
export function decodeChunkLine(value: unknown): ChunkLine {
  const line = asObject(value, 'chunk line');
  const first = asList(line['first'], 'chunk line.first');
  return {
    hash: asHash(line['hash'], 'chunk line.hash'),
    first: [asText(first[0], 'chunk line.first'), asText(first[1], 'chunk line.first')],
    count: asCount(line['count'], 'chunk line.count'),
    bytes: asCount(line['bytes'], 'chunk line.bytes'),
  };
}

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
