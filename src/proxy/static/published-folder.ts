import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hash } from '../../model/hash.ts';
import { decodeManifest, type Manifest } from '../../protocol/manifest.ts';
import { readCheckTimes } from '../freshness.ts';
import { openHeldFile } from '../guard/held-file.ts';
import { hashBytesSync, hashTextSync } from '../objects/hash-sync.ts';
import { openObjectStore } from '../objects/object-store.ts';
import { writeFileDurably } from '../objects/write-file.ts';
import { liveFilesOf, type LiveFiles } from './live-files.ts';
import { bringMedia } from './kept-media.ts';
import type { PreviousSite } from './previous.ts';
import { readWhole } from './publication-files.ts';

/** What a data folder has published, read without touching it: a running server may be writing there. */
export interface PublishedFolder {
  readonly manifest: () => Promise<Manifest | undefined>;
  /**
   * When all of these collections had been read well and were as published (ms since 1970); undefined where that is not
   * known of each.
   */
  readonly checkedAt: (collections: readonly string[]) => Promise<number | undefined>;
  /** What was last known of these live feeds. */
  readonly live: (feeds: readonly string[]) => Promise<LiveFiles>;
  readonly readObject: (hash: Hash) => Promise<string | undefined>;
  readonly readMedia: (hash: Hash) => Promise<Uint8Array | undefined>;
}

/** Opens a data folder for reading. */
export function openPublishedFolder(dataDir: string): PublishedFolder {
  return Object.freeze({
    manifest: async () => {
      const text = await readFile(manifestPath(dataDir), 'utf8').catch(() => undefined);
      return text === undefined ? undefined : decodeManifest(JSON.parse(text));
    },
    checkedAt: async (collections: readonly string[]) => {
      const [noted, held] = [await readCheckTimes(dataDir), await openHeldFile(dataDir).read()];
      const times = collections.flatMap((name) => [
        noted.get(name) ?? -Infinity,
        // While deletions are held, what is published is what was true before them (I13).
        ...[...(held.get(name)?.values() ?? [])].map(({ trueAt }) => trueAt),
      ]);
      const oldest = Math.min(...times);
      return Number.isFinite(oldest) ? oldest : undefined;
    },
    live: (feeds: readonly string[]) => liveFilesOf(dataDir, feeds),
    readObject: async (hash: Hash) => {
      const path = join(dataDir, 'o', `${hash}.json`);
      const text = await readFile(path, 'utf8').catch(() => undefined);
      return text !== undefined && hashTextSync(text) === hash ? text : undefined;
    },
    readMedia: async (hash: Hash) => {
      const bytes = await readFile(join(dataDir, 'media', hash)).catch(() => undefined);
      return bytes && hashBytesSync(bytes) === hash ? bytes : undefined;
    },
  });
}

/**
 * Lets a data folder go on where a published site is: where the folder has published nothing, or less in the same log, it
 * takes over manifest, objects and pictures, so that the next publication gets the next number and a delta. False where the folder
 * has a log of its own, to which readers move with a few more polls.
 */
export async function continueFrom(previous: PreviousSite, dataDir: string): Promise<boolean> {
  const { manifest } = previous;
  const own = await openPublishedFolder(dataDir).manifest();
  if (!manifest || (own?.log === manifest.log && own.seq >= manifest.seq)) return true;
  if (own && own.log !== manifest.log) return false;
  const { textByHash, media } = await readWhole(manifest, previous.readObject);
  const objects = await openObjectStore(join(dataDir, 'o'));
  await objects.put(textByHash);
  await objects.idle();
  await bringMedia(previous, media, dataDir);
  await mkdir(join(dataDir, 'publication'), { recursive: true });
  // Of when it was checked, this folder has notes of its own.
  const { checkedAt: _ofItsHost, ...published } = manifest;
  const { log, seq } = published;
  await writeFileDurably(join(dataDir, 'publication/log.json'), JSON.stringify({ log, seq }));
  await writeFileDurably(manifestPath(dataDir), JSON.stringify(published));
  return true;
}

function manifestPath(dataDir: string): string {
  return join(dataDir, 'publication/manifest.json');
}
