import type { Clock } from '../clock.ts';
import type { CollectionChange, CollectionState } from '../publish/collection-state.ts';
import type { Report } from '../report.ts';
import type { HeldByName, HeldFile } from './held-file.ts';
import { heldOrder } from './held-order.ts';
import {
  judgeDeletions,
  SWEEPS_APART_MS,
  SWEEPS_TO_AGREE,
  type Evidence,
  type HeldById,
} from './judge-deletions.ts';

/** A collection's change as the intake makes it, with what is known of its deletions. */
export interface GuardedChange extends CollectionChange {
  readonly evidence: ReadonlyMap<string, Evidence>;
  readonly isWhole: boolean;
  /** Every public id that the change shows to stand, those of its records that wait included; else those of `changed`. */
  readonly standing?: ReadonlySet<string>;
  /** Of records that go by another public id now, the one before it by the one they have. */
  readonly moved?: ReadonlyMap<string, string>;
}

/** What of a collection waits, for people; times in ISO. */
export interface HeldDeletions {
  readonly collection: string;
  readonly count: number;
  readonly of: number;
  readonly since: string;
  readonly sweepsAgreed: number;
  /** What lets them go, as a sentence. */
  readonly release: string;
}

/** Holds large unexpected deletions back until they are confirmed (I13). Changes are judged one after the other. */
export interface DeletionGuard {
  /** What of a change may be published now. Nothing is remembered before `keep`. */
  readonly judge: (name: string, before: CollectionState, change: GuardedChange) => Verdict;
  /** Remembers verdicts once what they let through is published. */
  readonly keep: (verdicts: ReadonlyMap<string, Verdict>) => Promise<void>;
  /** The ids that wait. */
  readonly heldIds: (name: string) => ReadonlySet<string>;
  /** Since when a collection is published otherwise than the base is, because something of it waits. */
  readonly trueAt: (name: string) => number | undefined;
  readonly status: (countOf: (name: string) => number) => readonly HeldDeletions[];
}

/** A change without what waits, and what waits after it. */
export interface Verdict {
  readonly change: CollectionChange;
  readonly held: HeldById;
}

/** Opens the guard with what an earlier run held. */
export async function openDeletionGuard({
  file,
  clock,
  report,
  confirmedAt,
}: {
  readonly file: HeldFile;
  readonly clock: Clock;
  readonly report: Report;
  /** When a collection as it is published was last confirmed, not counting the reading that is judged. */
  readonly confirmedAt: (name: string) => number | undefined;
}): Promise<DeletionGuard> {
  let heldByName: HeldByName = await file.read();

  const judge = (name: string, before: CollectionState, change: GuardedChange): Verdict => {
    const { changed, removed, evidence, isWhole, order } = change;
    const standing = standingIn(change);
    const { released, held } = judgeDeletions(
      (id) => before.entryById.has(id),
      before.entryById.size,
      {
        deletions: { removed, evidence, isWhole, standing },
        held: heldByName.get(name) ?? new Map(),
        now: clock.now(),
        trueAt: confirmedAt(name) ?? clock.now(),
      },
    );
    return {
      held,
      change: {
        changed,
        removed: [...released],
        ...(order && { order: heldOrder(order, before.order ?? [], (id) => held.has(id)) }),
      },
    };
  };

  const keep = async (verdicts: ReadonlyMap<string, Verdict>) => {
    const next = new Map(heldByName);
    for (const [name, { held }] of verdicts) {
      const before = heldByName.get(name)?.size ?? 0;
      if (held.size !== before) report({ type: 'deletions-held', table: name, count: held.size });
      if (held.size > 0) next.set(name, held);
      else next.delete(name);
    }
    if (isSame(next, heldByName)) return;
    heldByName = next;
    await file.write(next);
  };

  return Object.freeze({
    judge,
    keep,
    heldIds: (name: string) => new Set(heldByName.get(name)?.keys()),
    trueAt: (name: string) => {
      const held = heldByName.get(name);
      return held && Math.min(...[...held.values()].map(({ trueAt }) => trueAt));
    },
    status: (countOf: (name: string) => number) =>
      [...heldByName].map(([collection, held]) => describe(collection, held, countOf(collection))),
  });
}

/** The public ids that a change shows to stand. */
export function standingIn({ changed, standing }: GuardedChange): ReadonlySet<string> {
  return standing ?? new Set(changed.map(({ id }) => id));
}

function describe(collection: string, held: HeldById, of: number): HeldDeletions {
  const all = [...held.values()];
  const sweepsAgreed = Math.min(...all.map(({ sweeps }) => sweeps));
  return {
    collection,
    count: held.size,
    of,
    since: new Date(Math.min(...all.map(({ since }) => since))).toISOString(),
    sweepsAgreed,
    release:
      `Readers keep them until ${SWEEPS_TO_AGREE} sweeps at least ${SWEEPS_APART_MS / 60_000} minutes apart agree ` +
      `(${sweepsAgreed} so far), or until npm run confirm-deletions. If they come back in Airtable, nothing happens.`,
  };
}

function isSame(a: HeldByName, b: HeldByName): boolean {
  return (
    a.size === b.size &&
    [...a].every(([name, held]) => {
      const other = b.get(name);
      if (other?.size !== held.size) return false;
      return [...held].every(([id, { sweeps, sweptAt }]) => {
        const same = other.get(id);
        return same?.sweeps === sweeps && same.sweptAt === sweptAt;
      });
    })
  );
}
