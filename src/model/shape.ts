import { canonicalJson } from './canonical.ts';
import { hashText, type Hash } from './hash.ts';
import type { JsonValue } from './record.ts';
import type { Collection } from './schema.ts';

/**
 * The hash of a collection's schema: what its records look like, not where they come from. A reader whose own shape
 * differs keeps what it has and offers the update.
 */
export function shapeOf(collection: Collection): Promise<Hash> {
  const fields: Record<string, JsonValue> = {};
  for (const [name, { kind }] of Object.entries(collection.fields)) fields[name] = kind;
  return hashText(canonicalJson({ fields, indexes: collection.indexes as unknown as JsonValue }));
}
