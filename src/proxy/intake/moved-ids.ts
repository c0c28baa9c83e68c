import { assignPublicIds, type Claim } from '../decode/public-ids.ts';
import type { Evidence } from '../guard/judge-deletions.ts';
import type { Row, Rows } from './rows.ts';

/**
 * The public ids of all rows that a change can touch, by upstream id; `others` are those of them that it does not name,
 * and that go by another id now since a key came or went.
 */
export function reassign(
  rows: Pick<Rows, 'get' | 'claimantsOf'>,
  changed: readonly Claim[],
  removed: readonly string[],
): { readonly ids: ReadonlyMap<string, string>; readonly others: readonly Row[] } {
  const leaving = new Set(removed);
  const claimById = new Map(changed.map((claim) => [claim.id, claim]));
  const named = [...claimById.keys(), ...removed];
  const keys = new Set([
    // A record's id that comes or goes is a key that others must leave, or may have.
    ...named,
    ...named.flatMap((id) => rows.get(id)?.claim.key ?? []),
    ...[...claimById.values()].flatMap(({ key }) => key ?? []),
  ]);
  const touched: Row[] = [];
  for (const id of [...keys].flatMap(rows.claimantsOf)) {
    if (claimById.has(id) || leaving.has(id)) continue;
    const row = rows.get(id)!;
    claimById.set(id, row.claim);
    touched.push(row);
  }
  const isRow = (id: string) =>
    claimById.has(id) || (rows.get(id) !== undefined && !leaving.has(id));
  const ids = assignPublicIds(claimById.values(), isRow);
  return { ids, others: touched.filter(({ claim, publicId }) => ids.get(claim.id) !== publicId) };
}

/** The public id that each row had before, by the one it has now; of rows whose id is another one, and that are shown. */
export function movedFrom(
  before: Iterable<Row>,
  rows: Pick<Rows, 'get'>,
): ReadonlyMap<string, string> {
  const moved = new Map<string, string>();
  for (const { claim, publicId } of before) {
    const row = rows.get(claim.id);
    if (row?.isShown && row.publicId !== publicId) moved.set(row.publicId, publicId);
  }
  return moved;
}

/**
 * What is known of public ids that go. A row that stands under another id is no deletion at all; one that stands but is
 * malformed or not to be published was seen, as was one that is known to be gone.
 */
export function evidenceOf(
  removed: readonly string[],
  {
    seen,
    rows,
    gone,
  }: {
    /** The rows that may have gone by these ids, older ones first. */
    readonly seen: readonly Row[];
    readonly rows: Pick<Rows, 'get'>;
    /** Upstream ids. */
    readonly gone: ReadonlySet<string>;
  },
): ReadonlyMap<string, Evidence> {
  const evidence = new Map<string, Evidence>();
  if (removed.length === 0) return evidence;
  const upstreamIdOf = new Map(seen.map(({ publicId, claim }) => [publicId, claim.id]));
  for (const id of removed) {
    const upstreamId = upstreamIdOf.get(id) ?? id;
    const row = rows.get(upstreamId);
    if (row && row.publicId !== id && row.isShown) evidence.set(id, 'own');
    else if (row || gone.has(upstreamId)) evidence.set(id, 'seen');
  }
  return evidence;
}
