import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../src/model/canonical.ts';
import type { Hash } from '../../../src/model/hash.ts';
import { compareByAge, type JsonValue, type StoredRecord } from '../../../src/model/record.ts';
import { applyToRoot, type Delta } from '../../../src/protocol/delta.ts';
import type { Manifest } from '../../../src/protocol/manifest.ts';
import type { Root } from '../../../src/protocol/root.ts';

/** What a reader holds of one collection. */
export interface Held {
  readonly root: Root;
  readonly recordById: ReadonlyMap<string, StoredRecord>;
}

export const nameOf = (value: unknown): Hash =>
  createHash('sha256')
    .update(canonicalJson(value as JsonValue))
    .digest('base64url');

/** Reads a collection from nothing: its root, and every chunk of it. */
export function readWhole(
  manifest: Manifest,
  name: string,
  objects: ReadonlyMap<Hash, string>,
): Held {
  const root = JSON.parse(objects.get(manifest.collections[name]!.root)!) as Root;
  const records = root.chunks.flatMap(
    (line) => JSON.parse(objects.get(line.hash)!) as StoredRecord[],
  );
  return { root, recordById: new Map(records.map((record) => [record.id, record])) };
}

/** Goes one publication on by its delta. */
export function applyDelta(
  held: ReadonlyMap<string, Held>,
  delta: Delta,
): ReadonlyMap<string, Held> {
  const next = new Map(held);
  for (const [name, part] of Object.entries(delta.collections)) {
    const before = held.get(name)!;
    const recordById = new Map(before.recordById);
    for (const id of part.deleted) recordById.delete(id);
    for (const record of part.changed) recordById.set(record.id, record);
    next.set(name, { root: applyToRoot(before.root, part), recordById });
  }
  return next;
}

export const inAgeOrder = (held: Held): readonly StoredRecord[] =>
  [...held.recordById.values()].sort(compareByAge);
