import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../model/canonical.ts';
import type { JsonValue } from '../../model/record.ts';
import { decodeLiveValue, type LiveValue } from '../../protocol/live.ts';
import { writeFileDurably } from '../objects/write-file.ts';

/** The newest value of a feed in a data folder; undefined where there is none, or it is damaged: the source brings another. */
export async function readLiveFile(dataDir: string, feed: string): Promise<LiveValue | undefined> {
  try {
    return decodeLiveValue(JSON.parse(await readFile(pathOf(dataDir, feed), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Keeps a value, whole or not at all. */
export async function writeLiveFile(
  dataDir: string,
  feed: string,
  value: LiveValue,
): Promise<void> {
  await mkdir(join(dataDir, 'live'), { recursive: true });
  await writeFileDurably(pathOf(dataDir, feed), spellLive(value));
}

/** A value as it is sent and kept. */
export function spellLive(value: LiveValue): string {
  return canonicalJson(value as unknown as JsonValue);
}

function pathOf(dataDir: string, feed: string): string {
  return join(dataDir, 'live', `${feed}.json`);
}
