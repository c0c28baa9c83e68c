import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '../../objects/write-file.ts';

/** Where reading stands: a webhook of ours, and how far its changes are published. */
export interface CursorPlace {
  readonly webhookId: string;
  readonly cursor: number;
}

/** Keeps the place on disk, so that a restart neither makes a second webhook nor misses a change. */
export interface CursorFile {
  readonly read: () => Promise<CursorPlace | undefined>;
  readonly write: (place: CursorPlace | undefined) => Promise<void>;
}

/** Opens the file of a base. The place of another base is not found: its webhook would be refused anyway. */
export function openCursorFile(dataDir: string, baseId: string): CursorFile {
  const base = createHash('sha256').update(baseId).digest('hex').slice(0, 16);
  const folder = join(dataDir, 'airtable');
  const path = join(folder, 'cursor.json');
  return Object.freeze({
    read: async () => {
      const kept = parseOrNothing(await readFile(path, 'utf8').catch(() => ''));
      if (kept?.['base'] !== base) return undefined;
      const { webhookId, cursor } = kept;
      return typeof webhookId === 'string' && Number.isSafeInteger(cursor)
        ? { webhookId, cursor: cursor as number }
        : undefined;
    },
    write: async (place: CursorPlace | undefined) => {
      await mkdir(folder, { recursive: true });
      await writeFileDurably(path, JSON.stringify({ base, ...place }));
    },
  });
}

function parseOrNothing(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Missing or damaged: a new webhook is made, and the start's sweeps read everything anyway.
    return undefined;
  }
}
