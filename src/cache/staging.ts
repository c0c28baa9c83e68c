import type { Hash } from '../model/hash.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import { asList } from '../protocol/check.ts';
import { decodeRecord } from '../protocol/delta.ts';
import { SyncError } from '../protocol/failure.ts';
import type { Collections } from '../store/plan-read.ts';
import type { StagedObject } from './cache.ts';
import { indexChunk, type ChunkIndex } from './chunk-index.ts';

/**
 * What the lists need of the chunks among these objects: each is parsed once, as it comes, and never again for its
 * commit. Throws 'invalid-response' for a chunk that holds anything but records.
 */
export function indexStaged(
  objects: readonly StagedObject[],
  collections: Collections,
): ReadonlyMap<Hash, ChunkIndex> {
  const indexes = new Map<Hash, ChunkIndex>();
  for (const { hash, bytes, chunkOf } of objects) {
    if (chunkOf === undefined) continue;
    indexes.set(hash, indexChunk(decodeChunk(hash, bytes), collectionOf(collections, chunkOf)));
  }
  return indexes;
}

/** A declared collection; throws 'not-found' for another. */
export function collectionOf(collections: Collections, name: string): Collection {
  const collection = collections.get(name);
  if (collection) return collection;
  throw new SyncError('not-found', `this site declares no collection "${name}"`, {
    collection: name,
  });
}

/** The bytes alone: of a view into something larger, IndexedDB would keep the whole. */
export function ownBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

function decodeChunk(hash: Hash, bytes: Uint8Array): readonly StoredRecord[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new SyncError('invalid-response', `chunk ${hash} is not JSON`, { cause: error });
  }
  return asList(value, `chunk ${hash}`).map(decodeRecord);
}
