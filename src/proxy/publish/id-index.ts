import { canonicalJson } from '../../model/canonical.ts';
import { fnv1a } from '../../model/fnv1a.ts';
import type { Hash } from '../../model/hash.ts';
import { hashTextSync } from '../objects/hash-sync.ts';

/**
 * Which records there are, and where each one lies: `createdTime` by id, in the buckets that the root names. A change
 * copies only the buckets it touches. Never changed in place.
 */
export interface IdIndex {
  readonly size: number;
  readonly buckets: readonly ReadonlyMap<string, string>[];
}

/** One bucket holds about this many ids: some 40 KB, which a cold deep link can afford. */
const IDS_PER_BUCKET = 1024;

/** The index of no records. */
export const EMPTY_INDEX: IdIndex = Object.freeze({ size: 0, buckets: [new Map()] });

/** How many buckets so many records have: the power of two, at least 1, that leaves about 1,024 in each. */
export function bucketCount(records: number): number {
  let count = 1;
  while (count * IDS_PER_BUCKET < records) count *= 2;
  return count;
}

/** When the record was created; undefined where there is none. */
export function timeOf({ buckets }: IdIndex, id: string): string | undefined {
  return buckets[bucketOf(id, buckets.length)]!.get(id);
}

/** Every id, in no order. */
export function* idsOf({ buckets }: IdIndex): Generator<string> {
  for (const bucket of buckets) yield* bucket.keys();
}

/** The index without some ids and with others. The very same buckets stand where nothing of theirs changed. */
export function updateIndex(
  before: IdIndex,
  gone: Iterable<string>,
  coming: Iterable<readonly [id: string, createdTime: string]>,
): IdIndex {
  const copyByPosition = new Map<number, Map<string, string>>();
  const touch = (id: string): Map<string, string> => {
    const at = bucketOf(id, before.buckets.length);
    const copy = copyByPosition.get(at) ?? new Map(before.buckets[at]);
    copyByPosition.set(at, copy);
    return copy;
  };
  for (const id of gone) if (timeOf(before, id) !== undefined) touch(id).delete(id);
  for (const [id, time] of coming) if (timeOf(before, id) !== time) touch(id).set(id, time);
  if (copyByPosition.size === 0) return before;
  const buckets = before.buckets.map((bucket, at) => copyByPosition.get(at) ?? bucket);
  const size = buckets.reduce((sum, bucket) => sum + bucket.size, 0);
  const count = bucketCount(size);
  return { size, buckets: count === buckets.length ? buckets : spread(buckets, count) };
}

function spread(buckets: IdIndex['buckets'], count: number): IdIndex['buckets'] {
  const wider = Array.from({ length: count }, () => new Map<string, string>());
  for (const bucket of buckets) {
    for (const [id, time] of bucket) wider[bucketOf(id, count)]!.set(id, time);
  }
  return wider;
}

/** The names of the buckets `{ [id]: createdTime }`; those that `before` has not are spelled and given to `onBucket`. */
export function nameBuckets(
  index: IdIndex,
  before: { readonly index: IdIndex; readonly names: readonly Hash[] },
  onBucket: (hash: Hash, text: string) => void,
): readonly Hash[] {
  if (index === before.index && before.names.length > 0) return before.names;
  return index.buckets.map((bucket, at) => {
    const known = bucket === before.index.buckets[at] ? before.names[at] : undefined;
    if (known !== undefined) return known;
    // Without a prototype: an id may be any text, '__proto__' too.
    const times = Object.create(null) as Record<string, string>;
    for (const [id, time] of bucket) times[id] = time;
    const text = canonicalJson(times);
    const hash = hashTextSync(text);
    onBucket(hash, text);
    return hash;
  });
}

function bucketOf(id: string, count: number): number {
  return fnv1a(id) % count;
}
