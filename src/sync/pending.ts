import type { Outbox, OutboxRow } from '../cache/outbox.ts';
import type { Pending, PendingOver } from '../cache/overlay.ts';
import { checkArguments, type AnyMutator } from '../model/mutator.ts';
import type { Version } from '../protocol/version.ts';

/** The site's mutators, by name. */
export type Mutators = Readonly<Record<string, AnyMutator>>;

/** What the rows of an outbox mean over a version; the same row is always the same pending change. */
export function createPending(
  { rows, isRead }: Pick<Outbox, 'rows' | 'isRead'>,
  mutators: Mutators,
): PendingOver {
  const pendingByRow = new WeakMap<OutboxRow, Pending>();

  function pendingOf(row: OutboxRow): Pending | undefined {
    const known = pendingByRow.get(row);
    const mutator = mutatorOf(row, mutators);
    if (known || !mutator) return known;
    const { id, args, ctx, firstSentAt, result, hidden, effects = [] } = row;
    const isUnsure = hidden || (firstSentAt !== undefined && result === undefined);
    const pending: Pending = {
      id,
      now: ctx.now,
      run: (tx) => mutator.run(tx, args as never, ctx),
      // Sent before anything was kept, it showed nothing yet, and a first version may have it already.
      // Of one that a filter holds back, only what it made; that is as the base says as soon as the base has it.
      ...(isUnsure ? { effects: hidden ? effects.filter(({ isNew }) => isNew) : effects } : {}),
    };
    pendingByRow.set(row, pending);
    return pending;
  }

  return (version) => {
    if (!isRead()) return undefined;
    return rows().flatMap((row) => {
      const isDone = row.result && !row.hidden && isContained(row.result, version);
      if (row.ended || isDone) return [];
      return pendingOf(row) ?? [];
    });
  };
}

/**
 * The mutator of a row that this build can run; undefined for one of a newer build, which is neither run nor sent nor
 * dropped.
 */
export function mutatorOf(
  { v, name, args }: OutboxRow,
  mutators: Mutators,
): AnyMutator | undefined {
  const mutator = Object.hasOwn(mutators, name) ? mutators[name] : undefined;
  return v === 1 && mutator && checkArguments(mutator, args).ok ? mutator : undefined;
}

/**
 * True where a version has what a result speaks of. Versions of two logs cannot be compared, but a log that took the
 * place of the one that was kept when the result came was read from Airtable after it.
 */
export function isContained(
  { log, seq, over }: NonNullable<OutboxRow['result']>,
  version: Version,
): boolean {
  return version.log === log ? version.seq >= seq : version.log !== over;
}
