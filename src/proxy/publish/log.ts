import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Version } from '../../protocol/version.ts';
import { writeFileDurably } from '../objects/write-file.ts';

/** A publisher's history on disk: a random id made with the data folder, and the counter of its publications. */
export interface PublicationLog {
  readonly log: string;
  /** The number taken last. */
  readonly seq: number;
  /** Takes the next number. None that a manifest carried is ever taken twice, whatever is lost of the publication. */
  readonly next: () => Promise<number>;
}

/**
 * Opens the log of a data folder, or begins one. `atLeast` is the version that was published last, if its manifest is
 * whole; without it the count goes on behind every number that may have been taken.
 */
export async function openLog(folder: string, atLeast?: Version): Promise<PublicationLog> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'log.json');
  const kept = parseVersion(await readFile(path, 'utf8').catch(() => ''));
  const log = kept?.log ?? atLeast?.log ?? randomBytes(8).toString('base64url');
  let reserved = kept?.seq ?? 0;
  let seq = atLeast?.log === log ? atLeast.seq : reserved;
  if (!kept) await writeFileDurably(path, JSON.stringify({ log, seq }));
  return {
    log,
    get seq() {
      return seq;
    },
    next: async () => {
      const taken = seq + 1;
      if (taken > reserved) {
        const upTo = taken + RESERVED - 1;
        await writeFileDurably(path, JSON.stringify({ log, seq: upTo }));
        reserved = upTo;
      }
      seq = taken;
      return taken;
    },
  };
}

/** The file has the highest number that may have been taken: one write for so many publications. */
const RESERVED = 100;

function parseVersion(text: string): Version | undefined {
  try {
    const value = JSON.parse(text) as Partial<Version> | null;
    if (typeof value?.log === 'string' && Number.isSafeInteger(value.seq)) return value as Version;
  } catch {
    // A missing or damaged file: a new log is begun, which readers adopt after some agreeing polls (docs/spec.md, P7).
  }
  return undefined;
}
