import type { Outbox, OutboxRow } from '../cache/outbox.ts';
import type { PendingOver } from '../cache/overlay.ts';
import type { Pending } from '../cache/overlay-memory.ts';
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
    const { id, args, ctx, firstSentAt, hidden, effects = [] } = row;
    const pending: Pending = {
      id,
      now: ctx.now,
      run: (tx) => mutator.run(tx, args as never, ctx),
      // Sent, it may be in any version: its result names one that has it, and an earlier one may have it too.
      // Sent before anything was kept, it showed nothing yet, and a first version may have it already.
      // Of one that a filter holds back, only what it made; that is as the base says as soon as the base has it.
      ...(firstSentAt !== undefined && {
        effects: effects.filter(({ isNew }) => isNew || !hidden),
      }),
    };
    pendingByRow.set(row, pending);
    return pending;
  }

  return (version) => {
    if (!isRead()) return undefined;
    const arrived = arrivedIn(rows(), version);
    return rows().flatMap((row) => {
      if (row.ended || (arrived.has(row) && !row.hidden)) return [];
      return pendingOf(row) ?? [];
    });
  };
}

/**
 * The rows that a version has, and that need not be shown any more. One that was made over another of which nobody knows
 * whether the version has it stays with it: what it was seen to do contains the other, which the version may not.
 */
export function arrivedIn(
  rows: readonly OutboxRow[],
  version: Version | undefined,
): ReadonlySet<OutboxRow> {
  const unsure = new Set<string>();
  const hasArrived = (row: OutboxRow) => {
    const records = (row.effects ?? []).map(({ collection, id }) => `${collection}/${id}`);
    if (isContained(row, version) && !records.some((record) => unsure.has(record))) return true;
    if (row.firstSentAt !== undefined && !row.ended) records.forEach((one) => unsure.add(one));
    return false;
  };
  // Most often there is none, and nothing has to be spelled.
  return new Set(rows.some((row) => isContained(row, version)) ? rows.filter(hasArrived) : []);
}

/** A mutator of this build by its name, which may be any text. */
export function mutatorNamed(name: string, mutators: Mutators): AnyMutator | undefined {
  return Object.hasOwn(mutators, name) ? mutators[name] : undefined;
}

/**
 * The mutator of a row that this build can run; undefined for one of a newer build, which is neither run nor sent nor
 * dropped.
 */
export function mutatorOf(
  { v, name, args }: OutboxRow,
  mutators: Mutators,
): AnyMutator | undefined {
  const mutator = mutatorNamed(name, mutators);
  return v === 1 && mutator && checkArguments(mutator, args).ok ? mutator : undefined;
}

/**
 * True where a version has what a row's result speaks of. Versions of two logs cannot be compared, but a log that took the
 * place of the one that was kept when the result came was read from Airtable after it.
 */
export function isContained({ result }: OutboxRow, version: Version | undefined): boolean {
  if (!result || !version) return false;
  return version.log === result.log ? version.seq >= result.seq : version.log !== result.over;
}
