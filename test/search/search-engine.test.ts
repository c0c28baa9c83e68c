import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StoredRecord } from '../../src/model/record.ts';
import { createSearchEngine } from '../../src/search/search-engine.ts';
import type { SearchSource } from '../../src/search/search-source.ts';
import { defineSearchable } from '../../src/search/searchable.ts';
import { createStoreSource } from '../../src/search/store-source.ts';
import { startSearch } from '../../src/worker/start-search.ts';
import { openOrigin } from '../fakes/fake-origin.ts';
import { people, posts, record, records, siteCollections } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';

useOrderedDigest();

const searchables = [
  defineSearchable(posts, { title: 'title', fields: { title: 8, body: 1 }, keep: [] }),
  defineSearchable(people, { title: 'title', fields: { title: 8 }, keep: [] }),
];

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

let origins = 0;

/** The real engine over IndexedDB, and beside it the search as its worker starts it. */
async function openSearched() {
  const scope = `search-${++origins}`;
  const { clock, publisher, channels, names, environment, start, until } = await openOrigin(scope);
  const stop = new AbortController();
  stops.push(stop);
  const startSync = async () => (await start({ signal: stop.signal })).engine.api;

  /** The store, and how often all of a collection was read. */
  const scanned: string[] = [];
  const store = createStoreSource({
    database: names.database,
    collections: siteCollections,
    indexedDB,
  });
  const source: SearchSource = {
    ...store,
    scan(collection) {
      scanned.push(collection);
      return store.scan(collection);
    },
  };
  const search = startSearch({
    basePath: '/',
    scope,
    collections: siteCollections,
    searchables,
    bc: true,
    environment: environment(),
    indexedDB,
    source,
    signal: stop.signal,
  });

  const find = async (text: string) =>
    (await search.search(text, 50)).results.map(({ id }) => id).toSorted();

  const isReady = async () => expect((await search.search('', 1)).status.state).toBe('ready');
  return { clock, publisher, channels, startSync, search, find, until, isReady, scanned, names };
}

const DAY_MS = 24 * 60 * 60_000;

const essay = (n: number, title: string, body = ''): StoredRecord => record(n, title, body);

describe('the search engine', () => {
  it('[F3] waits for the first content, reads it once, and says how far it is', async () => {
    const origin = await openSearched();
    const seen: string[] = [];
    const stop = new AbortController();
    const follow = async () => {
      for (let revision = -1; !stop.signal.aborted;) {
        const status = await origin.search.changed(revision);
        revision = status.revision;
        seen.push(`${status.state} ${status.done} of ${status.total}`);
      }
    };
    void follow();
    await origin.clock.settle();
    expect((await origin.search.search('tide', 9)).status.state).toBe('waiting');
    origin.publisher.publish({
      posts: [essay(1, 'Tide tables'), essay(2, 'Fog', 'and the tide')],
      people: records(1, 3),
    });
    await origin.startSync();
    await origin.until(origin.isReady);
    stop.abort();
    expect(await origin.find('tide')).toEqual(['rec1', 'rec2']);
    expect(origin.scanned).toEqual(['posts', 'people']);
    expect(seen.slice(0, 2)).toEqual(['waiting 0 of 0', 'building 0 of 5']);
    expect(seen.at(-1)).toBe('ready 5 of 5');
  });

  it('[F3][invariant I6] follows what changes, comes and goes by reading only that', async () => {
    const origin = await openSearched();
    const before = [essay(1, 'Tide'), essay(2, 'Fog'), essay(3, 'Moon')];
    origin.publisher.publish({ posts: before, people: records(1, 3) });
    await origin.startSync();
    await origin.until(origin.isReady);
    const { status } = await origin.search.search('', 1);
    origin.publisher.publish({
      posts: [essay(1, 'Fog horn'), essay(3, 'Moon'), essay(4, 'Fog bank')],
      people: records(1, 3),
    });
    await origin.until(async () => expect(await origin.find('fog')).toEqual(['rec1', 'rec4']));
    expect(await origin.find('tide')).toEqual([]);
    expect(origin.scanned).toEqual(['posts', 'people']);
    expect((await origin.search.changed(status.revision)).revision).toBeGreaterThan(
      status.revision,
    );
  });

  it('[F4][invariant I6] reads all anew where an announcement was lost, and answers from what it has meanwhile', async () => {
    const origin = await openSearched();
    origin.publisher.publish({ posts: [essay(1, 'Tide')], people: [] });
    const api = await origin.startSync();
    await origin.until(origin.isReady);
    await origin.clock.advance(60_000);
    origin.channels.lose(({ type }) => type === 'committed');
    origin.publisher.publish({ posts: [essay(1, 'Ebb'), essay(2, 'Flood')], people: [] });
    await origin.until(async () =>
      expect((await api.status()).version?.seq).toBe(origin.publisher.manifest().seq),
    );
    expect(await origin.find('tide')).toEqual(['rec1']);
    await origin.until(async () => expect(await origin.find('flood')).toEqual(['rec2']));
    expect(await origin.find('tide')).toEqual([]);
    expect(origin.scanned).toEqual(['posts', 'people', 'posts', 'people']);
  });

  it('[F4] reads all anew where a later announcement does not follow on what it knows', async () => {
    const origin = await openSearched();
    origin.publisher.publish({ posts: [essay(1, 'Tide')], people: [] });
    const api = await origin.startSync();
    await origin.until(origin.isReady);
    let isLost = true;
    origin.channels.lose(({ type }) => type === 'committed' && isLost);
    origin.publisher.publish({ posts: [essay(1, 'Ebb')], people: [] });
    await origin.until(async () =>
      expect((await api.status()).version?.seq).toBe(origin.publisher.manifest().seq),
    );
    isLost = false;
    origin.publisher.publish({ posts: [essay(1, 'Ebb'), essay(2, 'Flood')], people: [] });
    const answers = vi.fn(async () => expect(await origin.find('ebb')).toEqual(['rec1']));
    await origin.until(answers);
    expect(await origin.find('flood')).toEqual(['rec2']);
  });

  it('[F4] forgets with the copy, and comes back with it', async () => {
    const origin = await openSearched();
    origin.publisher.publish({ posts: [essay(1, 'Tide')], people: [] });
    const api = await origin.startSync();
    await origin.until(origin.isReady);
    await origin.clock.advance(60_000);
    await api.forget('discard');
    await origin.until(async () => expect(await origin.find('tide')).toEqual(['rec1']));
  });

  it('[F4] finds what many changes at once have brought, of which no ids are named', async () => {
    const origin = await openSearched();
    origin.publisher.publish({ posts: records(1, 3), people: [] });
    await origin.startSync();
    await origin.until(origin.isReady);
    await origin.clock.advance(60_000);
    origin.publisher.publish({ posts: records(1, 1300, 'Flood'), people: [] });
    await origin.until(async () =>
      expect((await origin.search.search('flood', 5)).total).toBe(1300),
    );
  });

  it('reads anew within a minute, though the device slept for a day while it read, or its clock was set back', async () => {
    const clock = createVirtualClock();
    const stop = new AbortController();
    stops.push(stop);
    let seq = 1;
    let onScan = () => clock.setBy(DAY_MS);
    const engine = createSearchEngine({
      searchables,
      clock,
      signal: stop.signal,
      source: {
        now: () => Promise.resolve({ place: { log: 'l', seq }, countByName: { posts: 1 } }),
        async *scan() {
          onScan();
          yield [essay(1, `Tide ${seq}`)];
        },
        read: () => Promise.resolve([]),
      },
    });
    await clock.settle();
    for (const passes of [0, -DAY_MS]) {
      onScan = () => undefined;
      seq++;
      clock.setBy(passes);
      engine.look();
      await clock.advance(70_000);
      expect((await engine.search(`${seq}`, 9)).total).toBe(1);
    }
  });

  it('tries again where the store could not be read', async () => {
    const clock = createVirtualClock();
    const stop = new AbortController();
    stops.push(stop);
    let isBroken = true;
    const engine = createSearchEngine({
      searchables,
      clock,
      signal: stop.signal,
      source: {
        async now() {
          if (isBroken) throw new Error('the disk is away');
          return { place: { log: 'l', seq: 1 }, countByName: { posts: 1 } };
        },
        async *scan() {
          yield [essay(1, 'Tide')];
        },
        read: () => Promise.resolve([]),
      },
    });
    await clock.settle();
    expect((await engine.search('tide', 9)).status.state).toBe('waiting');
    isBroken = false;
    await clock.advance(2000);
    expect((await engine.search('tide', 9)).results).toHaveLength(1);
  });
});
