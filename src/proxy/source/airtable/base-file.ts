import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '../../objects/write-file.ts';

/** A small JSON file about one base, below DATA_DIR only. */
export interface BaseFile {
  /** Its members; undefined where it is missing, damaged or about another base. */
  readonly read: () => Promise<Readonly<Record<string, unknown>> | undefined>;
  readonly write: (members: object) => Promise<void>;
}

/** Opens a file of this name about this base. The base is told by a hash: its id is nobody's business (I1). */
export function openBaseFile(dataDir: string, name: string, baseId: string): BaseFile {
  const base = createHash('sha256').update(baseId).digest('hex').slice(0, 16);
  const folder = join(dataDir, 'airtable');
  const path = join(folder, `${name}.json`);
  return Object.freeze({
    read: async () => {
      const kept = parseOrNothing(await readFile(path, 'utf8').catch(() => ''));
      return kept?.['base'] === base ? kept : undefined;
    },
    write: async (members: object) => {
      // A webhook's secret lies here: nobody else on the machine need look in.
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFileDurably(path, JSON.stringify({ base, ...members }));
    },
  });
}

function parseOrNothing(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    // Missing or damaged: what it held is learnt again.
    return undefined;
  }
}
