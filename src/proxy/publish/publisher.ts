import { join } from 'node:path';
import { canonicalJson } from '../../model/canonical.ts';
import type { Hash } from '../../model/hash.ts';
import type { JsonValue } from '../../model/record.ts';
import { shapeOf, type Collection } from '../../model/schema.ts';
import type { CollectionDelta, Delta, HistoryLine } from '../../protocol/delta.ts';
import { INLINE_DELTA_BYTES, type CollectionLine, type Manifest } from '../../protocol/manifest.ts';
import { PROTOCOL } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import { hashTextSync } from '../objects/hash-sync.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { writeFileDurably } from '../objects/write-file.ts';
import type { Report } from '../report.ts';
import {
  EMPTY_STATE,
  stepCollection,
  type CollectionChange,
  type CollectionState,
  type Step,
} from './collection-state.ts';
import { openLog } from './log.ts';
import { createPublication, type Publication } from './publication.ts';
import { restorePublication } from './restore.ts';
import { openRetirementJournal } from './retirement.ts';

/** Turns changes into publications: one log, one counter, one after the other. */
export interface Publisher {
  /** The newest publication, that of an earlier run included; undefined before the very first. */
  current(): Publication | undefined;
  /** A collection as it is published now. */
  stateOf(name: string): CollectionState;
  /**
   * Publishes these changes as one version and settles once it is durable and current. What changes nothing writes
   * nothing and takes no number (I12). Calls queue.
   */
  publish(changes: ReadonlyMap<string, CollectionChange>): Promise<void>;
  /** Removes objects that no manifest of the last 30 days reaches. */
  collect(): Promise<void>;
  /** Settles when everything begun is finished. */
  idle(): Promise<void>;
}

/** What a publisher needs. `admit` may hold back part of a change before it is published (the deletion guard, I13). */
export interface PublisherOptions {
  readonly dataDir: string;
  readonly collections: readonly Collection[];
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly report: Report;
  readonly pollAfterMs: number;
  readonly admit?: (
    name: string,
    before: CollectionState,
    change: CollectionChange,
  ) => CollectionChange;
}

/** A reader that slept through more than this many publications compares roots, which is then cheaper anyway. */
const KEPT_DELTAS = 100;
const KEEP_OBJECTS_MS = 30 * 24 * 60 * 60_000;

/** Opens the publisher of a data folder, restoring what an earlier run published. */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { collections, objects, clock, report } = options;
  const folder = join(options.dataDir, 'publication');
  const manifestPath = join(folder, 'manifest.json');
  const restored = await restorePublication(manifestPath, objects, collections);
  const log = await openLog(folder, restored?.manifest);
  const journal = await openRetirementJournal(folder);
  const shapeByName = new Map<string, Hash>();
  for (const collection of collections) {
    shapeByName.set(collection.name, await shapeOf(collection));
  }

  let publication = restored && createPublication(restored.manifest);
  const stateByName = new Map(restored?.stateByName);
  let history = restored?.history ?? [];
  let queue: Promise<unknown> = Promise.resolve();

  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  const stateOf = (name: string) => stateByName.get(name) ?? EMPTY_STATE;

  const publishNow = async (changes: ReadonlyMap<string, CollectionChange>) => {
    const startedAt = clock.now();
    const stepByName = new Map<string, Step>();
    for (const collection of collections) {
      const change = changes.get(collection.name);
      if (!change) continue;
      const before = stateOf(collection.name);
      const admitted = options.admit?.(collection.name, before, change) ?? change;
      const step = stepCollection(collection, before, admitted);
      if (step) stepByName.set(collection.name, step);
    }
    const nextOf = (name: string) => stepByName.get(name)?.state ?? stateByName.get(name);
    const lines = linesAfter(collections, changes, nextOf, shapeByName, publication?.manifest);
    if (publication && isSameLines(publication.manifest.collections, lines)) return;
    if (Object.keys(lines).length === 0) return;

    const before = publication?.manifest;
    const seq = await log.next();
    const textByHash = new Map([...stepByName.values()].flatMap((step) => [...step.objects]));
    const keep = (value: unknown) => {
      const text = canonicalJson(value as JsonValue);
      const hash = hashTextSync(text);
      textByHash.set(hash, text);
      return { hash, text };
    };
    const delta =
      before && isContinuous(before, lines, stateOf, stepByName)
        ? deltaOf(before, seq, log.log, stepByName)
        : undefined;
    const kept = delta && keep(delta);
    const nextHistory: readonly HistoryLine[] =
      delta && kept ? [...history, historyLine(delta, kept)].slice(-KEPT_DELTAS) : [];
    const manifest: Manifest = {
      protocol: PROTOCOL,
      log: log.log,
      seq,
      version: hashTextSync(
        canonicalJson(
          Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, line.root])),
        ),
      ),
      publishedAt: new Date(clock.now()).toISOString(),
      pollAfterMs: options.pollAfterMs,
      writable: false,
      collections: lines,
      ...(delta && kept && Buffer.byteLength(kept.text) <= INLINE_DELTA_BYTES ? { delta } : {}),
      history: keep({ deltas: nextHistory }).hash,
      live: [],
    };
    const next = createPublication(manifest);
    const reachedBefore = reachedBy(publication?.manifest, stateOf, history);
    const reachedAfter = reachedBy(manifest, (name) => nextOf(name) ?? EMPTY_STATE, nextHistory);
    // The manifest is written last: until then a crash leaves the previous publication whole.
    await Promise.all([
      objects.put(textByHash),
      journal.retire(
        [...reachedBefore].filter((hash) => !reachedAfter.has(hash)),
        clock.now(),
      ),
    ]);
    await writeFileDurably(manifestPath, next.text);

    for (const [name, step] of stepByName) stateByName.set(name, step.state);
    history = nextHistory;
    publication = next;
    report({
      type: 'published',
      log: log.log,
      seq,
      changed: sum(stepByName, (step) => step.delta.changed.length),
      removed: sum(stepByName, (step) => step.delta.deleted.length),
      tookMs: clock.now() - startedAt,
    });
  };

  const collectNow = async () => {
    const reached = reachedBy(publication?.manifest, stateOf, history);
    const beforeMs = clock.now() - KEEP_OBJECTS_MS;
    const isKept = (hash: Hash) => reached.has(hash) || (journal.retiredAt(hash) ?? 0) >= beforeMs;
    const removed = await objects.collect(isKept, beforeMs);
    if (removed === 0) return;
    await journal.forget((hash) => !isKept(hash));
    report({ type: 'objects-collected', removed });
  };

  return Object.freeze({
    current: () => publication,
    stateOf,
    publish: (changes: ReadonlyMap<string, CollectionChange>) => enqueue(() => publishNow(changes)),
    collect: () => enqueue(collectNow),
    idle: async () => {
      await queue;
      await objects.idle();
    },
  });
}

/**
 * The manifest's lines afterwards. A collection that no sweep has reached in this run keeps the line it had, under
 * the shape it was decoded with; one that the site no longer declares loses it.
 */
function linesAfter(
  collections: readonly Collection[],
  changes: ReadonlyMap<string, CollectionChange>,
  nextOf: (name: string) => CollectionState | undefined,
  shapeByName: ReadonlyMap<string, Hash>,
  before: Manifest | undefined,
): Readonly<Record<string, CollectionLine>> {
  const lines: Record<string, CollectionLine> = {};
  for (const { name } of collections) {
    const state = nextOf(name);
    const old = before?.collections[name];
    if (changes.has(name) && state) {
      lines[name] = {
        root: state.rootHash,
        count: state.root.count,
        shape: shapeByName.get(name)!,
        ...(state.head === undefined ? {} : { head: state.head }),
      };
    } else if (old) lines[name] = old;
  }
  return lines;
}

function isSameLines(a: Manifest['collections'], b: Manifest['collections']): boolean {
  return canonicalJson(a as unknown as JsonValue) === canonicalJson(b as unknown as JsonValue);
}

/**
 * True where a delta can lead from the last manifest to these lines: the same collections under the same shapes, each
 * changed one starting from exactly the root that was published.
 */
function isContinuous(
  before: Manifest,
  lines: Manifest['collections'],
  stateOf: (name: string) => CollectionState,
  stepByName: ReadonlyMap<string, Step>,
): boolean {
  const names = Object.keys(lines);
  if (Object.keys(before.collections).some((name) => !lines[name])) return false;
  return names.every((name) => {
    const old = before.collections[name];
    if (old?.shape !== lines[name]!.shape) return false;
    return stepByName.has(name)
      ? stateOf(name).rootHash === old.root
      : lines[name]!.root === old.root;
  });
}

function deltaOf(
  before: Manifest,
  seq: number,
  log: string,
  stepByName: ReadonlyMap<string, Step>,
): Delta | undefined {
  // Another log's numbers say nothing about this one's.
  if (before.log !== log) return undefined;
  const collections: Record<string, CollectionDelta> = {};
  for (const [name, step] of stepByName) collections[name] = step.delta;
  return { log, from: before.seq, to: seq, collections };
}

function historyLine(delta: Delta, kept: { readonly hash: Hash; readonly text: string }) {
  return {
    from: delta.from,
    to: delta.to,
    hash: kept.hash,
    bytes: Buffer.byteLength(kept.text),
  };
}

/** Every object that a reader of this manifest may ask for. */
function reachedBy(
  manifest: Manifest | undefined,
  stateOf: (name: string) => CollectionState,
  history: readonly HistoryLine[],
): ReadonlySet<Hash> {
  const reached = new Set(history.map((line) => line.hash));
  if (!manifest) return reached;
  reached.add(manifest.history);
  for (const [name, line] of Object.entries(manifest.collections)) {
    const { root } = stateOf(name);
    reached.add(line.root);
    if (line.head !== undefined) reached.add(line.head);
    for (const hash of root.ids) reached.add(hash);
    for (const chunk of root.chunks) reached.add(chunk.hash);
    if (root.order !== undefined) reached.add(root.order);
  }
  return reached;
}

function sum<T>(byName: ReadonlyMap<string, T>, of: (member: T) => number): number {
  return [...byName.values()].reduce((total, member) => total + of(member), 0);
}
