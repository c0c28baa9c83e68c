import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import { writeFileDurably } from './objects/write-file.ts';
import type { SourceStatus } from './source/source.ts';

/** When what is published was last confirmed upstream, over restarts too (I16). */
export interface Freshness {
  /** Whole seconds since the longest unconfirmed of these collections was confirmed; never below 0. */
  readonly secondsAgo: (collections: readonly string[]) => number;
  readonly lastGoodAt: (collection: string) => number | undefined;
  /** The same where it is known; else the latest moment for which that can be claimed of what an earlier run published. */
  readonly confirmedAt: (collection: string) => number | undefined;
  /** Notes the times on disk, at most once a minute (I12), but those of a new collection at once. */
  readonly note: () => Promise<void>;
}

const NOTE_EVERY_MS = 60_000;

/** Of a run that did not note its start: longer than a first sweep mostly takes until its publication. */
const WALK_MS = 60_000;

/** The start of the run that noted the times; no collection has an empty name. */
const RUN = '';

/** What freshness is told from. */
export interface FreshnessOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  /** Since when a collection is published otherwise than it is upstream: its deletions are held (I13). */
  readonly heldFrom?: (collection: string) => number | undefined;
  /** What the source knows of this run. */
  readonly status: () => SourceStatus;
  /** The publication that an earlier run left; undefined where there is none. */
  readonly restored: { readonly publishedAt: string; readonly collections: object } | undefined;
}

/**
 * Opens the notes of a data folder. What was published and never noted, by a run that ended soon after, counts as confirmed
 * when that run began, for nobody is known to have confirmed it later (P8): Airtable may have kept a sweep waiting for
 * minutes. That is noted at once: this run may publish anew, and end, before it has read that collection.
 */
export async function openFreshness({
  dataDir,
  clock,
  status,
  heldFrom = () => undefined,
  restored,
}: FreshnessOptions): Promise<Freshness> {
  const path = notesPath(dataDir);
  const kept = new Map(await readCheckTimes(dataDir));
  const unnotedAt = restored && (kept.get(RUN) ?? Date.parse(restored.publishedAt) - WALK_MS);
  kept.delete(RUN);
  const startedAt = clock.now();
  let notedAt = -Infinity;
  let noted = '';
  let names: ReadonlySet<string> = new Set(kept.keys());

  const lastGoodAt = (collection: string) =>
    status().tables.find((table) => table.collection === collection)?.lastGoodAt ??
    kept.get(collection);

  const confirmedAt = (collection: string) => lastGoodAt(collection) ?? unnotedAt;

  const write = async (times: Iterable<readonly [string, number | undefined]>) => {
    const text = JSON.stringify({ [RUN]: startedAt, ...Object.fromEntries(times) });
    if (text === noted) return false;
    await mkdir(dataDir, { recursive: true });
    await writeFileDurably(path, text);
    noted = text;
    return true;
  };

  const unnoted = Object.keys(restored?.collections ?? {}).filter((name) => !kept.has(name));
  for (const name of unnoted) kept.set(name, unnotedAt!);
  await write(kept);

  return Object.freeze({
    lastGoodAt,
    confirmedAt,
    secondsAgo: (collections: readonly string[]) => {
      const times = collections
        .flatMap((collection) => [confirmedAt(collection), heldFrom(collection)])
        .filter((at) => at !== undefined);
      const oldest = Math.min(...times, clock.now());
      return Math.floor((clock.now() - oldest) / 1000);
    },
    note: async () => {
      const known = status().tables.filter(
        ({ collection }) => lastGoodAt(collection) !== undefined,
      );
      // What was never noted is noted as soon as it is known: a publication without it would say too little of its age.
      const isNew = known.some(({ collection }) => !names.has(collection));
      if (!isNew && clock.now() - notedAt < NOTE_EVERY_MS) return;
      const times = known.map(({ collection }) => [collection, lastGoodAt(collection)] as const);
      if (!(await write(times))) return;
      notedAt = clock.now();
      names = new Set(times.map(([name]) => name));
    },
  });
}

/** When each collection of a data folder was last confirmed upstream, as its server has noted it within the last minute. */
export async function readCheckTimes(dataDir: string): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(notesPath(dataDir), 'utf8').catch(() => '');
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return new Map(entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
  } catch {
    // Missing or damaged: ages begin anew with this run's first sweeps.
    return new Map();
  }
}

function notesPath(dataDir: string): string {
  return join(dataDir, 'checked.json');
}
