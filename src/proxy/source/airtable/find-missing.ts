import type { Collection } from '../../../model/schema.ts';
import type { UpstreamRecord } from '../upstream-record.ts';
import type { AirtableBase } from './airtable-base.ts';
import { PAGE_SIZE } from './decode-page.ts';

/** What looking closer at a sweep found: records that it lost, and ids that are gone without doubt. */
export interface Findings {
  readonly records: readonly UpstreamRecord[];
  readonly gone: readonly string[];
}

/** So many are asked for one by one; above that the guard waits instead (I13). */
const MAX_ASKED = 10;

/**
 * Looks closer at what a sweep misses of the records that stood before it (faults N10, N13). Where all are missing, and
 * they are few, each is asked for by itself: it is gone when it is not found while a sibling is. Where some are missing
 * from a walk of several pages, which is no snapshot, they are read again, since one may have slipped between two pages.
 */
export async function findMissing(
  base: AirtableBase,
  { collection, records, knownIds, siblings, signal }: MissingOptions,
): Promise<Findings> {
  const standing = new Set(records.map((record) => record.id));
  const missing = knownIds.filter((id) => !standing.has(id));
  if (missing.length === 0) return { records, gone: [] };
  if (missing.length === knownIds.length) {
    if (missing.length > MAX_ASKED) return { records, gone: [] };
    const sibling = records[0] ? { collection, id: records[0].id } : siblings[0];
    return { records, gone: await goneOf(base, { collection, missing, sibling, signal }) };
  }
  if (records.length < PAGE_SIZE || missing.length > PAGE_SIZE) return { records, gone: [] };
  return { records: [...records, ...(await base.reread(collection, missing, signal))], gone: [] };
}

/** A sweep's result, and what is known from before it. */
export interface MissingOptions {
  readonly collection: Collection;
  readonly records: readonly UpstreamRecord[];
  readonly knownIds: readonly string[];
  /** Records of other tables that stand. */
  readonly siblings: readonly Sibling[];
  readonly signal: AbortSignal;
}

interface Sibling {
  readonly collection: Collection;
  readonly id: string;
}

async function goneOf(
  base: AirtableBase,
  {
    collection,
    missing,
    sibling,
    signal,
  }: {
    collection: Collection;
    missing: readonly string[];
    sibling: Sibling | undefined;
    signal: AbortSignal;
  },
): Promise<readonly string[]> {
  if (!sibling || !(await base.exists(sibling.collection, sibling.id, signal))) return [];
  for (const id of missing) {
    // One that stands after all shows that the sweep is wrong; no more need be asked.
    if (await base.exists(collection, id, signal)) return [];
  }
  return missing;
}
