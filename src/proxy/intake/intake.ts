import type { Collection } from '../../model/schema.ts';
import type { DecodeContext } from '../decode/decode-record.ts';
import type { FieldProblem } from '../decode/problem.ts';
import {
  standingIn,
  type DeletionGuard,
  type GuardedChange,
  type Verdict,
} from '../guard/deletion-guard.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { Report } from '../report.ts';
import type { SourceChange, SourceSink } from '../source/source.ts';
import { createSettling } from './settling.ts';
import { createIntakeTable, type IntakeTable, type NewestRecords } from './table.ts';

/** Between source and publisher: decodes what came, and publishes what it changes, one batch after the other. */
export interface Intake extends SourceSink {
  /** Publishes the records that hold these attachments anew: their bytes have come, or something is wrong with them. */
  readonly mediaNews: (attachmentIds: ReadonlySet<string>) => Promise<void>;
  /** Lets these deletions go if they still wait, by collection; without a list all that wait. Gives how many went. */
  readonly confirmDeletions: (
    idsByName?: ReadonlyMap<string, readonly string[]>,
  ) => Promise<Readonly<Record<string, number>>>;
  /** Publishes what nobody has touched for as long as its collection asks for. Cheap where nothing waits. */
  readonly settle: () => Promise<void>;
  /** A collection's records as they stand upstream, as far as is known; undefined while it was not seen whole. */
  readonly newest: (name: string) => NewestRecords | undefined;
  /** Whether a record of this public id stands in a collection; before that was seen whole, whether it is published. */
  readonly has: (name: string, publicId: string) => boolean;
  /** What is wrong with upstream records at present. */
  readonly problems: () => readonly FieldProblem[];
}

/** What an intake is given. */
export interface IntakeOptions {
  readonly collections: readonly Collection[];
  readonly publisher: Publisher;
  readonly guard: DeletionGuard;
  readonly now: () => number;
  /** When the last good reading of a collection began. */
  readonly lastGoodAt: (name: string) => number | undefined;
  readonly context: DecodeContext;
  readonly report: Report;
}

/** Creates an intake with empty tables; an earlier run's publication stands until whole tables replace it. */
export function createIntake({
  collections,
  publisher,
  guard,
  now,
  lastGoodAt,
  context,
  report,
}: IntakeOptions): Intake {
  const settlingByName = new Map(
    collections.map(({ name, publish: terms }) => [
      name,
      createSettling((terms?.settleSeconds ?? 0) * 1_000),
    ]),
  );
  // Upstream ids are unique in a base, whatever the table.
  const publicIdOf = (upstreamId: string): string | undefined => {
    for (const table of tableByName.values()) {
      const id = table.publicIdOf(upstreamId);
      if (id !== undefined) return id;
    }
    return undefined;
  };
  const isAllRead = () =>
    collections.every(({ name, key }) => key === undefined || tableByName.get(name)?.isComplete());
  const tableByName: ReadonlyMap<string, IntakeTable> = new Map(
    collections.map((collection) => [
      collection.name,
      createIntakeTable(collection, {
        context,
        published: () => publisher.stateOf(collection.name).entryById,
        publicIdOf,
        isAllRead,
        heldBack: settlingByName.get(collection.name)!.heldBack,
      }),
    ]),
  );
  const namesOf = (idsByName?: ReadonlyMap<string, readonly string[]>) =>
    idsByName ? [...idsByName.keys()] : collections.map(({ name }) => name);
  let queue: Promise<unknown> = Promise.resolve();
  let tick = 0;
  let reported = new Set<string>();

  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work);
    // A full disk, most likely. What was taken is not public, and must be found again when it comes again.
    queue = done.catch(() => {
      for (const table of tableByName.values()) table.rollBack();
    });
    return done;
  };

  const problems = () => [...tableByName.values()].flatMap((table) => table.problems());

  const reportProblems = () => {
    const all = problems();
    const fresh = all.filter((problem) => !reported.has(JSON.stringify(problem)));
    reported = new Set(all.map((problem) => JSON.stringify(problem)));
    if (fresh.length > 0) report({ type: 'records-skipped', problems: fresh });
  };

  /** Publishes what the guard lets through; the rest waits, and what waits is noted after what did not. */
  const publish = async (changeByName: ReadonlyMap<string, GuardedChange>) => {
    const verdicts = new Map<string, Verdict>();
    for (const [name, change] of changeByName) {
      verdicts.set(name, guard.judge(name, publisher.stateOf(name), change));
    }
    await publisher.publish(new Map([...verdicts].map(([name, { change }]) => [name, change])));
    for (const name of changeByName.keys()) tableByName.get(name)?.commit();
    await guard.keep(verdicts);
  };

  /** Records whose links lead to what has come, or goes by another id now, whichever was read first. */
  const relinked = (wasAllRead: boolean) => {
    const newlyNamed = new Set([...tableByName.values()].flatMap((table) => table.newlyNamed()));
    const isAllReadNow = !wasAllRead && isAllRead();
    if (newlyNamed.size === 0 && !isAllReadNow) return [];
    const isMeant = (id: string) =>
      newlyNamed.has(id) || (isAllReadNow && publicIdOf(id) === undefined);
    return [...tableByName]
      .map(([name, table]) => [name, table.relink(isMeant)] as const)
      .filter(([, records]) => records.length > 0);
  };

  const applyNow = async (changes: readonly SourceChange[]) => {
    const changeByName = new Map<string, GuardedChange>();
    const wasAllRead = isAllRead();
    const add = (name: string, change: GuardedChange) =>
      changeByName.set(name, mergeChanges(changeByName.get(name), change));
    for (const change of changes) {
      const table = tableByName.get(change.collection);
      // Single records of a table that was never seen whole could not be told from the rest of it.
      if (!table || (change.kind === 'part' && !table.isComplete())) continue;
      const { collection: name } = change;
      const isOwn = change.kind === 'part' && change.isOwn === true;
      if (isOwn) table.noteOwn(change, ++tick);
      const taken = await table.take(isOwn ? change : table.withoutUndoing(change));
      const settling = settlingByName.get(name)!;
      // What Offprint wrote itself is finished: nobody is typing it.
      add(
        name,
        isOwn ? settling.pass(taken) : settling.hold(taken, publisher.stateOf(name), now()),
      );
    }
    for (const [name, changed] of relinked(wasAllRead)) {
      const change = { changed, removed: [], evidence: new Map(), isWhole: false };
      add(name, settlingByName.get(name)!.amend(change));
    }
    await publish(changeByName);
    reportProblems();
  };

  return Object.freeze({
    apply: (changes: readonly SourceChange[]) => enqueue(() => applyNow(changes)),
    mediaNews: (attachmentIds: ReadonlySet<string>) =>
      enqueue(async () => {
        const changeByName = new Map<string, GuardedChange>();
        for (const [name, table] of tableByName) {
          if (!table.isComplete()) continue;
          const taken = await table.retake(attachmentIds);
          changeByName.set(name, settlingByName.get(name)!.amend(taken));
        }
        await publish(changeByName);
        reportProblems();
      }),
    settle: () =>
      enqueue(async () => {
        const changeByName = new Map<string, GuardedChange>();
        for (const [name, settling] of settlingByName) {
          const times = { readAt: lastGoodAt(name) ?? -Infinity, now: now() };
          const change = settling.release(publisher.stateOf(name), times);
          if (change) changeByName.set(name, change);
        }
        if (changeByName.size > 0) await publish(changeByName);
      }),
    tick: () => tick,
    overtaken: (name: string, ids: readonly string[], askedAt: number) =>
      tableByName.get(name)?.overtaken(ids, askedAt) ?? [],
    newest: (name: string) => {
      const table = tableByName.get(name);
      return table?.isComplete() ? table : undefined;
    },
    has: (name: string, publicId: string) => tableByName.get(name)?.has(publicId) ?? false,
    publishedCount: publisher.countOf,
    knownIds: (name: string) => tableByName.get(name)?.knownIds() ?? [],
    confirmDeletions: (idsByName?: ReadonlyMap<string, readonly string[]>) =>
      enqueue(async () => {
        const changeByName = new Map<string, GuardedChange>();
        for (const name of namesOf(idsByName)) {
          const held = guard.heldIds(name);
          const removed = [...held].filter((id) => idsByName?.get(name)?.includes(id) ?? true);
          if (removed.length > 0) changeByName.set(name, confirmed(removed));
        }
        await publish(changeByName);
        return Object.fromEntries(
          [...changeByName].map(([name, { removed }]) => [name, removed.length]),
        );
      }),
    problems,
  });
}

/** Two changes of one collection as one. */
function mergeChanges(earlier: GuardedChange | undefined, later: GuardedChange): GuardedChange {
  if (!earlier) return later;
  const standing = standingIn(later);
  const leaving = new Set(later.removed);
  // A whole table speaks for all that came before it.
  const stays = (id: string) => standing.has(id) || (!later.isWhole && !leaving.has(id));
  const stillRemoved = later.isWhole ? [] : earlier.removed.filter((id) => !standing.has(id));
  const order = later.order ?? earlier.order;
  return {
    changed: [...earlier.changed.filter(({ id }) => stays(id)), ...later.changed],
    removed: [...new Set([...stillRemoved, ...later.removed])],
    evidence: new Map([...earlier.evidence, ...later.evidence]),
    isWhole: earlier.isWhole || later.isWhole,
    standing: new Set([...[...standingIn(earlier)].filter(stays), ...standing]),
    ...(order ? { order } : {}),
  };
}

/** Deletions that somebody answers for. */
function confirmed(removed: readonly string[]): GuardedChange {
  return {
    changed: [],
    removed,
    evidence: new Map(removed.map((id) => [id, 'own'])),
    isWhole: false,
  };
}
