import { compareByAge, MAX_ID_LENGTH } from '../../model/record.ts';
import type { UpstreamRecord } from '../source/upstream-record.ts';
import { toText } from './well-formed.ts';

/** What a row's public id depends on: its record id, its age, and the key it claims, if any. */
export interface Claim {
  readonly id: string;
  readonly createdTime: string;
  readonly key?: string;
}

/** What this record claims. */
export function claimOf(record: UpstreamRecord, keyColumn: string | undefined): Claim {
  const { id, createdTime, fields } = record;
  const key =
    keyColumn !== undefined && Object.hasOwn(fields, keyColumn)
      ? keyOf(fields[keyColumn])
      : undefined;
  return { id, createdTime, ...(key === undefined ? {} : { key }) };
}

/**
 * The public id of each row, by upstream id: its key where the key column is filled, else its record id. Of a key
 * that occurs twice the oldest row keeps it and the copies go by their record ids; a key that is another row's record
 * id (`isRow`) is not taken over, so ids are unique whatever editors type (B8). Rows that claim other keys than these
 * do not change the answer and may be left out.
 */
export function assignPublicIds(
  claims: Iterable<Claim>,
  isRow: (id: string) => boolean,
): ReadonlyMap<string, string> {
  const publicIdByUpstream = new Map<string, string>();
  const ownerByKey = new Map<string, Claim>();
  for (const claim of claims) {
    const { id, key } = claim;
    publicIdByUpstream.set(id, id);
    if (key === undefined || (isRow(key) && key !== id)) continue;
    const owner = ownerByKey.get(key);
    if (!owner || compareByAge(claim, owner) < 0) ownerByKey.set(key, claim);
  }
  for (const [key, { id }] of ownerByKey) publicIdByUpstream.set(id, key);
  return publicIdByUpstream;
}

/** A cell as a key: text or number, trimmed, of a length that suits an address. */
function keyOf(cell: unknown): string | undefined {
  if (typeof cell !== 'string' && typeof cell !== 'number') return undefined;
  const key = toText(String(cell)).trim();
  return key !== '' && key.length <= MAX_ID_LENGTH ? key : undefined;
}
