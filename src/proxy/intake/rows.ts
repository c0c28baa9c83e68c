import type { Claim } from '../decode/public-ids.ts';
import type { FieldProblem } from '../decode/problem.ts';
import type { UpstreamRecord } from '../source/upstream-record.ts';

/** What is remembered of an upstream record: enough to see that it changed, and no more of its content. */
export interface Row {
  readonly claim: Claim;
  readonly publicId: string;
  /** Of what decoding reads of it; '' where it is to be decoded again whatever it says. */
  readonly fingerprint: string;
  /** It is to be published: neither malformed nor held back by the publish filter. */
  readonly isShown: boolean;
  readonly problems?: readonly FieldProblem[];
  /** What its cells of links lead to, upstream ids by field; left out where they are empty. */
  readonly links?: Readonly<Record<string, readonly string[]>>;
  /** The record itself, while pictures of it are still to come. */
  readonly awaiting?: {
    readonly upstream: UpstreamRecord;
    readonly attachmentIds: ReadonlySet<string>;
  };
}

/** The rows of one table by upstream id. What was put since the last `commit` can be taken back. */
export interface Rows {
  readonly get: (id: string) => Row | undefined;
  /** By public id. */
  readonly find: (publicId: string) => Row | undefined;
  readonly ids: () => Iterable<string>;
  readonly all: () => Iterable<Row>;
  /** Without a row: removes it. */
  readonly put: (id: string, row: Row | undefined) => void;
  /** The rows that claim this key. */
  readonly claimantsOf: (key: string) => readonly string[];
  readonly withProblems: () => Iterable<Row>;
  /** Upstream ids of rows that go by another public id than at the last `commit`, new ones included. */
  readonly newlyNamed: () => readonly string[];
  readonly commit: () => void;
  readonly rollBack: () => void;
}

/** Creates an empty set of rows. */
export function createRows(): Rows {
  const rowById = new Map<string, Row>();
  const claimantsByKey = new Map<string, readonly string[]>();
  const problematicById = new Map<string, Row>();
  let beforeById = new Map<string, Row | undefined>();

  const claimantsOf = (key: string) => claimantsByKey.get(key) ?? [];

  const reclaim = (id: string, old: string | undefined, key: string | undefined) => {
    if (old === key) return;
    if (old !== undefined) {
      const others = claimantsOf(old).filter((claimant) => claimant !== id);
      if (others.length > 0) claimantsByKey.set(old, others);
      else claimantsByKey.delete(old);
    }
    if (key !== undefined) claimantsByKey.set(key, [...claimantsOf(key), id]);
  };

  const place = (id: string, row: Row | undefined) => {
    reclaim(id, rowById.get(id)?.claim.key, row?.claim.key);
    if (row) rowById.set(id, row);
    else rowById.delete(id);
    if (row?.problems) problematicById.set(id, row);
    else problematicById.delete(id);
  };

  return Object.freeze({
    get: (id: string) => rowById.get(id),
    // A public id is the row's own or the key that it claims.
    find: (publicId: string) =>
      [publicId, ...claimantsOf(publicId)]
        .map((id) => rowById.get(id))
        .find((row) => row?.publicId === publicId),
    ids: () => rowById.keys(),
    all: () => rowById.values(),
    put: (id: string, row: Row | undefined) => {
      if (rowById.get(id) === row) return;
      if (!beforeById.has(id)) beforeById.set(id, rowById.get(id));
      place(id, row);
    },
    claimantsOf,
    withProblems: () => problematicById.values(),
    newlyNamed: () =>
      [...beforeById].flatMap(([id, before]) => {
        const row = rowById.get(id);
        return row && row.publicId !== before?.publicId ? [id] : [];
      }),
    commit: () => {
      beforeById = new Map();
    },
    rollBack: () => {
      for (const [id, row] of beforeById) place(id, row);
      beforeById = new Map();
    },
  });
}
