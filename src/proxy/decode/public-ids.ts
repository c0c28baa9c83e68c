import { compareByAge } from '../../model/record.ts';
import type { UpstreamRecord } from '../source/source.ts';
import { toText } from './well-formed.ts';

/**
 * The public id of each record, by upstream id: its key where the key column is filled, else its record id. Of a key
 * that occurs twice the oldest row keeps it and the copies go by their record ids; a key that is another row's record
 * id is not taken over, so ids are unique whatever editors type (B8).
 */
export function assignPublicIds(
  records: readonly UpstreamRecord[],
  keyColumn: string | undefined,
): ReadonlyMap<string, string> {
  const publicIdByUpstream = new Map<string, string>();
  for (const { id } of records) publicIdByUpstream.set(id, id);
  if (keyColumn === undefined) return publicIdByUpstream;
  const ownerByKey = new Map<string, UpstreamRecord>();
  for (const record of records) {
    const key = keyOf(
      Object.hasOwn(record.fields, keyColumn) ? record.fields[keyColumn] : undefined,
    );
    if (key === undefined || (publicIdByUpstream.has(key) && key !== record.id)) continue;
    const owner = ownerByKey.get(key);
    if (!owner || compareByAge(record, owner) < 0) ownerByKey.set(key, record);
  }
  for (const [key, { id }] of ownerByKey) publicIdByUpstream.set(id, key);
  return publicIdByUpstream;
}

/** A cell as a key: text or number, trimmed, of a length that suits an address. */
function keyOf(cell: unknown): string | undefined {
  if (typeof cell !== 'string' && typeof cell !== 'number') return undefined;
  const key = toText(String(cell)).trim();
  return key !== '' && key.length <= 128 ? key : undefined;
}
