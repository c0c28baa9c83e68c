import { canonicalJson } from '../../src/model/canonical.ts';
import { cutChunks } from '../../src/model/chunk.ts';
import { EMPTY_DIGEST, updateDigest } from '../../src/model/digest.ts';
import { bytesOf, hashBytes, hashText, type Hash } from '../../src/model/hash.ts';
import { runQuery } from '../../src/model/query.ts';
import { compareByAge, type JsonValue, type StoredRecord } from '../../src/model/record.ts';
import { defineCollection, field, type Collection } from '../../src/model/schema.ts';
import type { Head } from '../../src/protocol/manifest.ts';
import type { Root } from '../../src/protocol/root.ts';
import type {
  DeltaPart,
  HashedRecord,
  NextVersion,
  RootAt,
  StagedObject,
} from '../../src/cache/cache.ts';

/** Notes: one declared order, which is also that of `first`; small enough to write out. */
export const notes = defineCollection({
  name: 'notes',
  table: 'notes',
  fields: {
    title: field('text', 'title'),
    day: field('date', 'day'),
    body: field('text', 'body'),
  },
  indexes: { newest: [['day', 'desc']] },
  first: { orderBy: [['day', 'desc']], limit: 3, select: ['title', 'day'] },
});

/** Tags: two-step order, and a `first` whose order is no declared index. */
export const tags = defineCollection({
  name: 'tags',
  table: 'tags',
  fields: { word: field('text', 'word'), weight: field('number', 'weight') },
  indexes: {
    heaviest: [
      ['weight', 'desc'],
      ['word', 'asc'],
    ],
  },
  first: { orderBy: [['word', 'asc']], limit: 4, select: ['word'] },
});

/** Steps: ordered by an upstream view. */
export const steps = defineCollection({
  name: 'steps',
  table: 'steps',
  fields: { text: field('text', 'text') },
  indexes: {},
  view: 'Grid',
});

export const collections: readonly Collection[] = [notes, tags, steps];

/** Records by collection name. */
export type Truth = Readonly<Record<string, readonly StoredRecord[]>>;

/** Everything a publisher makes of some records: what a worker would have fetched and verified. */
export interface Publication {
  readonly next: NextVersion;
  readonly roots: Readonly<Record<string, RootAt>>;
  readonly objects: readonly StagedObject[];
  readonly heads: Readonly<Record<string, Head>>;
  readonly truth: Truth;
}

/** Publishes these records; `views` are the orders of view-ordered collections. */
export async function publish(
  truth: Truth,
  seq: number,
  { log = 'log-1', views = {} }: { log?: string; views?: Record<string, readonly string[]> } = {},
): Promise<Publication> {
  const roots: Record<string, RootAt> = {};
  const heads: Record<string, Head> = {};
  const objects: StagedObject[] = [];
  for (const [name, records] of Object.entries(truth)) {
    const spelled = [...records]
      .sort(compareByAge)
      .map((record) => ({ record, text: canonicalJson(record) }));
    const chunks = await Promise.all(
      cutChunks(spelled).map(async (cut) => {
        const bytes = bytesOf(cut.text);
        const hash = await hashBytes(bytes);
        objects.push({ hash, bytes, chunkOf: name });
        const { id, createdTime } = cut.records[0]!.record;
        return {
          hash,
          first: [createdTime, id] as const,
          count: cut.records.length,
          bytes: bytes.length,
        };
      }),
    );
    const hashes = await Promise.all(spelled.map(({ text }) => hashText(text)));
    const view = views[name];
    let order: Hash | undefined;
    if (view) {
      const bytes = bytesOf(JSON.stringify(view));
      order = await hashBytes(bytes);
      objects.push({ hash: order, bytes });
    }
    const root: Root = {
      chunks,
      count: records.length,
      digest: updateDigest(EMPTY_DIGEST, [], hashes),
      ids: [await hashText('{}')],
      ...(order === undefined ? {} : { order }),
    };
    const bytes = bytesOf(canonicalJson(root as unknown as JsonValue));
    const hash = await hashBytes(bytes);
    objects.push({ hash, bytes });
    roots[name] = { hash, root, shape: `shape of ${name}` };
    const first = collections.find((collection) => collection.name === name)?.first;
    if (first) heads[name] = runQuery(records, first);
  }
  const version = await hashText(canonicalJson(Object.values(roots).map(({ hash }) => hash)));
  const next: NextVersion = {
    log,
    seq,
    version,
    publishedAt: '2026-01-01T00:00:00.000Z',
    pollAfterMs: 1000,
    writable: true,
    committedAt: 1_000_000 + seq,
  };
  return { next, roots, objects, heads, truth };
}

/** What a delta from one publication to another brings; collections with equal roots are not in it. */
export async function deltaBetween(
  before: Publication,
  after: Publication,
): Promise<Readonly<Record<string, DeltaPart>>> {
  const parts: Record<string, DeltaPart> = {};
  for (const [name, at] of Object.entries(after.roots)) {
    if (before.roots[name]?.hash === at.hash) continue;
    const old = new Map(before.truth[name]!.map((record) => [record.id, record]));
    const fresh = new Map(after.truth[name]!.map((record) => [record.id, record]));
    const changed = [...fresh.values()].filter(
      (record) => JSON.stringify(old.get(record.id)) !== JSON.stringify(record),
    );
    parts[name] = {
      ...at,
      bytes: bytesOf(canonicalJson(at.root as unknown as JsonValue)),
      changed: await Promise.all(changed.map(withHash)),
      deleted: [...old.keys()].filter((id) => !fresh.has(id)),
    };
  }
  return parts;
}

/** A record as a delta brings it. */
export async function withHash(record: StoredRecord): Promise<HashedRecord> {
  return { record, hash: await hashText(canonicalJson(record)) };
}

/** A note; the number gives its id, age and day, so that the orders differ. */
export function note(n: number, fields: Partial<Record<string, JsonValue>> = {}): StoredRecord {
  return {
    body: `body ${n} `.repeat(20),
    createdTime: `2025-01-01T00:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}.000Z`,
    day: `2025-02-${String(1 + ((n * 7) % 28)).padStart(2, '0')}`,
    id: `note${String((n * 37) % 1000).padStart(3, '0')}`,
    title: `Note ${n}`,
    ...fields,
  } as StoredRecord;
}

/** A tag. */
export function tag(n: number, fields: Partial<Record<string, JsonValue>> = {}): StoredRecord {
  return {
    createdTime: `2025-01-02T00:00:${String(n % 60).padStart(2, '0')}.000Z`,
    id: `tag${n}`,
    weight: n % 3,
    word: `word ${(n * 5) % 7}`,
    ...fields,
  } as StoredRecord;
}

/** A step. */
export function step(n: number, fields: Partial<Record<string, JsonValue>> = {}): StoredRecord {
  return {
    createdTime: `2025-01-03T00:00:${String(n % 60).padStart(2, '0')}.000Z`,
    id: `step${n}`,
    text: `Step ${n}`,
    ...fields,
  } as StoredRecord;
}

/** 0, 1, … n − 1, each through `make`. */
export function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}
