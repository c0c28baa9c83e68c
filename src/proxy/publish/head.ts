import { canonicalJson } from '../../model/canonical.ts';
import { comparatorOf, selectFields } from '../../model/query.ts';
import type { JsonValue, StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import type { Head } from '../../protocol/manifest.ts';
import { MAX_OBJECT_BYTES } from '../../protocol/paths.ts';
import type { Entry } from './entry.ts';

/**
 * The head of a collection as its object, in canonical form; undefined where it is larger than a reader takes an object
 * to be (N16): a first sync then shows nothing before its end.
 */
export function spellHead(
  first: NonNullable<Collection['first']>,
  entries: readonly Entry[],
): string | undefined {
  const text = canonicalJson(headOf(first, entries) as unknown as JsonValue);
  return Buffer.byteLength(text) > MAX_OBJECT_BYTES ? undefined : text;
}

/**
 * The answer to a collection's `first` query: what `runQuery` gives, without sorting ten thousand records to show fifty.
 * Entries come in age order and are looked at from the newest on, since most orders begin there.
 */
function headOf(first: NonNullable<Collection['first']>, entries: readonly Entry[]): Head {
  const compare = comparatorOf(first.orderBy);
  const best: StoredRecord[] = [];
  for (let i = entries.length - 1; i >= 0; i--) {
    const { record } = entries[i]!;
    if (best.length === first.limit) {
      if (best.length === 0 || compare(record, best.at(-1)!) > 0) continue;
      best.pop();
    }
    let at = best.length;
    while (at > 0 && compare(record, best[at - 1]!) < 0) at--;
    best.splice(at, 0, record);
  }
  return {
    rows: best.map((record) => selectFields(record, first.select)),
    total: entries.length,
  };
}
