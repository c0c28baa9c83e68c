import type { Hash } from '../model/hash.ts';
import type { Root } from '../protocol/root.ts';
import { SyncError } from '../protocol/failure.ts';
import type { IdList } from '../store/layout.ts';

/**
 * The '#ids' of a root, given the ids of each of its chunks. Throws 'invalid-response' where they are not as many as the
 * root says, or one occurs twice: then the root does not describe its own chunks.
 */
export function buildIdList(
  name: string,
  root: Root,
  idsOf: (hash: Hash) => readonly string[],
): IdList {
  const chunkById = new Map<string, number>();
  root.chunks.forEach((line, position) => {
    for (const id of idsOf(line.hash)) chunkById.set(id, position);
  });
  if (chunkById.size !== root.count) {
    throw new SyncError(
      'invalid-response',
      `${name}: the root counts ${root.count} records, its chunks hold ${chunkById.size} different ids`,
      { collection: name },
    );
  }
  const ids = [...chunkById.keys()].sort();
  return { ids, chunkOf: Uint32Array.from(ids, (id) => chunkById.get(id)!) };
}

/** The ids of each chunk of the root that a list is of, by the chunk's name. */
export function idsByChunk(list: IdList, hashes: readonly Hash[]): ReadonlyMap<Hash, string[]> {
  const idsByHash = new Map(hashes.map((hash): [Hash, string[]] => [hash, []]));
  list.ids.forEach((id, i) => idsByHash.get(hashes[list.chunkOf[i]!]!)!.push(id));
  return idsByHash;
}
