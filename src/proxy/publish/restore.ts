import { readFile } from 'node:fs/promises';
import type { Hash } from '../../model/hash.ts';
import type { StoredRecord } from '../../model/record.ts';
import type { Collection } from '../../model/schema.ts';
import { asList, asText } from '../../protocol/check.ts';
import { decodeHistory, decodeRecord } from '../../protocol/delta.ts';
import { decodeManifest, type Manifest } from '../../protocol/manifest.ts';
import { decodeRoot } from '../../protocol/root.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { EMPTY_STATE, stepCollection, type CollectionState } from './collection-state.ts';
import type { Published } from './published.ts';

/**
 * Reads the last publication back from disk, every object verified against its name. A collection with a missing or
 * damaged object comes back without state and is published anew by its next sweep; so is one that this build would
 * cut otherwise. Without a readable manifest there is nothing at all.
 */
export async function restorePublication(
  manifestPath: string,
  objects: ObjectStore,
  collections: readonly Collection[],
): Promise<Published> {
  const manifest = await readManifest(manifestPath);
  if (!manifest) return { manifest, stateByName: new Map(), history: [] };
  const stateByName = new Map<string, CollectionState>();
  for (const collection of collections) {
    const line = manifest.collections[collection.name];
    if (!line) continue;
    const content = await readContent(objects, line.root).catch(() => undefined);
    const step = content && stepCollection(collection, EMPTY_STATE, { ...content, removed: [] });
    if (step) {
      // What this build would make beyond what is there (another head, another cut) must exist when it is named.
      await objects.put(step.objects);
      stateByName.set(collection.name, step.state);
    }
  }
  const historyText = await objects.readText(manifest.history);
  const history = historyText === undefined ? [] : decodeHistory(JSON.parse(historyText)).deltas;
  return { manifest, stateByName, history };
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return decodeManifest(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // No manifest yet, or one of another protocol: the next sweeps publish from nothing, in the same log.
    return undefined;
  }
}

async function readContent(
  objects: ObjectStore,
  rootHash: Hash,
): Promise<{ changed: readonly StoredRecord[]; order?: readonly string[] }> {
  const root = decodeRoot(await readJson(objects, rootHash));
  const changed: StoredRecord[] = [];
  for (const { hash } of root.chunks) {
    changed.push(...asList(await readJson(objects, hash), 'chunk').map(decodeRecord));
  }
  if (root.order === undefined) return { changed };
  const order = asList(await readJson(objects, root.order), 'order list');
  return { changed, order: order.map((id) => asText(id, 'order list')) };
}

async function readJson(objects: ObjectStore, hash: Hash): Promise<unknown> {
  const text = await objects.readText(hash);
  if (text === undefined) throw new Error(`object ${hash} is missing or damaged`);
  return JSON.parse(text);
}
