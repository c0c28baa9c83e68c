import { SyncError } from '../protocol/failure.ts';
import { isOlder, isSameVersion } from '../protocol/version.ts';
import { HEAD_LIST, ID_LIST, type Current } from '../store/layout.ts';
import type { Collections } from '../store/plan-read.ts';
import type { Committed, DeltaPart, NextVersion, RootAt } from './cache.ts';
import { changesOf, checkHeld, sweep, writeCommit, type CommitPlan } from './commit.ts';
import { forgetRoots, type Known } from './known.ts';
import { planDelta, readDelta } from './plan-delta.ts';
import { planRoots } from './plan-roots.ts';
import type { Session } from './session.ts';
import { collectionOf } from './staging.ts';
import type { WriteTransaction } from './storage.ts';

/** Who commits, and of which collections. */
export interface Committing {
  readonly session: Session;
  readonly collections: Collections;
}

/** `Cache.commitRoots`. */
export async function commitRoots(
  committing: Committing,
  version: NextVersion,
  roots: Readonly<Record<string, RootAt>>,
): Promise<Committed> {
  const { session, collections } = committing;
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
  const committed = await commit(committing, plan, async (transaction, { current }) => {
    await checkHeld(transaction, roots);
    await sweep(transaction, known, { current, pinned: new Set() });
  });
  known.staged.clear();
  known.pinned.clear();
  return committed;
}

/** `Cache.commitDelta`. */
export async function commitDelta(
  committing: Committing,
  version: NextVersion,
  parts: Readonly<Record<string, DeltaPart>>,
): Promise<Committed> {
  const { session, collections } = committing;
  const plan = async (): Promise<CommitPlan> => {
    const { readings, before } = await session.read(async (transaction, current) => {
      const planning = { transaction, known: session.known, before: current, version };
      const read = [];
      for (const [name, part] of Object.entries(parts)) {
        read.push(await readDelta(planning, collectionOf(collections, name), part));
      }
      return { readings: read, before: current };
    });
    if (!before) throw new SyncError('invalid-response', 'a delta came before any content');
    return { before, version, commits: await Promise.all(readings.map(planDelta)) };
  };
  const committed = await commit(committing, plan, dropOldRoots);
  for (const { hash, root } of Object.values(parts)) session.known.roots.set(hash, root);
  return committed;
}

/** What a commit's last step, inside its transaction, is told. */
interface Done {
  readonly before: Current | undefined;
  readonly current: Current;
}

/** Plans and writes; plans again where the store is not as it was planned for (it was emptied, or tidied). */
async function commit(
  { session, collections }: Committing,
  plan: () => Promise<CommitPlan>,
  finish: (transaction: WriteTransaction, done: Done) => Promise<void>,
): Promise<Committed> {
  for (let tries = 0; tries < 3; tries++) {
    const planned = await plan();
    checkBase(planned);
    checkForward(planned);
    const current = await session.write(async (transaction, before) => {
      if (!isSameState(before, planned.before)) return undefined;
      const next = await writeCommit(transaction, planned, collections);
      await finish(transaction, { before, current: next });
      return next;
    });
    if (!current) continue;
    rememberLists(session.known, planned);
    forgetRoots(session.known, current);
    return { changes: changesOf(planned), current };
  }
  throw new SyncError('storage-failed', 'the cache changed under each of three commits');
}

function isSameState(a: Current | undefined, b: Current | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A store that was emptied meanwhile must not be given what differs from the one before as if it were all (I4, D4). */
function checkBase({ before, version: { from } }: CommitPlan): void {
  if (!from || (before && isSameVersion(before, from))) return;
  throw new SyncError(
    'not-owner',
    `the cache is not at ${from.log}.${from.seq} any more; it is claimed anew before the next commit`,
  );
}

/** The last gate before a reader could be shown something older than it has seen (I7, P4). */
function checkForward({ before, version }: CommitPlan): void {
  if (!before || !isOlder(version, before)) return;
  throw new SyncError(
    'conflict',
    `the cache is at ${before.log}.${before.seq}, a commit of seq ${version.seq} would lead back`,
  );
}

/** The next delta finds in memory what this commit wrote. */
function rememberLists({ memo }: Known, { commits }: CommitPlan): void {
  for (const { name, line, lists } of commits) {
    for (const [list, value] of lists) {
      const tag = list === ID_LIST ? line.baseRoot : line.lists[list];
      if (tag && list !== HEAD_LIST) memo.set(`${name}/${list}`, { tag, value });
    }
  }
}

/** The roots that a delta left; chunks and order lists that it left are for `tidy`. */
async function dropOldRoots(
  transaction: WriteTransaction,
  { before, current }: Done,
): Promise<void> {
  const used = new Set(Object.values(current.collections).flatMap((c) => [c.root, c.baseRoot]));
  const left = Object.values(before?.collections ?? {}).map((line) => line.root);
  await transaction.delete(
    'chunks',
    left.filter((hash) => !used.has(hash)),
  );
}
