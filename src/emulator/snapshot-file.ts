import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { readSnapshot, type Snapshot } from './snapshot.ts';

/**
 * Keeps one snapshot in a folder. A file is written beside the old one, flushed, and then put in its place, so
 * that a kill at any moment leaves a whole one.
 */
export interface SnapshotFile {
  /**
   * The saved state, or `undefined`; a file that is damaged is set aside and reported. Throws where there is a file that
   * cannot be read: the next save would take its place, and the edits in it.
   */
  readonly load: () => Snapshot | undefined;
  /** Writes soon; calls that come while a write is under way become one more write after it. */
  readonly save: (snapshot: () => Snapshot) => void;
  /** Settles once everything saved so far is on disk; never rejects. */
  readonly settled: () => Promise<void>;
}

/** Opens the snapshot file of a base in `dataDir`, making the folder if need be. `report` gets one clear line. */
export function openSnapshotFile(options: {
  readonly dataDir: string;
  readonly baseId: string;
  readonly report: (line: string) => void;
}): SnapshotFile {
  const { dataDir, baseId, report } = options;
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'emulator.json');
  let waiting: (() => Snapshot) | undefined;
  let writing: Promise<void> | undefined;
  const writeAll = async (): Promise<void> => {
    for (let next = waiting; next !== undefined; next = waiting) {
      waiting = undefined;
      try {
        await writeWhole(path, JSON.stringify(next()));
      } catch (error) {
        report(
          `${path} could not be written (${reasonOf(error)}); the edit is kept in memory only.`,
        );
      }
    }
    writing = undefined;
  };
  return Object.freeze({
    load: () => loadFrom(path, baseId, report),
    save: (snapshot: () => Snapshot) => {
      waiting = snapshot;
      writing ??= Promise.resolve().then(writeAll);
    },
    settled: async () => {
      await writing;
    },
  });
}

function loadFrom(
  path: string,
  baseId: string,
  report: (line: string) => void,
): Snapshot | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    // No file is the usual case of a first start.
    if (reasonOf(error) === 'ENOENT') return undefined;
    throw new Error(
      `${path} cannot be read (${reasonOf(error)}); let the user that runs this read and write it, or move it away to start from the sample.`,
      { cause: error },
    );
  }
  const snapshot = readSnapshot(parse(text), baseId);
  if (snapshot !== undefined) return snapshot;
  const aside = freeName(path);
  renameSync(path, aside);
  report(
    `${path} is damaged or of another base: kept as ${aside}, and the emulator starts from its sample.`,
  );
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What does not parse is not a snapshot; the caller says so and keeps the file.
    return undefined;
  }
}

/** A name nobody uses yet: an older file that was set aside is never written over. */
function freeName(path: string): string {
  for (let n = 1; ; n += 1) {
    const name = `${path}.damaged-${String(n)}`;
    if (!existsSync(name)) return name;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : String(error);
}
