import { compareByAge } from '../../model/record.ts';
import type { UpstreamRecord } from '../source/source.ts';
import { toText } from './well-formed.ts';

/**
 * The public id of each record, by upstream id: its key where the key column is filled, else its record id. Of a key
 * that occurs twice the oldest row keeps it and the copies go by their record ids; a key that is another row's record
 * id is not taken over, so ids are unique whatever editors type (B8).
 */
export function assignPublicIds(
  records: Iterable<UpstreamRecord>,
  keyColumn: string | undefined,
): ReadonlyMap<string, string> {
  const byAge = [...records].sort(compareByAge);
  if (keyColumn === undefined) return new Map(byAge.map(({ id }) => [id, id]));
  const recordIds = new Set(byAge.map((record) => record.id));
  const taken = new Set<string>();
  const publicIdByUpstream = new Map<string, string>();
  for (const { id, fields } of byAge) {
    const key = keyOf(Object.hasOwn(fields, keyColumn) ? fields[keyColumn] : undefined);
    const isFree = key !== undefined && !taken.has(key) && (key === id || !recordIds.has(key));
    if (isFree) taken.add(key);
    publicIdByUpstream.set(id, isFree ? key : id);
  }
  return publicIdByUpstream;
}

/** A cell as a key: text or number, trimmed, of a length that suits an address. */
function keyOf(cell: unknown): string | undefined {
  if (typeof cell !== 'string' && typeof cell !== 'number') return undefined;
  const key = toText(String(cell)).trim();
  return key !== '' && key.length <= 128 ? key : undefined;
}
