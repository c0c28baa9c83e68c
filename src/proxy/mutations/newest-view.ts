import type { Collection } from '../../model/schema.ts';
import { SyncError } from '../../protocol/failure.ts';
import type { NewestRecords } from '../intake/table.ts';
import type { Books } from './books.ts';
import type { Journal } from './journal.ts';
import { hasOwnIds } from './plan-round.ts';
import type { RecordView } from './records-transaction.ts';

/** What a view is made of. */
export interface NewestViewOptions {
  readonly collections: readonly Collection[];
  readonly books: Pick<Books, 'pending'> & { readonly journal: Pick<Journal, 'kept'> };
  /** A collection's newest records; undefined while they are not known. */
  readonly newest: (name: string) => NewestRecords | undefined;
  /** Whether a record of this public id stands in a collection; while its newest are not known, whether it is published. */
  readonly has: (name: string, publicId: string) => boolean;
}

/** A view that remembers what it could not answer. */
export interface NewestView extends RecordView {
  /** The name of the first collection that was asked for before it was read; undefined where all were known. */
  readonly missing: () => string | undefined;
}

/**
 * Creates a view of the newest records with everything that is journalled over them. `newIds` are those that its mutation
 * calls new: what went by one of them until it was removed may come back, by its own id alone.
 */
export function createNewestView(
  { collections, newest, has, books }: NewestViewOptions,
  newIds: readonly string[],
): NewestView {
  const { pending, journal } = books;
  let missing: string | undefined;

  const find = ({ name }: Collection, id: string) => {
    const records = newest(name);
    if (records) return records.find(id);
    missing ??= name;
    throw new SyncError('offline', `"${name}" has not been read yet.`);
  };

  const isTakenElsewhere = (collection: Collection, id: string) =>
    collections.some(
      ({ name, key }) =>
        name !== collection.name &&
        hasOwnIds(key) &&
        (pending.of(name, id).length > 0 || has(name, id) || journal.kept(name, id) !== undefined),
    );

  return Object.freeze({
    get: (collection: Collection, id: string) =>
      pending.after(collection, id, find(collection, id)?.record),
    isTaken: (collection: Collection, id: string) => {
      const isHere = find(collection, id) !== undefined;
      const isNew = newIds.includes(id);
      const isLeaving = pending.of(collection.name, id).at(-1)?.kind === 'remove';
      if (isHere && (isNew || !isLeaving)) return true;
      const isGone = journal.kept(collection.name, id) !== undefined;
      return (isNew && isGone) || isTakenElsewhere(collection, id);
    },
    isPending: (collection: string, id: string) => pending.of(collection, id).length > 0,
    isRemoved: (collection: string, id: string) =>
      pending.of(collection, id).some(({ kind }) => kind === 'remove'),
    missing: () => missing,
  });
}
