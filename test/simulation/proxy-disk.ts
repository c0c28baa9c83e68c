import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hash } from '../../src/model/hash.ts';
import type { ObjectStore } from '../../src/proxy/objects/object-store.ts';
import type { Collection } from '../../src/model/schema.ts';
import { openFreshness, type Freshness, type FreshnessOptions } from '../../src/proxy/freshness.ts';
import type { Clock } from '../../src/proxy/clock.ts';
import type { HeldByName } from '../../src/proxy/guard/held-file.ts';
import type { Published } from '../../src/proxy/publish/published.ts';
import { restorePublication } from '../../src/proxy/publish/restore.ts';
import type { CursorPlace } from '../../src/proxy/source/airtable/cursor-file.ts';
import type { LedgerPage } from '../../src/proxy/source/airtable/ledger.ts';

/** What a proxy's data folder would hold, in memory: it outlives the proxy. */
export interface ProxyDisk {
  readonly objects: Map<Hash, string>;
  lineage: { log: string; seq: number };
  manifest: string | undefined;
  cursor: CursorPlace | undefined;
  ledger: LedgerPage | undefined;
  held: HeldByName;
  /** The folder of `journal.sqlite`, which is a real file; '' before there is one. */
  journalDir: string;
  /** `checked.json`. */
  checked: string | undefined;
}

/** An empty data folder, of this log. */
export function createProxyDisk(log: string): ProxyDisk {
  return {
    objects: new Map(),
    lineage: { log, seq: 0 },
    manifest: undefined,
    cursor: undefined,
    ledger: undefined,
    held: new Map(),
    journalDir: '',
    checked: undefined,
  };
}

/** The objects of a disk as the proxy's store of them. */
export function objectsOn(disk: ProxyDisk): ObjectStore {
  return {
    put: (textByHash) => {
      for (const [hash, text] of textByHash) disk.objects.set(hash, text);
      return Promise.resolve();
    },
    read: (hash) => {
      const text = disk.objects.get(hash);
      return Promise.resolve(
        text === undefined
          ? undefined
          : { bytes: new TextEncoder().encode(text), encoding: 'identity' as const },
      );
    },
    held: () => undefined,
    readText: (hash) => Promise.resolve(disk.objects.get(hash)),
    collect: () => Promise.resolve(0),
    idle: () => Promise.resolve(),
  };
}

/** What a starting proxy reads back, by its own code, from real files; it is waited for while no time passes. */
export async function readBack(
  disk: ProxyDisk,
  clock: Clock,
  {
    collections,
    ...known
  }: Pick<FreshnessOptions, 'status' | 'heldFrom'> & {
    readonly collections: readonly Collection[];
  },
): Promise<{
  published: Published;
  freshness: Pick<Freshness, 'secondsAgo' | 'lastGoodAt' | 'confirmedAt'>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-simulation-'));
  try {
    if (disk.manifest !== undefined) writeFileSync(join(folder, 'manifest.json'), disk.manifest);
    if (disk.checked !== undefined) writeFileSync(join(folder, 'checked.json'), disk.checked);
    const published = await restorePublication(
      join(folder, 'manifest.json'),
      objectsOn(disk),
      collections,
    );
    const { manifest } = published;
    const freshness = await openFreshness({
      dataDir: folder,
      clock,
      restored: manifest,
      ...known,
    });
    const notes = join(folder, 'checked.json');
    if (existsSync(notes)) disk.checked = readFileSync(notes, 'utf8');
    return { published, freshness };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
