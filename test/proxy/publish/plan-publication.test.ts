import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/model/canonical.ts';
import { cutChunks } from '../../../src/model/chunk.ts';
import { EMPTY_DIGEST, updateDigest } from '../../../src/model/digest.ts';
import { fnv1a } from '../../../src/model/fnv1a.ts';
import type { Hash } from '../../../src/model/hash.ts';
import { runQuery } from '../../../src/model/query.ts';
import type { JsonValue, StoredRecord } from '../../../src/model/record.ts';
import { defineCollection, field } from '../../../src/model/schema.ts';
import {
  INLINE_DELTA_BYTES,
  decodeManifest,
  type Head,
  type Manifest,
} from '../../../src/protocol/manifest.ts';
import type { Delta } from '../../../src/protocol/delta.ts';
import { chunkIndexOf, type Root } from '../../../src/protocol/root.ts';
import type { CollectionChange } from '../../../src/proxy/publish/collection-state.ts';
import { drawManifest } from '../../../src/proxy/publish/draw-manifest.ts';
import { planPublication } from '../../../src/proxy/publish/plan-publication.ts';
import type { Published } from '../../../src/proxy/publish/published.ts';
import { applyDelta, inAgeOrder, nameOf, readWhole, type Held } from '../fakes/reader.ts';

const articles = defineCollection({
  name: 'articles',
  table: 'articles',
  fields: { title: field('text', 'title'), likes: field('number', 'likes') },
  indexes: {},
  first: { orderBy: [['likes', 'desc']], limit: 5, select: ['title'] },
});
const menu = defineCollection({
  name: 'menu',
  table: 'menu',
  view: 'By hand',
  fields: { title: field('text', 'title') },
  indexes: {},
});
const collections = [articles, menu];
const shapes = {
  collections,
  shapeByName: new Map(collections.map(({ name }) => [name, nameOf(name)])),
};

/** A publisher in memory: every object ever made stays, as a reader may still ask for it. */
function createPress() {
  let published: Published = { manifest: undefined, stateByName: new Map(), history: [] };
  const objects = new Map<Hash, string>();
  return {
    objects,
    published: () => published,
    manifest: () => published.manifest!,
    publish: (changes: Readonly<Record<string, CollectionChange>>): boolean => {
      const plan = planPublication(published, new Map(Object.entries(changes)), shapes);
      if (!plan) return false;
      const drawn = drawManifest(published, plan, {
        log: 'log',
        seq: (published.manifest?.seq ?? 0) + 1,
        publishedAt: '2026-02-20T00:00:00.000Z',
        pollAfterMs: 1000,
        writable: false,
      });
      for (const [hash, text] of drawn.objects) objects.set(hash, text);
      published = drawn.published;
      return true;
    },
  };
}

const record = (n: number, fields: Readonly<Record<string, JsonValue>> = {}): StoredRecord => ({
  id: `rec${String(n).padStart(5, '0')}`,
  createdTime: new Date(1_700_000_000_000 + Math.floor(n / 3) * 1000).toISOString(),
  title: `Title ${n}`,
  likes: n % 7,
  ...fields,
});
const change = (changed: readonly StoredRecord[], removed: readonly string[] = []) => ({
  changed,
  removed,
});
const thousand = Array.from({ length: 1_000 }, (_, n) => record(n));

/** Edits of two collections: records that come, change and leave, and orders that are dragged. */
const histories = fc.array(
  fc.record({
    articles: fc.option(
      fc.record({
        changed: fc.uniqueArray(fc.tuple(fc.nat(199), fc.nat(3)), { selector: ([n]) => n }),
        removed: fc.uniqueArray(fc.nat(199), { maxLength: 40 }),
      }),
    ),
    menu: fc.option(fc.record({ order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5]) })),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('a history of publications', () => {
  test('[D4][B31] leads a reader that applies every delta to byte-equal roots and records, whatever was edited', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const press = createPress();
        press.publish({
          articles: change(thousand.slice(0, 100)),
          menu: { ...change([]), order: [] },
        });
        let held: ReadonlyMap<string, Held> = new Map(
          collections.map(({ name }) => [name, readWhole(press.manifest(), name, press.objects)]),
        );
        for (const step of history) {
          const seq = press.manifest().seq;
          if (!press.publish(changesOf(step, press.published()))) {
            expect(press.manifest().seq).toBe(seq);
            continue;
          }
          held = applyDelta(held, newestDelta(press));
          for (const { name } of collections) checkHeld(press, name, held.get(name)!);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('lists consecutive deltas, oldest first, the last one leading to the manifest', () => {
    const press = createPress();
    press.publish({ articles: change(thousand.slice(0, 70)) });
    for (let n = 0; n < 105; n++)
      press.publish({ articles: change([record(n % 70, { likes: 100 + n })]) });
    const { deltas } = historyOf(press);
    expect(deltas).toHaveLength(100);
    expect(deltas.at(-1)!.to).toBe(press.manifest().seq);
    deltas.slice(1).forEach((line, i) => expect(line.from).toBe(deltas[i]!.to));
    for (const { hash, bytes, from, to } of deltas) {
      const text = press.objects.get(hash)!;
      expect(Buffer.byteLength(text)).toBe(bytes);
      expect(JSON.parse(text)).toMatchObject({ log: 'log', from, to });
    }
  });
});

describe('a publication', () => {
  test('is a manifest that readers accept, naming objects by their bytes', () => {
    const press = createPress();
    press.publish({ articles: change(thousand) });
    expect(decodeManifest(JSON.parse(JSON.stringify(press.manifest())))).toEqual(press.manifest());
    for (const [hash, text] of press.objects) expect(nameOf(JSON.parse(text))).toBe(hash);
    expect(press.manifest().version).toBe(
      nameOf({ articles: press.manifest().collections['articles']!.root }),
    );
  });

  test('[B32] of the same rows in another order is none: no number, no object', () => {
    const press = createPress();
    press.publish({ articles: change(thousand), menu: { ...change([]), order: [] } });
    const size = press.objects.size;
    expect(press.publish({ articles: change(thousand.toReversed()) })).toBe(false);
    expect(press.objects.size).toBe(size);
  });

  test('[B32] of a dragged row in a view-ordered collection changes the order list and rewrites no record', () => {
    const press = createPress();
    const rows = thousand.slice(0, 3);
    const ids = rows.map(({ id }) => id);
    press.publish({ menu: { ...change(rows), order: ids } });
    press.publish({ menu: { ...change(rows), order: ids.toReversed() } });
    const part = newestDelta(press).collections['menu']!;
    expect(part).toMatchObject({ changed: [], deleted: [], splices: [], ids: { at: {} } });
    expect(JSON.parse(press.objects.get(part.order!)!)).toEqual(ids.toReversed());
  });

  test('of a few re-read records keeps the order list, newcomers last', () => {
    const press = createPress();
    press.publish({
      menu: { ...change(thousand.slice(0, 3)), order: ['rec00002', 'rec00000', 'rec00001'] },
    });
    press.publish({ menu: change([record(9)], ['rec00000']) });
    const { root } = readWhole(press.manifest(), 'menu', press.objects);
    expect(JSON.parse(press.objects.get(root.order!)!)).toEqual([
      'rec00002',
      'rec00001',
      'rec00009',
    ]);
  });

  test('of one edit writes one chunk, a root and a head, and leaves every id bucket', () => {
    const press = createPress();
    press.publish({ articles: change(thousand) });
    const before = new Set(press.objects.keys());
    press.publish({ articles: change([record(500, { title: 'Edited' })]) });
    // Chunk, root, delta, history; the head does not show it.
    expect([...press.objects.keys()].filter((hash) => !before.has(hash))).toHaveLength(4);
    expect(newestDelta(press).collections['articles']!.ids).toEqual({ at: {} });
  });

  test('travels inside the manifest up to 32 KiB, and is named by it above, as the same delta that history names', () => {
    const press = createPress();
    press.publish({ articles: change(thousand) });
    press.publish({ articles: change([record(1, { title: 'small' })]) });
    expect(press.manifest().delta).toEqual(newestDelta(press));
    expect(press.manifest().newest).toBeUndefined();
    press.publish({ articles: change([record(1, { title: 'x'.repeat(INLINE_DELTA_BYTES) })]) });
    expect(press.manifest().delta).toBeUndefined();
    expect(press.manifest().newest).toMatchObject({ from: 2, to: 3 });
    expect(newestDelta(press).to).toBe(press.manifest().seq);
  });

  test('[fault N16] names no head that readers would refuse for its size, and one again once it is small', () => {
    const press = createPress();
    const large = Array.from({ length: 5 }, (_, n) => record(n, { title: 'x'.repeat(2 << 20) }));
    press.publish({ articles: change(large) });
    expect(press.manifest().collections['articles']).toMatchObject({ count: 5 });
    expect(press.manifest().collections['articles']).not.toHaveProperty('head');
    press.publish({ articles: change([record(0), record(1)]) });
    expect(press.manifest().collections['articles']).toHaveProperty('head');
  });

  test('puts any id into its bucket, one that objects inherit too', () => {
    const press = createPress();
    const ids = ['__proto__', 'constructor'];
    press.publish({ articles: change(ids.map((id, n) => ({ ...record(n), id }))) });
    const { root } = readWhole(press.manifest(), 'articles', press.objects);
    const bucket: unknown = JSON.parse(press.objects.get(root.ids[0]!)!);
    expect(Object.keys(bucket as object).sort()).toEqual(ids);
  });

  test('of several collections is one version', () => {
    const press = createPress();
    press.publish({ articles: change(thousand.slice(0, 9)), menu: { ...change([]), order: [] } });
    press.publish({ articles: change([record(0, { likes: 9 })]), menu: change([record(0)]) });
    expect(press.manifest().seq).toBe(2);
    expect(Object.keys(newestDelta(press).collections).sort()).toEqual(['articles', 'menu']);
  });

  test('of a record under a new id names the old id as gone and the new one as come', () => {
    const press = createPress();
    press.publish({ articles: change([record(1)]) });
    press.publish({ articles: change([{ ...record(1), id: 'key' }], ['rec00001', 'key']) });
    expect(newestDelta(press).collections['articles']).toMatchObject({
      changed: [{ id: 'key' }],
      deleted: ['rec00001'],
      count: 1,
    });
  });

  test('under another shape begins a new history: no delta leads across schemas', () => {
    const press = createPress();
    press.publish({ articles: change(thousand.slice(0, 9)) });
    press.publish({ articles: change([record(0, { likes: 50 })]) });
    const old = shapes.shapeByName.get('articles')!;
    shapes.shapeByName.set('articles', nameOf('another'));
    press.publish({ articles: change([]) });
    shapes.shapeByName.set('articles', old);
    expect(press.manifest().seq).toBe(3);
    expect(press.manifest().delta).toBeUndefined();
    expect(historyOf(press).deltas).toEqual([]);
  });
});

function changesOf(
  { articles: edits, menu: drag }: NonNullable<ReturnType<typeof sampleOf>>,
  published: Published,
): Record<string, CollectionChange> {
  const changes: Record<string, CollectionChange> = {};
  if (edits) {
    changes['articles'] = change(
      edits.changed.map(([n, likes]) => record(n, { likes })),
      edits.removed.map((n) => record(n).id),
    );
  }
  if (drag) {
    const rows = drag.order.map((n) => record(n));
    const present = published.stateByName.get('menu')!.entryById.keys();
    changes['menu'] = {
      changed: rows,
      removed: [...present].filter((id) => !rows.some((row) => row.id === id)),
      order: rows.map(({ id }) => id),
    };
  }
  return changes;
}

/** For its type only: one step of a generated history. */
const sampleOf = () => fc.sample(histories, 1)[0]![0];

function newestDelta(press: ReturnType<typeof createPress>): Delta {
  return JSON.parse(press.objects.get(historyOf(press).deltas.at(-1)!.hash)!) as Delta;
}

function historyOf(press: ReturnType<typeof createPress>) {
  return JSON.parse(press.objects.get(press.manifest().history)!) as {
    deltas: { from: number; to: number; hash: Hash; bytes: number }[];
  };
}

/** Everything a reader could check, against nothing but its own records. */
function checkHeld(press: ReturnType<typeof createPress>, name: string, held: Held): void {
  const manifest: Manifest = press.manifest();
  const line = manifest.collections[name]!;
  const records = inAgeOrder(held);
  expect(nameOf(held.root)).toBe(line.root);
  expect(held).toEqual(readWhole(manifest, name, press.objects));
  expect(line.count).toBe(records.length);
  expect(held.root.count).toBe(records.length);
  expect(held.root.digest).toBe(updateDigest(EMPTY_DIGEST, [], records.map(nameOf)));
  const cuts = cutChunks(records.map((one) => ({ record: one, text: canonicalJson(one) })));
  expect(held.root.chunks).toEqual(
    cuts.map((cut) => ({
      hash: nameOf(JSON.parse(cut.text)),
      first: [cut.records[0]!.record.createdTime, cut.records[0]!.record.id],
      count: cut.records.length,
      bytes: Buffer.byteLength(cut.text),
    })),
  );
  checkBuckets(press.objects, held.root, records);
  if (line.head !== undefined) {
    const { rows, total } = runQuery(records, articles.first!);
    expect(JSON.parse(press.objects.get(line.head)!) as Head).toEqual({ rows, total });
  }
}

function checkBuckets(
  objects: ReadonlyMap<Hash, string>,
  root: Root,
  records: readonly StoredRecord[],
) {
  expect(Math.log2(root.ids.length) % 1).toBe(0);
  const buckets = root.ids.map((hash) => JSON.parse(objects.get(hash)!) as Record<string, string>);
  expect(buckets.reduce((sum, bucket) => sum + Object.keys(bucket).length, 0)).toBe(records.length);
  for (const { id, createdTime } of records) {
    expect(buckets[fnv1a(id) % buckets.length]![id]).toBe(createdTime);
    expect(chunkIndexOf(root.chunks, createdTime, id)).toBeGreaterThanOrEqual(0);
  }
}
