import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asObject } from '../../protocol/check.ts';
import { writeFileDurably } from '../objects/write-file.ts';
import type { HeldById, HeldDeletion } from './judge-deletions.ts';

/** The deletions that wait, by collection. */
export type HeldByName = ReadonlyMap<string, HeldById>;

/** Keeps what waits, so that a restart neither forgets it nor begins to count anew. */
export interface HeldFile {
  readonly read: () => Promise<HeldByName>;
  readonly write: (held: HeldByName) => Promise<void>;
}

/** Where a data folder's publication keeps what waits. */
function heldPath(dataDir: string): string {
  return join(dataDir, 'publication', 'held.json');
}

/** The file of a data folder. Missing or damaged means that nothing waits: the next sweep finds it again. */
export function openHeldFile(dataDir: string): HeldFile {
  const path = heldPath(dataDir);
  return Object.freeze({
    read: async () => decode(await readFile(path, 'utf8').catch(() => '{}')),
    write: async (held: HeldByName) => {
      await mkdir(join(dataDir, 'publication'), { recursive: true });
      const lines = [...held].map(([name, byId]) => [name, Object.fromEntries(byId)] as const);
      await writeFileDurably(path, JSON.stringify(Object.fromEntries(lines)));
    },
  });
}

function decode(text: string): HeldByName {
  try {
    const collections = Object.entries(asObject(JSON.parse(text), 'held.json'));
    return new Map(collections.map(([name, byId]) => [name, decodeIds(byId)]));
  } catch {
    return new Map();
  }
}

function decodeIds(value: unknown): HeldById {
  const byId = new Map<string, HeldDeletion>();
  for (const [id, member] of Object.entries(asObject(value, 'held.json'))) {
    const { since, trueAt, sweeps, sweptAt } = asObject(
      member,
      'held.json',
    ) as unknown as HeldDeletion;
    const one = { since, trueAt, sweeps, sweptAt };
    if (Object.values(one).every(Number.isFinite)) byId.set(id, one);
  }
  return byId;
}
