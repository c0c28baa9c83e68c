import { canonicalJson } from '../../model/canonical.ts';
import type { SpelledRecord } from '../../model/chunk.ts';
import { EMPTY_DIGEST, updateDigest, type Digest } from '../../model/digest.ts';
import type { Hash } from '../../model/hash.ts';
import { compareByAge, type StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import { type CollectionDelta, diffRoots } from '../../protocol/delta.ts';
import type { Root } from '../../protocol/root.ts';
import { hashTextSync } from '../objects/hash-sync.ts';
import { EMPTY_RESERVE, stepHead, type HeadReserve } from './head.ts';
import { EMPTY_INDEX, nameBuckets, timeOf, updateIndex, type IdIndex } from './id-index.ts';
import { openRecords, type PublishedRecords } from './published-records.ts';
import { recutSegments, segmentIndexOf, unpackSegment, type Segment } from './segments.ts';
import { spellRoot } from './spell-root.ts';

/** A collection as it was last published, with what makes the next publication cheap. Never changed in place. */
export interface CollectionState {
  readonly entryById: PublishedRecords;
  readonly segments: readonly Segment[];
  readonly index: IdIndex;
  readonly reserve: HeadReserve;
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
  entryById: openRecords([], EMPTY_INDEX),
  segments: [],
  index: EMPTY_INDEX,
  reserve: EMPTY_RESERVE,
  digest: EMPTY_DIGEST,
  root: { chunks: [], count: 0, digest: EMPTY_DIGEST, ids: [] },
  rootHash: '',
});

/**
 * Applies a change. Records equal to the published ones fall away first, so that `changed` may be a whole sweep; the
 * answer is undefined where then nothing is left (I12). What it costs depends on the segments that the change touches,
 * hardly on the others. Pure: same state and change, same step, in any process.
 */
export function stepCollection(
  collection: Collection,
  before: CollectionState,
  change: CollectionChange,
): Step | undefined {
  const { fresh, left, gone, recordsByIndex } = mergeRecords(before, change);
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
  const segments = recutSegments(before.segments, recordsByIndex, (line, text) =>
    keep(line.hash, text),
  );
  const changed = fresh.map(({ record }) => record);
  const index = updateIndex(
    before.index,
    gone,
    changed.map(({ id, createdTime }) => [id, createdTime]),
  );
  const entryById = openRecords(segments, index);
  const root: Root = {
    chunks: segments.flatMap((segment) => segment.map(({ line }) => line)),
    count: index.size,
    digest: updateDigest(before.digest, left.map(hashOf), fresh.map(hashOf)),
    ids: nameBuckets(index, { index: before.index, names: before.root.ids }, keep),
    ...(order && {
      order: nameOrder(order, isSameOrder ? before.root.order : undefined, keepText),
    }),
  };
  const { reserve, text } = stepHead(collection, before.reserve, {
    left: new Set([...gone, ...left.map(({ record }) => record.id)]),
    came: changed,
    readAll: () => entryById.all(),
    total: index.size,
  });
  const head = text === undefined ? undefined : keepText(text);
  const rootHash = keepText(spellRoot(root));
  return {
    state: {
      entryById,
      segments,
      index,
      reserve,
      digest: root.digest,
      root,
      rootHash,
      ...(order === undefined ? {} : { order }),
      ...(head === undefined ? {} : { head }),
    },
    objects,
    delta: {
      changed,
      deleted: gone,
      ...diffRoots(before.root, root),
      root: rootHash,
    },
  };
}

/** What a change makes of the segments it touches. */
interface Merge {
  /** Records that came or differ from what is published, in age order. */
  readonly fresh: readonly SpelledRecord[];
  /** Published records that do not stand any more, edited ones included. */
  readonly left: readonly SpelledRecord[];
  /** Published ids that do not stand any more. */
  readonly gone: readonly string[];
  /** The records that each touched segment is to hold, by its position. */
  readonly recordsByIndex: ReadonlyMap<number, readonly SpelledRecord[]>;
}

/** Unpacks the segments in which records come or go, one after the other, and merges. Of an id that comes twice the last one counts. */
function mergeRecords(before: CollectionState, { changed, removed }: CollectionChange): Merge {
  const comingById = new Map(changed.map((record) => [record.id, record]));
  const gone = [...new Set(removed)]
    .filter((id) => timeOf(before.index, id) !== undefined && !comingById.has(id))
    .sort();
  const editsByIndex = new Map<number, Edits>();
  const editsAt = (createdTime: string, id: string): Edits => {
    const at = segmentIndexOf(before.segments, { createdTime, id });
    const edits = editsByIndex.get(at) ?? { coming: [], leaving: new Set() };
    editsByIndex.set(at, edits);
    return edits;
  };
  for (const record of comingById.values()) {
    const time = timeOf(before.index, record.id);
    if (time !== undefined && time !== record.createdTime) {
      editsAt(time, record.id).leaving.add(record.id);
    }
    editsAt(record.createdTime, record.id).coming.push(record);
  }
  for (const id of gone) editsAt(timeOf(before.index, id)!, id).leaving.add(id);

  const fresh: SpelledRecord[] = [];
  const left: SpelledRecord[] = [];
  const recordsByIndex = new Map<number, readonly SpelledRecord[]>();
  for (const [at, edits] of editsByIndex) {
    const merged = mergeSegment(before.segments[at] ?? [], edits);
    if (merged.fresh.length === 0 && merged.left.length === 0) continue;
    for (const spelled of merged.fresh) fresh.push(spelled);
    for (const spelled of merged.left) left.push(spelled);
    recordsByIndex.set(at, merged.records);
  }
  return { fresh: fresh.sort(bySpelledAge), left, gone, recordsByIndex };
}

interface Edits {
  readonly coming: StoredRecord[];
  readonly leaving: Set<string>;
}

function mergeSegment(segment: Segment, { coming, leaving }: Edits) {
  const standingById = new Map(unpackSegment(segment).map((one) => [one.record.id, one]));
  const fresh: SpelledRecord[] = [];
  const left: SpelledRecord[] = [];
  for (const id of leaving) {
    left.push(standingById.get(id)!);
    standingById.delete(id);
  }
  for (const record of coming) {
    const spelled = { record, text: canonicalJson(record) };
    const old = standingById.get(record.id);
    if (old?.text === spelled.text) continue;
    if (old) left.push(old);
    fresh.push(spelled);
    standingById.set(record.id, spelled);
  }
  return { fresh, left, records: [...standingById.values()].sort(bySpelledAge) };
}

function bySpelledAge(a: SpelledRecord, b: SpelledRecord): number {
  return compareByAge(a.record, b.record);
}

function hashOf({ text }: SpelledRecord): Hash {
  return hashTextSync(text);
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
  const newcomers = new Set(changed.map(({ id }) => id));
  for (const id of old) newcomers.delete(id);
  if (leaving.size === 0 && newcomers.size === 0) return old;
  return [...old.filter((id) => !leaving.has(id)), ...newcomers];
}

function nameOrder(
  order: readonly string[],
  known: Hash | undefined,
  keepText: (text: string) => Hash,
): Hash {
  return known ?? keepText(canonicalJson(order));
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((id, i) => id === b[i]));
}
