import type { Cache, RootAt } from '../cache/cache.ts';
import type { Hash } from '../model/hash.ts';
import { SyncError } from '../protocol/failure.ts';
import { parseJson } from '../protocol/parse-json.ts';
import { decodeRoot, type Root } from '../protocol/root.ts';
import { inLanes, together } from './lanes.ts';
import type { Source } from './source.ts';
import { createStager } from './stager.ts';
import type { Move } from './target.ts';

/** What a comparison of roots needs from outside. */
export interface RootPull {
  readonly cache: Cache;
  readonly source: Source;
  readonly signal: AbortSignal;
  /** Records that are here, of all that the moves name; `done` never falls. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Some of what was missing is kept now. */
  readonly onKept?: () => void;
  /** Called before each chunk is asked for; may throw to give the target up. */
  readonly beforeChunk?: () => void;
  /** Objects that are fetched side by side; `LANES` where nothing is said. */
  readonly lanes?: number;
}

/**
 * Fetches what is missing of these roots: afterwards every object that they name is held, and they can be committed.
 * Where it is broken off, whatever has come by then is kept, so that a line that is cut again and again is enough.
 */
export async function holdRoots(
  roots: Readonly<Record<string, RootAt>>,
  { cache, source, signal, onProgress, onKept, beforeChunk, lanes = LANES }: RootPull,
): Promise<void> {
  const { missing, total } = await missingOf(roots, cache);
  let done = total - missing.reduce((sum, { count }) => sum + count, 0);
  onProgress?.({ done, total });
  const countByHash = new Map(missing.map(({ hash, count }) => [hash, count]));
  const stager = createStager(cache, (objects) => {
    for (const { hash } of objects) done += countByHash.get(hash) ?? 0;
    onProgress?.({ done, total });
    onKept?.();
  });
  try {
    await inLanes(missing, { width: lanes, signal }, async ({ hash, chunkOf }, laneSignal) => {
      beforeChunk?.();
      const bytes = await source.object(hash, laneSignal);
      await stager.add({ hash, bytes, ...(chunkOf === undefined ? {} : { chunkOf }) });
    });
  } finally {
    await stager.settle();
  }
}

/** Fetches the views' order lists that these roots name and that are not held: all that a delta does not bring. */
export async function holdOrders(
  roots: Readonly<Record<string, RootAt>>,
  { cache, source, signal }: RootPull,
): Promise<void> {
  const orders = Object.values(roots).flatMap(({ root }) => root.order ?? []);
  if (orders.length === 0) return;
  const held = await cache.held(orders);
  for (const hash of orders) {
    if (!held.has(hash)) await cache.stage([{ hash, bytes: await source.object(hash, signal) }]);
  }
}

/** The roots of these moves, from the cache or the source; those fetched are staged. In parallel. */
export async function loadRoots(
  moves: readonly Move[],
  { signal, ...pull }: RootPull,
): Promise<Readonly<Record<string, RootAt>>> {
  const roots: Record<string, RootAt> = {};
  await together(
    signal,
    moves.map((move) => async (moveSignal) => {
      const root = await loadRoot(move.root, { ...pull, signal: moveSignal });
      if (root.count !== move.count) {
        throw new SyncError(
          'invalid-response',
          `${move.name}: the manifest counts ${move.count}, its root ${root.count}; ignored`,
        );
      }
      roots[move.name] = { hash: move.root, root, shape: move.shape };
    }),
  );
  return roots;
}

/** A root by its name, from the cache where it is held. */
export async function loadRoot(
  hash: Hash,
  { cache, source, signal, onKept }: RootPull,
): Promise<Root> {
  const decode = (bytes: Uint8Array) => decodeRoot(parseJson(bytes, `root ${hash}`));
  const held = await cache.bytes(hash);
  try {
    if (held) return decode(held);
  } catch {
    // It was whole when it was stored, so it is damaged (fault D9), and fetched again.
  }
  const bytes = await source.object(hash, signal);
  const root = decode(bytes);
  await cache.stage([{ hash, bytes }]);
  onKept?.();
  return root;
}

/** How many bytes these roots would cost, and what is missing for them. */
export async function missingOf(
  roots: Readonly<Record<string, RootAt>>,
  cache: Pick<Cache, 'held'>,
): Promise<{
  readonly missing: readonly Missing[];
  readonly total: number;
  readonly bytes: number;
}> {
  const named = Object.entries(roots).flatMap(([name, { root }]) => namedBy(name, root));
  const held = await cache.held(named.map(({ hash }) => hash));
  const missing = [
    ...new Map(
      named.filter(({ hash }) => !held.has(hash)).map((object) => [object.hash, object]),
    ).values(),
  ];
  return {
    missing,
    total: Object.values(roots).reduce((sum, { root }) => sum + root.count, 0),
    bytes: missing.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** An object that a root names and the cache lacks. */
export interface Missing {
  readonly hash: Hash;
  readonly bytes: number;
  /** Records in it. */
  readonly count: number;
  readonly chunkOf?: string;
}

function namedBy(name: string, { chunks, order }: Root): readonly Missing[] {
  const lines = chunks.map(({ hash, bytes, count }) => ({ hash, bytes, count, chunkOf: name }));
  return order === undefined ? lines : [...lines, { hash: order, bytes: 0, count: 0 }];
}

/**
 * Of the six requests that browsers send to one host with HTTP/1.1 two stay free, for what somebody waits for: a head,
 * the record of a deep link, a picture. With HTTP/2 more would only queue.
 */
export const LANES = 4;
