import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredRecord } from '../../model/record.ts';
import { decodeManifest } from '../../protocol/manifest.ts';
import { decodeRoot } from '../../protocol/root.ts';

/** A record that is not published any more, as it last was. */
export interface RemovedRecord {
  /** '' where no kept change tells it. */
  readonly collection: string;
  /** When it was last published anew, in milliseconds since 1970. */
  readonly writtenAt: number;
  readonly record: StoredRecord;
}

/**
 * The records that the objects of a data folder still hold, thirty days long, and the publication does not; by id. Reads
 * every object once and changes nothing, so a server may run beside. Rejects where nothing was published yet.
 */
export async function findRemoved(dataDir: string): Promise<readonly RemovedRecord[]> {
  const folder = join(dataDir, 'o');
  const published = await readPublishedIds(dataDir);
  const lastById = new Map<string, { readonly writtenAt: number; readonly record: StoredRecord }>();
  const collectionById = new Map<string, string>();

  const take = (record: StoredRecord, writtenAt: number) => {
    const known = lastById.get(record.id);
    if (!published.has(record.id) && (!known || known.writtenAt < writtenAt)) {
      lastById.set(record.id, { writtenAt, record });
    }
  };

  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue;
    const path = join(folder, name);
    // An object that the server removes meanwhile is older than thirty days.
    const text = await readFile(path, 'utf8').catch(() => 'null');
    const { mtimeMs = 0 } = (await stat(path).catch(() => undefined)) ?? {};
    const value: unknown = JSON.parse(text);
    for (const record of recordsIn(value)) take(record, mtimeMs);
    for (const [collection, { changed, deleted }] of changesIn(value)) {
      for (const record of changed) take(record, mtimeMs);
      for (const id of [...deleted, ...changed.map((record) => record.id)]) {
        collectionById.set(id, collection);
      }
    }
  }
  return [...lastById]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, last]) => ({ collection: collectionById.get(id) ?? '', ...last }));
}

async function readPublishedIds(dataDir: string): Promise<ReadonlySet<string>> {
  const readObject = async (hash: string): Promise<unknown> =>
    JSON.parse(await readFile(join(dataDir, 'o', `${hash}.json`), 'utf8'));
  const path = join(dataDir, 'publication', 'manifest.json');
  const manifest = decodeManifest(JSON.parse(await readFile(path, 'utf8')));
  const published = new Set<string>();
  for (const { root } of Object.values(manifest.collections)) {
    for (const bucket of decodeRoot(await readObject(root)).ids) {
      for (const id of Object.keys((await readObject(bucket)) as object)) published.add(id);
    }
  }
  return published;
}

interface Change {
  readonly changed: readonly StoredRecord[];
  readonly deleted: readonly string[];
}

/** What an object holds, if it is a chunk; an order list is an array too, of ids. */
function recordsIn(value: unknown): readonly StoredRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** What an object says of collections, if it is a delta; heads, roots and histories have no such member. */
function changesIn(value: unknown): readonly (readonly [string, Change])[] {
  if (typeof value !== 'object' || value === null || !('collections' in value)) return [];
  return Object.entries(value.collections as Readonly<Record<string, Change>>);
}

function isRecord(value: unknown): value is StoredRecord {
  return typeof value === 'object' && value !== null && 'id' in value && 'createdTime' in value;
}
