import { canonicalJson } from '../../model/canonical.ts';
import { startsSegment, type SpelledRecord } from '../../model/chunk.ts';
import type { Hash } from '../../model/hash.ts';
import type { StoredRecord } from '../../model/record.ts';
import { hashTextSync } from '../objects/hash-sync.ts';

/** A record with everything a publication asks of it, worked out once and kept while the record stays the same. */
export interface Entry extends SpelledRecord {
  readonly hash: Hash;
  readonly startsSegment: boolean;
}

/** Spells a record; throws where it is not JSON. */
export function createEntry(record: StoredRecord, text: string = canonicalJson(record)): Entry {
  return { record, text, hash: hashTextSync(text), startsSegment: startsSegment(record.id) };
}
