import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../model/record.ts';
import type { Entry } from './journal.ts';
import type { LookedAt, RecordView } from './records-transaction.ts';

/**
 * What stands in the fields that the person saw otherwise, so that they can choose between it and theirs; undefined where
 * they did not say what they saw. The record is the one that the argument `id` names, else the first that was looked at.
 */
export function presentValues(
  args: Entry['args'],
  looked: readonly LookedAt[],
  view: Pick<RecordView, 'get'>,
): Readonly<Record<string, JsonValue>> | undefined {
  const seen = args['seen'];
  const meant = looked.find(({ id }) => id === args['id']) ?? looked[0];
  if (typeof seen !== 'object' || seen === null || !meant) return undefined;
  const record = view.get(meant.collection, meant.id);
  if (!record) return undefined;
  const present = Object.entries(seen as Record<string, JsonValue>).flatMap(([field, value]) => {
    const now = Object.hasOwn(record, field) ? record[field] : undefined;
    const isOther = now !== undefined && !isDeepStrictEqual(now, value);
    return isOther && !isDeepStrictEqual(now, args[field]) ? [[field, now] as const] : [];
  });
  return Object.fromEntries(present);
}
