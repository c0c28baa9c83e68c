import { access, appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hash } from '../../model/hash.ts';
import { hashesOf, parseIndex, type IndexEntry } from '../media/media-index.ts';
import { writeFileWhole } from '../objects/write-file.ts';
import type { PreviousSite } from './previous.ts';

/** Where a published site says of which attachments its pictures were made, below the site's base. */
export const KEPT_MEDIA_PATH = 'v1/media.ndjson';

/** So many files are asked for at a time. */
const AT_A_TIME = 8;

/** What a data folder notes of the attachments whose files (`v1/media/<hash>/<name>`) these are, in a stable order. */
export async function keptMediaOf(dataDir: string, media: readonly string[]): Promise<string> {
  const published = new Set(media.map(hashIn));
  const entries = [...(await readIndex(dataDir)).values()].filter(
    ({ kept }) => kept && hashesOf(kept).every((hash) => published.has(hash)),
  );
  return linesOf(entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
}

/**
 * Brings the pictures of a published site into a data folder that has not got them, so that they are neither fetched from
 * upstream nor encoded again: a machine that keeps nothing would else publish them anew each time. What is missing there,
 * or is not what its name says, stays away and is fetched as ever.
 */
export async function bringMedia(
  previous: PreviousSite,
  media: readonly string[],
  dataDir: string,
): Promise<void> {
  const pathByHash = new Map(media.map((path) => [hashIn(path), decodeURIComponent(path)]));
  const own = await readIndex(dataDir);
  const text = await previous.read(KEPT_MEDIA_PATH);
  const wanted = [...parseIndex(new TextDecoder().decode(text)).values()].filter(
    ({ id }) => !own.has(id),
  );
  await mkdir(join(dataDir, 'media'), { recursive: true });
  const bring = async (hash: Hash): Promise<boolean> => {
    const path = pathByHash.get(hash);
    const place = join(dataDir, 'media', hash);
    const isHere = await access(place).then(
      () => true,
      () => false,
    );
    const bytes = path === undefined || isHere ? undefined : await previous.read(path);
    if (bytes) await writeFileWhole(place, bytes);
    return isHere || bytes !== undefined;
  };
  const brought: IndexEntry[] = [];
  for (let i = 0; i < wanted.length; i += AT_A_TIME) {
    const some = wanted.slice(i, i + AT_A_TIME).map(async (entry) => {
      const hashes = entry.kept ? hashesOf(entry.kept) : [];
      const isWhole = (await Promise.all(hashes.map(bring))).every(Boolean);
      if (entry.kept && isWhole) brought.push(entry);
    });
    await Promise.all(some);
  }
  await appendFile(indexPath(dataDir), linesOf(brought));
}

async function readIndex(dataDir: string): Promise<ReadonlyMap<string, IndexEntry>> {
  return parseIndex(await readFile(indexPath(dataDir), 'utf8').catch(() => ''));
}

function indexPath(dataDir: string): string {
  return join(dataDir, 'media', 'index.ndjson');
}

function linesOf(entries: readonly IndexEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function hashIn(path: string): Hash {
  return path.split('/')[2] as Hash;
}
