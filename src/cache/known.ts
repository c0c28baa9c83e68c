import type { Hash } from '../model/hash.ts';
import { decodeRoot, type Root } from '../protocol/root.ts';
import type { StoredRead } from '../store/access.ts';
import type { Current } from '../store/layout.ts';
import type { Memo } from '../store/memo.ts';
import { ifKept, MissingObject, readJson } from '../store/read-records.ts';
import type { ChunkIndex } from './chunk-index.ts';
import type { OverlayMemory } from './overlay-memory.ts';

/**
 * What the writer remembers between operations, to read less. All of it can be read again (I10), and all of it goes by
 * hashes, so none of it can be wrong, whatever becomes of the store. About 250 bytes a record.
 */
export interface Known {
  /** Lists by name, each with the root it is of. */
  readonly memo: Memo;
  readonly roots: Map<Hash, Root>;
  /** What the lists need of chunks that were staged since the last commit. */
  readonly staged: Map<Hash, ChunkIndex>;
  /** Objects that were staged or found since the last commit: somebody may be about to commit them. */
  readonly pinned: Set<Hash>;
  /** The overlay as it was last written; goes by a count instead of a hash. */
  readonly overlay: OverlayMemory;
}

/** Remembers nothing yet. */
export function emptyKnown(): Known {
  return {
    memo: new Map(),
    roots: new Map(),
    staged: new Map(),
    pinned: new Set(),
    overlay: {
      count: 0,
      clear() {
        delete this.overlay;
      },
    },
  };
}

/** Remembers nothing any more. */
export function forgetAll(known: Known): void {
  for (const part of Object.values(known) as { clear(): void }[]) part.clear();
}

/** Only the roots of what is committed stay in memory. */
export function forgetRoots(known: Known, { collections }: Current): void {
  const used = new Set(Object.values(collections).flatMap((line) => [line.root, line.baseRoot]));
  for (const hash of known.roots.keys()) if (!used.has(hash)) known.roots.delete(hash);
}

/** A root where it is kept. */
export function findRoot(access: StoredRead, known: Known, hash: Hash): Promise<Root | undefined> {
  return ifKept(readRoot(access, known, hash));
}

/** A root, from memory or from its bytes; throws `MissingObject`. */
export async function readRoot(access: StoredRead, known: Known, hash: Hash): Promise<Root> {
  const remembered = known.roots.get(hash);
  if (remembered) return remembered;
  const root = decode(await readJson(access, hash), hash);
  known.roots.set(hash, root);
  return root;
}

function decode(value: unknown, hash: Hash): Root {
  try {
    return decodeRoot(value);
  } catch (cause) {
    throw new MissingObject(`root ${hash} is damaged`, { cause });
  }
}
