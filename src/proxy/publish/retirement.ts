import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isHash, type Hash } from '../../model/hash.ts';
import { writeFileDurably } from '../objects/write-file.ts';

/** When each object was last dropped by a publication: what the collector needs to know, and all it needs. */
export interface RetirementJournal {
  /** Notes that a publication no longer reaches these. Called before its manifest is written. */
  readonly retire: (hashes: readonly Hash[], atMs: number) => Promise<void>;
  /** When the object was last dropped; undefined if it never was. */
  readonly retiredAt: (hash: Hash) => number | undefined;
  /** Forgets objects that are gone, so that the journal stays as small as what it watches. */
  readonly forget: (isGone: (hash: Hash) => boolean) => Promise<void>;
}

/** Opens the journal of a data folder: lines of `<ms> <hash> <hash> …`; a last line cut short by a crash is ignored. */
export async function openRetirementJournal(folder: string): Promise<RetirementJournal> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'retired.txt');
  const retiredAtByHash = new Map<Hash, number>();
  for (const line of (await readFile(path, 'utf8').catch(() => '')).split('\n')) {
    const [atMs, ...hashes] = line.split(' ');
    for (const hash of hashes) if (isHash(hash)) retiredAtByHash.set(hash, Number(atMs));
  }
  return Object.freeze({
    retire: async (hashes: readonly Hash[], atMs: number) => {
      if (hashes.length === 0) return;
      for (const hash of hashes) retiredAtByHash.set(hash, atMs);
      await appendFile(path, `${atMs} ${hashes.join(' ')}\n`, { flush: true });
    },
    retiredAt: (hash: Hash) => retiredAtByHash.get(hash),
    forget: async (isGone: (hash: Hash) => boolean) => {
      for (const hash of retiredAtByHash.keys()) if (isGone(hash)) retiredAtByHash.delete(hash);
      const lines = [...retiredAtByHash].map(([hash, atMs]) => `${atMs} ${hash}\n`);
      await writeFileDurably(path, lines.join(''));
    },
  });
}
