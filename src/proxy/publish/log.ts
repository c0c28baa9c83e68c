import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Version } from '../../protocol/version.ts';
import { writeFileDurably } from '../objects/write-file.ts';

/** A publisher's history on disk: a random id made with the data folder, and the counter of its publications. */
export interface PublicationLog {
  readonly log: string;
  /** The highest number ever taken. */
  readonly seq: number;
  /** Takes the next number; it is on disk before this settles, so no crash can make it be taken twice. */
  readonly next: () => Promise<number>;
}

/** Opens the log of a data folder, or begins one. `atLeast` is a version known to have been published, if any. */
export async function openLog(folder: string, atLeast?: Version): Promise<PublicationLog> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'log.json');
  const kept = parseVersion(await readFile(path, 'utf8').catch(() => ''));
  const log = kept?.log ?? atLeast?.log ?? randomBytes(8).toString('base64url');
  let seq = Math.max(kept?.seq ?? 0, atLeast?.log === log ? atLeast.seq : 0);
  if (!kept) await writeFileDurably(path, JSON.stringify({ log, seq }));
  return {
    log,
    get seq() {
      return seq;
    },
    next: async () => {
      const taken = seq + 1;
      await writeFileDurably(path, JSON.stringify({ log, seq: taken }));
      seq = taken;
      return taken;
    },
  };
}

function parseVersion(text: string): Version | undefined {
  try {
    const value = JSON.parse(text) as Partial<Version> | null;
    if (typeof value?.log === 'string' && Number.isSafeInteger(value.seq)) return value as Version;
  } catch {
    // A missing or damaged file: a new log is begun, which readers adopt after some agreeing polls (DESIGN §4).
  }
  return undefined;
}
