import type { Collection } from '../../model/schema.ts';
import type { DecodeContext } from '../decode/decode-record.ts';
import type { FieldProblem } from '../decode/problem.ts';
import type { CollectionChange } from '../publish/collection-state.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { Report } from '../report.ts';
import type { SourceChange, SourceSink } from '../source/source.ts';
import { createIntakeTable, type IntakeTable } from './table.ts';

/** Between source and publisher: decodes what came, and publishes what it changes, one batch after the other. */
export interface Intake extends SourceSink {
  /** Publishes the records that hold these attachments anew: their bytes have come, or something is wrong with them. */
  readonly mediaNews: (attachmentIds: ReadonlySet<string>) => Promise<void>;
  /** What is wrong with upstream records at present. */
  readonly problems: () => readonly FieldProblem[];
}

/** What an intake is given. */
export interface IntakeOptions {
  readonly collections: readonly Collection[];
  readonly publisher: Publisher;
  readonly context: DecodeContext;
  readonly report: Report;
}

/** Creates an intake with empty tables; an earlier run's publication stands until whole tables replace it. */
export function createIntake({ collections, publisher, context, report }: IntakeOptions): Intake {
  const tableByName = new Map<string, IntakeTable>(
    collections.map((collection) => [
      collection.name,
      createIntakeTable(
        collection,
        () => publisher.stateOf(collection.name).entryById.keys(),
        context,
      ),
    ]),
  );
  let queue: Promise<unknown> = Promise.resolve();
  let reported = new Set<string>();

  const enqueue = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };

  const problems = () => [...tableByName.values()].flatMap((table) => table.problems());

  const reportProblems = () => {
    const all = problems();
    const fresh = all.filter((problem) => !reported.has(JSON.stringify(problem)));
    reported = new Set(all.map((problem) => JSON.stringify(problem)));
    if (fresh.length > 0) report({ type: 'records-skipped', problems: fresh });
  };

  const publish = async (changeByName: ReadonlyMap<string, CollectionChange>) => {
    try {
      await publisher.publish(changeByName);
    } catch (error) {
      // A full disk, most likely. What was decoded is not public, so it must all be compared again.
      for (const name of changeByName.keys()) tableByName.get(name)?.distrust();
      throw error;
    }
  };

  const applyNow = async (changes: readonly SourceChange[]) => {
    const changeByName = new Map<string, CollectionChange>();
    for (const change of changes) {
      const table = tableByName.get(change.collection);
      // Single records of a table that was never seen whole could not be told from the rest of it.
      if (!table || (change.kind === 'part' && !table.isComplete())) continue;
      const earlier = changeByName.get(change.collection);
      changeByName.set(change.collection, mergeChanges(earlier, await table.take(change)));
    }
    await publish(changeByName);
    reportProblems();
  };

  return Object.freeze({
    apply: (changes: readonly SourceChange[]) => enqueue(() => applyNow(changes)),
    mediaNews: (attachmentIds: ReadonlySet<string>) =>
      enqueue(async () => {
        const changeByName = new Map<string, CollectionChange>();
        for (const [name, table] of tableByName) {
          if (table.isComplete()) changeByName.set(name, await table.retake(attachmentIds));
        }
        await publish(changeByName);
        reportProblems();
      }),
    problems,
  });
}

/** Two changes of one collection as one; `removed` and `order` of the later one already speak of the whole. */
function mergeChanges(earlier: CollectionChange | undefined, later: CollectionChange) {
  if (!earlier) return later;
  const order = later.order ?? earlier.order;
  return {
    changed: [...earlier.changed, ...later.changed],
    removed: later.removed,
    ...(order ? { order } : {}),
  };
}
