import type { Cache, DeltaPart, HashedRecord } from '../cache/cache.ts';
import { canonicalJson } from '../model/canonical.ts';
import { bytesOf, hashBytes, hashText } from '../model/hash.ts';
import type { JsonValue, StoredRecord } from '../model/record.ts';
import {
  applyToRoot,
  decodeDelta,
  decodeHistory,
  type CollectionDelta,
  type Delta,
  type HistoryLine,
} from '../protocol/delta.ts';
import { SyncError } from '../protocol/failure.ts';
import { parseJson } from '../protocol/parse-json.ts';
import type { Root } from '../protocol/root.ts';
import type { Version } from '../protocol/version.ts';
import type { Current } from '../store/layout.ts';
import { inLanes } from './lanes.ts';
import { LANES } from './pull-roots.ts';
import type { Source } from './source.ts';
import type { Move, Target } from './target.ts';

/** The manifest's own delta, where it leads from exactly the kept version to exactly the manifest's (fault N4). */
export function inlineDelta(from: Version, { manifest }: Target): readonly Delta[] | undefined {
  const { delta } = manifest;
  return delta && leads(delta, from, manifest) ? [delta] : undefined;
}

/** The deltas that lead from the kept version to the target, by name and size; undefined where no chain of them does. */
export async function findChain(
  from: Version,
  { manifest }: Target,
  { source, signal }: { readonly source: Source; readonly signal: AbortSignal },
): Promise<readonly HistoryLine[] | undefined> {
  if (from.log !== manifest.log) return undefined;
  const { newest } = manifest;
  if (newest && newest.from === from.seq && newest.to === manifest.seq) return [newest];
  const bytes = await source.object(manifest.history, signal);
  const { deltas } = decodeHistory(parseJson(bytes, `history ${manifest.history}`));
  const lineByStart = new Map(deltas.map((line) => [line.from, line]));
  const chain: HistoryLine[] = [];
  for (let seq = from.seq; seq < manifest.seq;) {
    const line = lineByStart.get(seq);
    // Only ever forwards: a list that leads back must not lead round in circles.
    if (!line || line.to <= seq) return undefined;
    chain.push(line);
    seq = line.to;
  }
  return chain.at(-1)?.to === manifest.seq ? chain : undefined;
}

/** The deltas of a chain, fetched side by side, in order; each is checked to be what its line says. */
export async function fetchChain(
  chain: readonly HistoryLine[],
  log: string,
  { source, signal }: { readonly source: Source; readonly signal: AbortSignal },
): Promise<readonly Delta[]> {
  const deltas = new Map<HistoryLine, Delta>();
  await inLanes(chain, { width: LANES, signal }, async (line, laneSignal) => {
    const bytes = await source.object(line.hash, laneSignal);
    const delta = decodeDelta(parseJson(bytes, `delta ${line.hash}`));
    if (!leads(delta, { log, seq: line.from }, { log, seq: line.to })) {
      throw new SyncError(
        'invalid-response',
        `delta ${line.hash}: it is not ${line.from}→${line.to}`,
      );
    }
    deltas.set(line, delta);
  });
  return chain.map((line) => deltas.get(line)!);
}

/**
 * What the deltas make of each moved collection, its root rebuilt and verified by name. Throws 'invalid-response' where
 * they do not lead to the target's root (I5): the roots are compared then.
 */
export async function partsOf(
  deltas: readonly Delta[],
  target: Target,
  { current, cache }: { readonly current: Current; readonly cache: Pick<Cache, 'root'> },
): Promise<Readonly<Record<string, DeltaPart>>> {
  const parts: Record<string, DeltaPart> = {};
  for (const move of target.moves) {
    const kept = current.collections[move.name];
    const root = kept && (await cache.root(kept.root));
    if (!root) throw refused(move, 'nothing is kept to start from');
    const steps = deltas.flatMap(({ collections }) =>
      Object.hasOwn(collections, move.name) ? [collections[move.name]!] : [],
    );
    parts[move.name] = await partOf(move, root, steps);
  }
  return parts;
}

async function partOf(
  move: Move,
  before: Root,
  steps: readonly CollectionDelta[],
): Promise<DeltaPart> {
  const root = steps.reduce(applyToRoot, before);
  if (root.count !== move.count) throw refused(move, `it counts ${root.count}, not ${move.count}`);
  const changed = new Map<string, StoredRecord>();
  const deleted = new Set<string>();
  for (const step of steps) {
    for (const id of step.deleted) {
      changed.delete(id);
      deleted.add(id);
    }
    for (const record of step.changed) {
      deleted.delete(record.id);
      changed.set(record.id, record);
    }
  }
  const bytes = bytesOf(canonicalJson(root as unknown as JsonValue));
  // Side by side: each digest is a trip to another thread, and a delta may bring a hundred records.
  const [hash, hashed] = await Promise.all([
    hashBytes(bytes),
    Promise.all([...changed.values()].map(withHash)),
  ]);
  if (hash !== move.root) throw refused(move, `it leads to root ${hash}, not ${move.root}`);
  return { hash, root, bytes, shape: move.shape, changed: hashed, deleted: [...deleted] };
}

async function withHash(record: StoredRecord): Promise<HashedRecord> {
  return { record, hash: await hashText(canonicalJson(record)) };
}

function refused({ name }: Move, reason: string): SyncError {
  return new SyncError('invalid-response', `${name}: the delta is refused, ${reason}`, {
    collection: name,
  });
}

function leads(delta: Delta, from: Version, to: Version): boolean {
  return (
    delta.log === to.log && from.log === to.log && delta.from === from.seq && delta.to === to.seq
  );
}
