import { canonicalJson } from '../../model/canonical.ts';
import { EMPTY_DIGEST, updateDigest, type Digest } from '../../model/digest.ts';
import type { Hash } from '../../model/hash.ts';
import { compareByAge, type JsonValue, type StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import type { CollectionDelta } from '../../protocol/delta.ts';
import { diffRoots } from '../../protocol/delta.ts';
import type { Root } from '../../protocol/root.ts';
import { hashTextSync } from '../objects/hash-sync.ts';
import { createEntry, type Entry } from './entry.ts';
import { spellHead } from './head.ts';
import { buildBuckets } from './id-buckets.ts';
import { cutSegments, type Segment } from './segments.ts';

/** A collection as it was last published, with what makes the next publication cheap. Never changed in place. */
export interface CollectionState {
  readonly entryById: ReadonlyMap<string, Entry>;
  /** In age order. */
  readonly entries: readonly Entry[];
  readonly segments: readonly Segment[];
  readonly digest: Digest;
  readonly root: Root;
  readonly rootHash: Hash;
  /** Ids in the view's order, for a collection that declares one. */
  readonly order?: readonly string[];
  readonly head?: Hash;
}

/** What is to become of a collection: records that came or changed, ids that left, and perhaps a new order. */
export interface CollectionChange {
  readonly changed: readonly StoredRecord[];
  readonly removed: readonly string[];
  readonly order?: readonly string[];
}

/** The next state, the objects it needs, and the way there; nothing at all where the change changes nothing. */
export interface Step {
  readonly state: CollectionState;
  readonly objects: ReadonlyMap<Hash, string>;
  readonly delta: CollectionDelta;
}

/** A collection without records, from which every first publication starts. */
export const EMPTY_STATE: CollectionState = Object.freeze({
  entryById: new Map<string, Entry>(),
  entries: [],
  segments: [],
  digest: EMPTY_DIGEST,
  root: { chunks: [], count: 0, digest: EMPTY_DIGEST, ids: [] },
  rootHash: '',
});

/**
 * Applies a change. Records equal to the published ones fall away first, so that `changed` may be a whole sweep; the
 * answer is undefined where then nothing is left (I12). Pure: same state and change, same step, in any process.
 */
export function stepCollection(
  collection: Collection,
  before: CollectionState,
  change: CollectionChange,
): Step | undefined {
  const fresh = freshEntries(before, change.changed);
  const coming = new Set(change.changed.map((record) => record.id));
  const gone = change.removed.filter((id) => before.entryById.has(id) && !coming.has(id));
  const isFirst = before.rootHash === '';
  const order = nextOrder(collection, before, change);
  const isSameOrder = order === undefined || isSameList(order, before.order ?? []);
  if (fresh.length === 0 && gone.length === 0 && isSameOrder && !isFirst) return undefined;

  const objects = new Map<Hash, string>();
  const keep = (hash: Hash, text: string) => objects.set(hash, text);
  const keepText = (text: string) => {
    const hash = hashTextSync(text);
    keep(hash, text);
    return hash;
  };
  const keepJson = (value: JsonValue) => keepText(canonicalJson(value));
  const { entries, entryById, left, moved } = mergeEntries(before, fresh, gone);
  const digest = updateDigest(
    before.digest,
    left.map((entry) => entry.hash),
    fresh.map((entry) => entry.hash),
  );
  const segments = cutSegments(entries, before.segments, (line, text) => keep(line.hash, text));
  const ids = buildBuckets(entries, before.root.ids, [...gone, ...moved], keep);
  const root: Root = {
    chunks: segments.flatMap((segment) => segment.lines),
    count: entries.length,
    digest,
    ids,
    ...(order === undefined ? {} : { order: keepJson(order) }),
  };
  const rootHash = keepJson(root as unknown as JsonValue);
  const headText = collection.first && spellHead(collection.first, entries);
  const head = headText && keepText(headText);
  return {
    state: {
      entryById,
      entries,
      segments,
      digest,
      root,
      rootHash,
      ...(order === undefined ? {} : { order }),
      ...(head === undefined ? {} : { head }),
    },
    objects,
    delta: {
      changed: fresh.map((entry) => entry.record),
      deleted: gone,
      ...diffRoots(before.root, root),
      root: rootHash,
    },
  };
}

/** Entries for the records that differ from what is published; of an id that comes twice the last one counts. */
function freshEntries(before: CollectionState, records: readonly StoredRecord[]): Entry[] {
  const freshById = new Map<string, Entry>();
  for (const record of records) {
    const old = before.entryById.get(record.id);
    if (old?.record === record) continue;
    const text = canonicalJson(record);
    if (old?.text === text) freshById.delete(record.id);
    else freshById.set(record.id, createEntry(record, text));
  }
  return [...freshById.values()].sort((a, b) => compareByAge(a.record, b.record));
}

/** Merges in one pass; `left` are the entries that no longer stand, `moved` the ids whose bucket line changes. */
function mergeEntries(before: CollectionState, fresh: readonly Entry[], gone: readonly string[]) {
  const entryById = new Map(before.entryById);
  const left: Entry[] = [];
  const moved: string[] = [];
  for (const id of gone) {
    left.push(entryById.get(id)!);
    entryById.delete(id);
  }
  for (const entry of fresh) {
    const old = entryById.get(entry.record.id);
    if (old) left.push(old);
    if (old?.record.createdTime !== entry.record.createdTime) moved.push(entry.record.id);
    entryById.set(entry.record.id, entry);
  }
  const leaving = new Set(left);
  const staying = before.entries.filter((entry) => !leaving.has(entry));
  // Both parts are in age order already, which the engine's merge sort turns into one linear merge.
  const entries = [...staying, ...fresh].sort((a, b) => compareByAge(a.record, b.record));
  return { entries, entryById, left, moved };
}

/**
 * The order list afterwards. A change without one (a few records re-read) keeps the old order; newcomers stand at its
 * end until the next sweep of the view says where they belong.
 */
function nextOrder(
  collection: Collection,
  before: CollectionState,
  { changed, removed, order }: CollectionChange,
): readonly string[] | undefined {
  if (collection.view === undefined) return undefined;
  if (order) return order;
  const old = before.order ?? [];
  const leaving = new Set(removed);
  const known = new Set(old);
  const newcomers = changed.map((record) => record.id).filter((id) => !known.has(id));
  return [...old.filter((id) => !leaving.has(id)), ...new Set(newcomers)];
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
