import type { AnyMutator } from '../../model/mutator.ts';
import type { Collection } from '../../model/schema.ts';
import { SyncError, toFailure } from '../../protocol/failure.ts';
import type { MutationFailure } from '../../protocol/mutation.ts';
import type { Version } from '../../protocol/version.ts';
import type { Report } from '../report.ts';
import type { Effect, Fields } from './effect.ts';
import type { Entry, Outcome } from './journal.ts';
import { createNewestView, type NewestViewOptions } from './newest-view.ts';
import { presentValues } from './present-values.ts';
import { createRecordsTransaction, type LookedAt } from './records-transaction.ts';

/** What mutations are run with. */
export interface RunOptions extends NewestViewOptions {
  readonly mutators: Readonly<Record<string, AnyMutator>>;
  /** What is published; undefined before anything is. */
  readonly version: () => Version | undefined;
  /** Why nothing of a collection can be changed; undefined where nothing speaks against it. */
  readonly obstacle: (collection: string) => string | undefined;
  /** Why a collection is not even read; one that is only read may have none, and is waited for. */
  readonly readObstacle: (collection: string) => string | undefined;
  readonly report: Report;
}

/** What came of a run: nothing of it has taken place yet. */
export interface Decision {
  readonly outcome: Outcome;
  readonly effects: readonly Effect[];
  readonly looked: readonly LookedAt[];
}

/** Runs one mutation over the newest records; 'not-ready' where something that it needs has not been read yet. */
export async function runMutation(
  { number, name, args, ctx }: Entry,
  options: RunOptions,
): Promise<Decision | 'not-ready'> {
  const { mutators, version, report } = options;
  const view = createNewestView(options, ctx.newIds);
  const tx = createRecordsTransaction(view, { number, at: ctx.now });
  const rejected = (error: MutationFailure): Decision => ({
    outcome: { state: 'rejected', error },
    effects: [],
    looked: tx.looked(),
  });
  const impossible = (message: string) => rejected({ code: 'not-found', message });
  /** What is not read because of an obstacle will not be read soon: nothing waits for it. */
  const missed = (collection: string): Decision | 'not-ready' => {
    const why = options.readObstacle(collection);
    return why === undefined ? 'not-ready' : impossible(`"${collection}" cannot be read: ${why}.`);
  };
  const failureOf = (error: unknown): MutationFailure => {
    if (!(error instanceof SyncError)) {
      report({ type: 'failed', what: `running ${name}`, error });
      return { code: 'invalid-arguments', message: 'This change makes no sense here.' };
    }
    const present = error.code === 'conflict' ? presentValues(args, tx.looked(), view) : undefined;
    return { ...toFailure(error), ...(present && { present }) };
  };
  const mutator = Object.hasOwn(mutators, name) ? mutators[name] : undefined;
  if (!mutator) return rejected({ code: 'not-found', message: `There is no change "${name}".` });
  try {
    await mutator.run(tx, args as never, ctx);
  } catch (error) {
    const missing = view.missing();
    return missing === undefined ? rejected(failureOf(error)) : missed(missing);
  }
  const published = version();
  if (view.missing() !== undefined || !published) return 'not-ready';
  const effects = tx.effects();
  for (const { collection } of effects) {
    const why = options.obstacle(collection);
    if (why === undefined) continue;
    return impossible(`"${collection}" cannot be changed through the site: ${why}.`);
  }
  // What it made of links that an earlier run published might take away one that came since.
  const isOpen = effects.some(
    ({ collection, id, fields }) =>
      options.newest(collection)?.find(id)?.hasOpenLinks === true &&
      hasLinks(options.collections, collection, fields),
  );
  if (isOpen) return 'not-ready';
  const { log, seq } = published;
  const outcome: Outcome =
    effects.length > 0 ? { state: 'pending' } : { state: 'applied', log, seq };
  return { outcome, effects, looked: tx.looked() };
}

function hasLinks(collections: readonly Collection[], name: string, fields: Fields): boolean {
  const collection = collections.find((one) => one.name === name);
  return Object.keys(fields).some((field) => collection?.fields[field]?.kind === 'links');
}
