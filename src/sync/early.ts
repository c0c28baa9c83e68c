import type { Cache } from '../cache/cache.ts';
import { fnv1a } from '../model/fnv1a.ts';
import type { Hash } from '../model/hash.ts';
import type { StoredRecord } from '../model/record.ts';
import { asList, asObject, asText } from '../protocol/check.ts';
import { decodeRecord } from '../protocol/delta.ts';
import { SyncError } from '../protocol/failure.ts';
import { decodeHead, type Head } from '../protocol/manifest.ts';
import { parseJson } from '../protocol/parse-json.ts';
import { chunkIndexOf } from '../protocol/root.ts';
import { versionOf } from '../protocol/version.ts';
import { together } from './lanes.ts';
import { loadRoot } from './pull-roots.ts';
import type { Source } from './source.ts';
import type { Report } from './sync-event.ts';
import type { Move, Target } from './target.ts';

/** What can be shown before the first commit, and how tabs hear of it (I4). */
export interface Early {
  readonly cache: Cache;
  readonly source: Source;
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly onEarly: (collection: string) => void;
}

/**
 * Shows each collection's head as soon as it is here: two requests, whatever the size of the collection. A head that is
 * too large or malformed is left out, since the whole comes without it.
 */
export async function showHeads(
  { manifest, moves }: Target,
  { cache, source, signal, report, onEarly }: Early,
): Promise<void> {
  const tasks = moves.flatMap(({ name, head }) => {
    if (head === undefined) return [];
    return async (headSignal: AbortSignal) => {
      const decoded = await loadHead(head, source, headSignal).catch(unlessUseless);
      if (!decoded) return;
      await cache.showHead(name, versionOf(manifest), decoded);
      report({ kind: 'head-shown', collection: name, rows: decoded.rows.length });
      onEarly(name);
    };
  });
  await together(signal, tasks);
}

async function loadHead(hash: Hash, source: Source, signal: AbortSignal): Promise<Head> {
  return decodeHead(parseJson(await source.object(hash, signal), `head ${hash}`));
}

function unlessUseless(error: unknown): undefined {
  const code = error instanceof SyncError && error.code;
  if (code !== 'too-large' && code !== 'invalid-response') throw error;
}

/**
 * Shows one record before all others (a cold deep link): its root, the bucket of its id, its chunk. Gives 'missing'
 * where the target has no such record.
 */
export async function showWanted(
  { collection, id }: Wanted,
  { manifest, moves }: Target,
  early: Early,
): Promise<'shown' | 'missing'> {
  const move = moves.find(({ name }) => name === collection);
  const record = move && (await findRecord(move, id, early));
  if (!record) return 'missing';
  await early.cache.showRecord(collection, versionOf(manifest), record);
  early.report({ kind: 'record-shown', collection, id });
  early.onEarly(collection);
  return 'shown';
}

/** A record that somebody waits for. */
export interface Wanted {
  readonly collection: string;
  readonly id: string;
}

async function findRecord(move: Move, id: string, early: Early): Promise<StoredRecord | undefined> {
  const root = await loadRoot(move.root, early);
  const bucket = root.ids[fnv1a(id) % root.ids.length];
  if (bucket === undefined) return undefined;
  const created = asObject(await loadJson(bucket, early), `ids ${bucket}`);
  if (!Object.hasOwn(created, id)) return undefined;
  const line = root.chunks[chunkIndexOf(root.chunks, asText(created[id], `ids ${bucket}`), id)];
  if (!line) return undefined;
  const records = asList(await loadJson(line.hash, early, move.name), `chunk ${line.hash}`);
  return records.map(decodeRecord).find((record) => record.id === id);
}

/** The value of an object, from the cache where it is held; a chunk stays for the commit that will need it. */
async function loadJson(
  hash: string,
  { cache, source, signal }: Early,
  chunkOf?: string,
): Promise<unknown> {
  const held = await cache.bytes(hash);
  const bytes = held ?? (await source.object(hash, signal));
  if (!held && chunkOf !== undefined) await cache.stage([{ hash, bytes, chunkOf }]);
  return parseJson(bytes, hash);
}
