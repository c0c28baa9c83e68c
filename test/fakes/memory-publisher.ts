import { canonicalJson } from '../../src/model/canonical.ts';
import type { Hash } from '../../src/model/hash.ts';
import type { JsonValue, StoredRecord } from '../../src/model/record.ts';
import { shapeOf } from '../../src/model/shape.ts';
import type { Collection } from '../../src/model/schema.ts';
import type { CollectionDelta, Delta, HistoryLine } from '../../src/protocol/delta.ts';
import {
  INLINE_DELTA_BYTES,
  type CollectionLine,
  type Manifest,
} from '../../src/protocol/manifest.ts';
import { PROTOCOL } from '../../src/protocol/version.ts';
import { hashTextSync } from '../../src/proxy/objects/hash-sync.ts';
import { EMPTY_STATE, stepCollection } from '../../src/proxy/publish/collection-state.ts';

/** Records by collection name. */
export type Truth = Readonly<Record<string, readonly StoredRecord[]>>;

/** A publisher without disk: the proxy's own steps, the manifest around them, and every object that ever was. */
export interface MemoryPublisher {
  /** Publishes these records as the whole truth; what changes nothing takes no number. Gives the newest manifest. */
  publish(truth: Truth): Manifest;
  readonly manifest: () => Manifest;
  /** The truth of each published version, by `log.seq`. */
  readonly truthByVersion: ReadonlyMap<string, Truth>;
  readonly textByHash: ReadonlyMap<Hash, string>;
  /** Removes what the newest manifest does not reach, as a collector without patience would. */
  collect(): void;
  /** Loses its state: another log, counting from `seq`. */
  restart(log: string, seq: number): void;
  /** Publishes a collection under another schema's hash from now on. */
  reshape(collection: string, shape: Hash): void;
}

/** A publisher that has published nothing yet. */
export async function createMemoryPublisher(
  collections: readonly Collection[],
  {
    now = () => 0,
    pollAfterMs = 1000,
    writable = false,
    live = [],
  }: {
    now?: () => number;
    pollAfterMs?: number;
    writable?: boolean;
    live?: readonly string[];
  } = {},
): Promise<MemoryPublisher> {
  const shapes = new Map<string, Hash>();
  for (const collection of collections) shapes.set(collection.name, await shapeOf(collection));
  const states = new Map(collections.map(({ name }) => [name, EMPTY_STATE]));
  const textByHash = new Map<Hash, string>();
  const truthByVersion = new Map<string, Truth>();
  let lineage: { log: string; seq: number } = { log: 'log-1', seq: 0 };
  let history: readonly HistoryLine[] = [];
  let manifest: Manifest | undefined;
  let isReshaped = false;

  const keep = (value: unknown): Hash => {
    const text = canonicalJson(value as JsonValue);
    const hash = hashTextSync(text);
    textByHash.set(hash, text);
    return hash;
  };

  function step(truth: Truth): Record<string, CollectionDelta> {
    const deltas: Record<string, CollectionDelta> = {};
    for (const collection of collections) {
      const before = states.get(collection.name)!;
      const records = truth[collection.name] ?? [];
      const ids = new Set(records.map(({ id }) => id));
      const removed = [...before.entryById.keys()].filter((id) => !ids.has(id));
      // A view's order is that of the truth.
      const order = collection.view === undefined ? {} : { order: records.map(({ id }) => id) };
      const next = stepCollection(collection, before, { changed: records, removed, ...order });
      if (!next) continue;
      states.set(collection.name, next.state);
      for (const [hash, text] of next.objects) textByHash.set(hash, text);
      deltas[collection.name] = next.delta;
    }
    return deltas;
  }

  function lines(): Record<string, CollectionLine> {
    return Object.fromEntries(
      collections.map(({ name }) => {
        const { rootHash, root, head } = states.get(name)!;
        const line = { root: rootHash, count: root.count, shape: shapes.get(name)! };
        return [name, head === undefined ? line : { ...line, head }];
      }),
    );
  }

  function publish(truth: Truth): Manifest {
    const deltas = step(truth);
    if (manifest && Object.keys(deltas).length === 0 && !isReshaped) return manifest;
    isReshaped = false;
    const { log } = lineage;
    const seq = lineage.seq + 1;
    const delta: Delta | undefined =
      manifest?.log === log ? { log, from: manifest.seq, to: seq, collections: deltas } : undefined;
    if (delta) {
      const bytes = Buffer.byteLength(canonicalJson(delta as unknown as JsonValue));
      history = [...history, { from: delta.from, to: seq, hash: keep(delta), bytes }].slice(-100);
    } else history = [];
    const isInline = delta && history.at(-1)!.bytes <= INLINE_DELTA_BYTES;
    const collectionLines = lines();
    lineage = { log, seq };
    manifest = {
      protocol: PROTOCOL,
      log,
      seq,
      version: hashTextSync(canonicalJson(collectionLines as unknown as JsonValue)),
      publishedAt: new Date(now()).toISOString(),
      pollAfterMs,
      writable,
      collections: collectionLines,
      ...(isInline ? { delta } : delta ? { newest: history.at(-1)! } : {}),
      history: keep({ deltas: history }),
      live: [...live],
    };
    truthByVersion.set(`${log}.${seq}`, truth);
    return manifest;
  }

  function collect(): void {
    const reached = new Set<Hash>([manifest!.history, ...history.map(({ hash }) => hash)]);
    for (const { rootHash, root, head } of states.values()) {
      for (const hash of [rootHash, head ?? '', ...root.ids]) reached.add(hash);
      for (const { hash } of root.chunks) reached.add(hash);
    }
    for (const hash of textByHash.keys()) if (!reached.has(hash)) textByHash.delete(hash);
  }

  return {
    publish,
    manifest: () => manifest!,
    truthByVersion,
    textByHash,
    collect,
    restart(log, seq) {
      lineage = { log, seq };
    },
    reshape(collection, shape) {
      shapes.set(collection, shape);
      isReshaped = true;
    },
  };
}
