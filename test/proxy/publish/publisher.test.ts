import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StoredRecord } from '../../../src/model/record.ts';
import { defineCollection, field, type Collection } from '../../../src/model/schema.ts';
import { systemClock, type Clock } from '../../../src/proxy/clock.ts';
import { openObjectStore } from '../../../src/proxy/objects/object-store.ts';
import { openPublisher, type PublisherOptions } from '../../../src/proxy/publish/publisher.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { createTestClock } from '../fakes/clock.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const articles = defineCollection({
  name: 'articles',
  table: 'articles',
  fields: { title: field('text', 'title') },
  indexes: {},
  first: { orderBy: [['title', 'asc']], limit: 2, select: ['title'] },
});
const DAY_MS = 24 * 60 * 60_000;

const record = (n: number, title = `Title ${n}`): StoredRecord => ({
  id: `rec${n}`,
  createdTime: new Date(1_700_000_000_000 + n * 1000).toISOString(),
  title,
});

async function open(dataDir: string, options: Partial<PublisherOptions> = {}) {
  const events: ProxyEvent[] = [];
  const objects = await openObjectStore(join(dataDir, 'o'));
  const publisher = await openPublisher({
    dataDir,
    collections: [articles],
    objects,
    clock: createTestClock(),
    report: (event) => events.push(event),
    pollAfterMs: 1000,
    ...options,
  });
  const publish = (changed: readonly StoredRecord[], removed: readonly string[] = []) =>
    publisher.publish(new Map([['articles', { changed, removed }]]));
  return { publisher, publish, objects, events };
}

describe('openPublisher', () => {
  test('has nothing to show before the first publication, and that one even of an empty table', async () => {
    const { publisher, publish } = await open(await temporaryFolder());
    expect(publisher.current()).toBeUndefined();
    await publish([]);
    expect(publisher.current()!.manifest).toMatchObject({
      seq: 1,
      collections: { articles: { count: 0 } },
    });
  });

  test('counts what is published in the present shape alone', async () => {
    const dataDir = await temporaryFolder();
    const first = await open(dataDir);
    expect(first.publisher.countOf('articles')).toBeUndefined();
    await first.publish([record(1), record(2)]);
    expect(first.publisher.countOf('articles')).toBe(2);
    await first.publisher.idle();
    const again = await open(dataDir);
    expect(again.publisher.countOf('articles')).toBe(2);
    // A deploy that adds a field: no reader of the new build can read what stands.
    const fields = { ...articles.fields, text: field('text', 'text') };
    const { publisher } = await open(dataDir, { collections: [{ ...articles, fields }] });
    expect(publisher.countOf('articles')).toBeUndefined();
  });

  test('[invariant I12] writes nothing and takes no number where nothing changed', async () => {
    const dataDir = await temporaryFolder();
    const { publish, publisher } = await open(dataDir);
    await publish([record(1)]);
    await publisher.idle();
    const before = await listing(dataDir);
    await publish([record(1)]);
    await publisher.publish(new Map());
    expect(await listing(dataDir)).toEqual(before);
    expect(publisher.current()!.manifest.seq).toBe(1);
  });

  test('[fault N16] offers no delta that readers would refuse for its size', async () => {
    const { publisher, publish, objects } = await open(await temporaryFolder());
    const three = (letter: string) => [1, 2, 3].map((n) => record(n, letter.repeat(3 << 20)));
    await publish(three('a'));
    await publish(three('b'));
    const { manifest } = publisher.current()!;
    expect(manifest).toMatchObject({ seq: 2, collections: { articles: { count: 3 } } });
    expect(manifest.delta ?? manifest.newest).toBeUndefined();
    expect(await objects.readText(manifest.history)).toBe('{"deltas":[]}');
    await publish([record(1, 'small again')]);
    expect(publisher.current()!.manifest.delta).toMatchObject({ from: 2, to: 3 });
  });

  test('continues log, numbers and deltas over a restart, and serves the last state before any sweep', async () => {
    const dataDir = await temporaryFolder();
    const first = await open(dataDir);
    await first.publish([record(1), record(2)]);
    const before = first.publisher.current()!;

    const second = await open(dataDir);
    expect(second.publisher.current()!.text).toBe(before.text);
    await second.publish([record(1), record(2)]);
    expect(second.publisher.current()!.etag).toBe(before.etag);
    await second.publish([record(3)], ['rec1']);
    expect(second.publisher.current()!.manifest).toMatchObject({
      log: before.manifest.log,
      seq: 2,
      delta: { from: 1, to: 2, collections: { articles: { deleted: ['rec1'], count: 2 } } },
    });
  });

  test('[X5] never takes a number twice, even where the last manifest was lost', async () => {
    const dataDir = await temporaryFolder();
    const first = await open(dataDir);
    await first.publish([record(1)]);
    await first.publish([record(2)]);
    await rm(join(dataDir, 'publication', 'manifest.json'));

    const second = await open(dataDir);
    expect(second.publisher.current()).toBeUndefined();
    await second.publish([record(1), record(2)]);
    const { log, seq } = second.publisher.current()!.manifest;
    // A hundred numbers were set aside by the first.
    expect({ log, seq }).toEqual({ log: first.publisher.current()!.manifest.log, seq: 101 });
  });

  test.each([
    [['log.json'], false],
    [['manifest.json'], false],
    [['log.json', 'manifest.json'], true],
  ])('without %j of an older copy, another history is begun: %s', async (files, isOther) => {
    const dataDir = await temporaryFolder();
    const first = await open(dataDir);
    await first.publish([record(1)]);
    for (const file of files) await rm(join(dataDir, 'publication', file));

    const second = await open(dataDir);
    await second.publish([record(1), record(2)]);
    const { log } = second.publisher.current()!.manifest;
    expect(log !== first.publisher.current()!.manifest.log).toBe(isOther);
  });

  test('publishes a collection anew, without a delta, where an object of it is damaged', async () => {
    const dataDir = await temporaryFolder();
    const first = await open(dataDir);
    await first.publish([record(1)]);
    const { root } = first.publisher.current()!.manifest.collections['articles']!;
    await writeFile(join(dataDir, 'o', `${root}.json`), '{}');

    const second = await open(dataDir);
    await second.publish([record(1), record(2)]);
    const { manifest } = second.publisher.current()!;
    expect(manifest).toMatchObject({ seq: 2, collections: { articles: { count: 2 } } });
    expect(manifest.delta).toBeUndefined();
  });

  test('[X5] leaves the previous publication whole where writing fails, and publishes with the next change', async () => {
    const dataDir = await temporaryFolder();
    const store = await openObjectStore(join(dataDir, 'o'));
    let isFull = false;
    const { publish, publisher } = await open(dataDir, {
      objects: {
        ...store,
        put: (texts) => (isFull ? Promise.reject(new Error('ENOSPC')) : store.put(texts)),
      },
    });
    await publish([record(1)]);
    const before = publisher.current();
    isFull = true;
    await expect(publish([record(2)])).rejects.toThrow('ENOSPC');
    expect(publisher.current()).toBe(before);
    isFull = false;
    await publish([record(2)]);
    expect(publisher.current()!.manifest.collections['articles']!.count).toBe(2);
  });

  test('[X5] killed while it writes its objects, it leaves the previous publication whole', async () => {
    const dataDir = await temporaryFolder();
    const store = await openObjectStore(join(dataDir, 'o'));
    const writing = Promise.withResolvers<void>();
    let isDying = false;
    const first = await open(dataDir, {
      objects: {
        ...store,
        put: (texts) => {
          if (!isDying) return store.put(texts);
          writing.resolve();
          return new Promise(() => undefined);
        },
      },
    });
    await first.publish([record(1)]);
    const { text } = first.publisher.current()!;
    isDying = true;
    void first.publish([record(2)]);
    await writing.promise;

    const second = await open(dataDir);
    expect(second.publisher.current()!.text).toBe(text);
    await second.publish([record(1), record(2)]);
    expect(second.publisher.current()!.manifest.collections['articles']!.count).toBe(2);
  });

  test('drops a collection that the site no longer declares with its next publication', async () => {
    const dataDir = await temporaryFolder();
    const other: Collection = { ...articles, name: 'other' };
    const first = await open(dataDir, { collections: [articles, other] });
    await first.publisher.publish(
      new Map(['articles', 'other'].map((name) => [name, { changed: [record(1)], removed: [] }])),
    );

    const second = await open(dataDir);
    expect(Object.keys(second.publisher.current()!.manifest.collections)).toEqual([
      'articles',
      'other',
    ]);
    await second.publish([record(1)]);
    const { manifest } = second.publisher.current()!;
    expect(Object.keys(manifest.collections)).toEqual(['articles']);
    expect(manifest.delta).toBeUndefined();
  });
});

describe('collect', () => {
  test('keeps what a manifest of the last 30 days reached, and removes it later', async () => {
    const dataDir = await temporaryFolder();
    let offsetMs = 0;
    const clock: Clock = { ...systemClock, now: () => Date.now() + offsetMs };
    const { publish, publisher, objects, events } = await open(dataDir, { clock });
    await publish([record(1)]);
    const oldRoot = publisher.current()!.manifest.collections['articles']!.root;
    offsetMs = 20 * DAY_MS;
    await publish([record(1, 'Edited')]);
    offsetMs = 45 * DAY_MS;
    await publisher.collect();
    expect(await objects.readText(oldRoot)).toBeDefined();
    offsetMs = 51 * DAY_MS;
    await publisher.collect();
    expect(await objects.readText(oldRoot)).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ type: 'objects-collected' });

    const { manifest } = publisher.current()!;
    const { root, head } = manifest.collections['articles']!;
    for (const hash of [root, head!, manifest.history])
      expect(await objects.readText(hash)).toBeDefined();
    expect((await open(dataDir)).publisher.current()!.text).toBe(publisher.current()!.text);
  });
});

async function listing(dataDir: string): Promise<string> {
  const names = (await readdir(dataDir, { recursive: true })).sort();
  const texts = await Promise.all(
    names.map((name) => readFile(join(dataDir, name), 'base64').catch(() => 'folder')),
  );
  return names.map((name, i) => `${name} ${texts[i]}`).join('\n');
}
