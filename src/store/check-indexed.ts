import type { Query } from '../model/query.ts';
import type { Collection } from '../model/schema.ts';
import { SyncError } from '../protocol/failure.ts';
import { keyRangeOf } from './key-range.ts';

/** Throws 'not-found' where no declared index begins with just these fields: the answer would cost a scan. */
export function checkIndexed(collection: Collection, where: NonNullable<Query['where']>): void {
  if (keyRangeOf(collection, { where })) return;
  const fields = Object.keys(where).map((field) => `"${field}"`);
  throw new SyncError(
    'not-found',
    `${collection.name} has no index that begins with ${fields.join(' and ') || 'no field'}; declare one in its "indexes", or filter with "where" in createAll`,
    { collection: collection.name },
  );
}
