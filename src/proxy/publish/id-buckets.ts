import { canonicalJson } from '../../model/canonical.ts';
import { fnv1a, type Hash } from '../../model/hash.ts';
import { hashTextSync } from '../objects/hash-sync.ts';
import type { Entry } from './entry.ts';

/** One bucket holds about this many ids: some 40 KB, which a cold deep link can afford. */
const IDS_PER_BUCKET = 1024;

/** How many buckets so many records have: the power of two, at least 1, that leaves about 1,024 in each. */
export function bucketCount(records: number): number {
  let count = 1;
  while (count * IDS_PER_BUCKET < records) count *= 2;
  return count;
}

/**
 * The names of the buckets `{ [id]: createdTime }` over these entries. A bucket in which none of `touchedIds` lies
 * keeps its name from `before`; the others are spelled and reported through `onBucket`. Edits touch none.
 */
export function buildBuckets(
  entries: readonly Entry[],
  before: readonly Hash[],
  touchedIds: readonly string[],
  onBucket: (hash: Hash, text: string) => void,
): readonly Hash[] {
  const count = bucketCount(entries.length);
  const isFresh = before.length !== count;
  const touched = new Set(touchedIds.map((id) => fnv1a(id) % count));
  if (!isFresh && touched.size === 0) return before;
  // Without a prototype: an id may be any text, '__proto__' too.
  const timeById = Array.from({ length: count }, () => Object.create(null) as Times);
  for (const { record } of entries) {
    const at = fnv1a(record.id) % count;
    if (isFresh || touched.has(at)) timeById[at]![record.id] = record.createdTime;
  }
  return timeById.map((times, at) => {
    if (!isFresh && !touched.has(at)) return before[at]!;
    const text = canonicalJson(times);
    const hash = hashTextSync(text);
    onBucket(hash, text);
    return hash;
  });
}

type Times = Record<string, string>;
