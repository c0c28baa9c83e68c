import { hashText, type Hash } from '../model/hash.ts';
import { SyncError } from '../protocol/failure.ts';
import { isOlder, isSameVersion, placeOf } from '../protocol/version.ts';
import { ID_LIST, type Current } from '../store/layout.ts';
import type { Collections } from '../store/plan-read.ts';
import type { Committed, DeltaPart, NextVersion, OverlayCommit, RootAt } from './cache.ts';
import { changesOf, checkHeld, sweep, writeCommit, type CommitPlan } from './commit.ts';
import { forgetRoots, type Known } from './known.ts';
import { planDelta, readDelta, rememberRows } from './plan-delta.ts';
import { planRoots } from './plan-roots.ts';
import {
  joinChanges,
  rememberOverlay,
  writeOverlay,
  type Overlaid,
  type PendingOver,
} from './overlay.ts';
import type { Session } from './session.ts';
import { collectionOf } from './staging.ts';
import type { WriteTransaction } from './storage.ts';

/** Who commits, and of which collections. */
export interface Committing {
  readonly session: Session;
  readonly collections: Collections;
  readonly pending: PendingOver;
}

/** `Cache.commitRoots`: planned beforehand, and again where the store is not as it was then (emptied, or tidied). */
export async function commitRoots(
  { session, collections, pending }: Committing,
  version: NextVersion,
  roots: Readonly<Record<string, RootAt>>,
): Promise<Committed> {
  const { known } = session;
  const plan = () =>
    session.read(async (transaction, before): Promise<CommitPlan> => {
      await checkHeld(transaction, roots);
      const planning = { transaction, known, before, version };
      const commits = [];
      for (const [name, root] of Object.entries(roots)) {
        commits.push(await planRoots(planning, collectionOf(collections, name), root));
      }
      return { before, version, commits };
    });
  for (let tries = 0; tries < 3; tries++) {
    const planned = await plan();
    checkBase(planned);
    checkForward(planned);
    const overlaid = await session.write(async (transaction, before) => {
      if (!isSameState(before, planned.before)) return undefined;
      const next = await writeCommit(transaction, { ...planned, before }, collections);
      await checkHeld(transaction, roots);
      await sweep(transaction, known, { current: next, pinned: new Set() });
      const step = { before, current: next, collections, pending: pending(version) };
      return writeOverlay(transaction, known, step);
    });
    if (!overlaid) continue;
    return finished(known, { plan: planned, overlaid });
  }
  throw new SyncError('storage-failed', 'the cache changed under three commits');
}

/**
 * `Cache.commitDelta`: one transaction reads what is touched, checks, and writes. Only where an old record's hash is not
 * kept it is left once more, since nothing can be hashed inside.
 */
export async function commitDelta(
  { session, collections, pending }: Committing,
  version: NextVersion,
  parts: Readonly<Record<string, DeltaPart>>,
): Promise<Committed> {
  const { known } = session;
  const hashByText = new Map<string, Hash>();
  for (;;) {
    const done = await session.write(async (transaction, before) => {
      if (!before) throw new SyncError('invalid-response', 'a delta came before any content');
      checkBase({ before, version });
      checkForward({ before, version });
      const planning = { transaction, known, before, version };
      const readings = await Promise.all(
        Object.entries(parts).map(([name, part]) =>
          readDelta(planning, collectionOf(collections, name), part),
        ),
      );
      const unhashed = readings.flatMap(({ oldTexts }) => [...oldTexts.values()]);
      const left = unhashed.filter((text) => !hashByText.has(text));
      if (left.length > 0) return { left };
      const commits = readings.map((reading) => planDelta(reading, hashByText));
      const plan = { before, version, commits };
      const current = await writeCommit(transaction, plan, collections);
      await dropOldRoots(transaction, { before, current });
      const step = { before, current, collections, pending: pending(version) };
      return { plan, before, overlaid: await writeOverlay(transaction, known, step) };
    });
    if (done.plan) {
      for (const { hash, root } of Object.values(parts)) known.roots.set(hash, root);
      for (const made of done.plan.commits) rememberRows(known, done.before, made);
      return finished(known, done);
    }
    for (const text of done.left) hashByText.set(text, await hashText(text));
  }
}

function finished(
  known: Known,
  { plan, overlaid }: { plan: CommitPlan; overlaid: Overlaid },
): Committed {
  const { current, changes } = overlaid;
  // Whatever was staged or found is committed by now, or for nothing: `tidy` may remove it.
  known.staged.clear();
  known.pinned.clear();
  rememberOverlay(known, overlaid);
  rememberLists(known, plan);
  forgetRoots(known, current);
  return { changes: joinChanges(changesOf(plan), changes), current };
}

function isSameState(a: Current | undefined, b: Current | undefined): boolean {
  // What is pending over it may change at any time, and is no part of a plan.
  const stateOf = (one: Current | undefined) => JSON.stringify(one && { ...one, overlay: 0 });
  return stateOf(a) === stateOf(b);
}

type Step = Pick<CommitPlan, 'before' | 'version'>;

/** A store emptied meanwhile must not be given what differs from the one before as if it were all (I4, fault D4). */
function checkBase({ before, version: { from } }: Step): void {
  if (!from || (before && isSameVersion(before, from))) return;
  throw new SyncError(
    'not-owner',
    `the cache is not at ${from.log}.${from.seq} any more; to be claimed anew`,
  );
}

/** The last gate before a reader could be shown something older than it has seen (I7, P4). */
function checkForward({ before, version }: Step): void {
  if (!before || !isOlder(version, before)) return;
  throw new SyncError(
    'conflict',
    `the cache is at ${before.log}.${before.seq}, seq ${version.seq} would lead back`,
  );
}

/** The next delta finds in memory what this commit wrote. */
function rememberLists({ memo }: Known, { commits }: CommitPlan): void {
  for (const { name, line, lists } of commits) {
    for (const [list, value] of lists) {
      const tag = list === ID_LIST ? line.baseRoot : line.lists[list];
      if (tag) memo.set(`${name}/${list}`, { tag, value });
    }
  }
}

/** The roots that a delta left; chunks and order lists that it left are for `tidy`. */
async function dropOldRoots(
  transaction: WriteTransaction,
  { before, current }: { readonly before: Current; readonly current: Current },
): Promise<void> {
  const used = new Set(Object.values(current.collections).flatMap((c) => [c.root, c.baseRoot]));
  const left = Object.values(before.collections).map((line) => line.root);
  await transaction.delete(
    'chunks',
    left.filter((hash) => !used.has(hash)),
  );
}

/** `Cache.commitOverlay`: the base stays as it is. Undefined where there is none, or nothing reads otherwise. */
export async function commitOverlay({
  session,
  collections,
  pending,
}: Committing): Promise<OverlayCommit | undefined> {
  const done = await session.write(async (transaction, current) => {
    if (!current) return undefined;
    const step = { before: current, current, collections, pending: pending(current) };
    return { before: current, ...(await writeOverlay(transaction, session.known, step)) };
  });
  if (!done) return undefined;
  rememberOverlay(session.known, done);
  const { before, current, changes } = done;
  return before === current
    ? undefined
    : { before: placeOf(before), place: placeOf(current), changes };
}
