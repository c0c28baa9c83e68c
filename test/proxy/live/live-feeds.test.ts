import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defineFeed } from '../../../src/model/feed.ts';
import { decodeLiveValue, MAX_LIVE_BYTES } from '../../../src/protocol/live.ts';
import { protocolRoutes } from '../../../src/proxy/http/protocol-routes.ts';
import type { FeedSink, FeedSource } from '../../../src/proxy/live/feed-source.ts';
import { openLiveFeeds } from '../../../src/proxy/live/live-feeds.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { createTestClock } from '../fakes/clock.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const notes = defineFeed({ name: 'notes', from: 'a test', fields: { text: 'text' } });
const NOTE = { text: 'one' };

/** A source that says what a test says. */
function fakeSource() {
  const started = Promise.withResolvers<FeedSink>();
  const source: FeedSource = {
    feed: notes,
    pollAfterMs: 1000,
    run: (sink, signal) => {
      started.resolve(sink);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  };
  return { source, sink: started.promise };
}

async function world(
  dataDir?: string,
  more: readonly FeedSource[] = [],
  clock = createTestClock(),
) {
  const folder = dataDir ?? (await temporaryFolder());
  const { source, sink } = fakeSource();
  const events: ProxyEvent[] = [];
  const live = await openLiveFeeds({
    sources: [source, ...more],
    dataDir: folder,
    clock,
    report: (event) => void events.push(event),
  });
  const stopping = new AbortController();
  const running = live.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await running;
  };
  onTestFinished(stop);
  const app = protocolRoutes({
    publication: () => undefined,
    objects: { read: () => Promise.resolve(undefined) },
    live,
    checkedSecondsAgo: () => 0,
    readerSeen: () => undefined,
  });
  const get = (etag?: string) =>
    app.request('/live/notes.json', { headers: etag ? { 'if-none-match': etag } : {} });
  const value = async () => decodeLiveValue(await (await get()).json());
  return { live, clock, events, folder, sink: await sink, stop, app, get, value };
}

describe('live feeds of the proxy', () => {
  test('[B105] are served whole with an ETag and their age, and a poll that finds nothing new gets a 304', async () => {
    const { get, sink, clock, value } = await world();
    expect((await get()).status).toBe(503);
    sink.publish([NOTE]);
    expect(await value()).toMatchObject({ seq: 1, pollAfterMs: 1000, entries: [NOTE] });
    await clock.advance(42_000);
    const first = await get();
    expect(first.headers.get('x-offprint-checked')).toBe('42');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await get(first.headers.get('etag')!);
    expect([again.status, again.headers.get('x-offprint-checked')]).toEqual([304, '42']);
    sink.confirm();
    expect((await get(first.headers.get('etag')!)).headers.get('x-offprint-checked')).toBe('0');
    sink.publish([{ text: 'two' }]);
    expect((await get(first.headers.get('etag')!)).status).toBe(200);
  });

  test('[invariant I12] take no number where nothing has changed', async () => {
    const { sink, clock, value } = await world();
    sink.publish([NOTE]);
    await clock.advance(1000);
    sink.publish([{ ...NOTE }]);
    await clock.advance(1000);
    expect((await value()).seq).toBe(1);
  });

  test('[L3] publish at most twice a second, the first at once and the last of a burst in the end', async () => {
    const { sink, clock, value } = await world();
    for (let i = 1; i <= 6000; i++) {
      sink.publish([{ text: `note ${i}` }]);
      if (i === 1) expect((await value()).entries).toEqual([{ text: 'note 1' }]);
      if (i % 10 === 0) await clock.advance(100);
    }
    await clock.advance(1000);
    expect(await value()).toMatchObject({ entries: [{ text: 'note 6000' }] });
    expect((await value()).seq).toBeLessThanOrEqual(122);
  });

  test('[L2][B105] come back after a restart as they were, with their age, and count anew', async () => {
    const before = await world();
    before.sink.publish([NOTE]);
    await before.clock.advance(6_000);
    const etag = (await before.get()).headers.get('etag');
    await before.stop();
    const clock = createTestClock(before.clock.now() + 60_000);
    const after = await world(before.folder, [], clock);
    const answer = await after.get(etag!);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-offprint-checked')).toBe('66');
    expect(await answer.json()).toMatchObject({ entries: [NOTE] });
    expect(after.sink.last()).toEqual([NOTE]);
  });

  test('begin anew where what was kept is damaged', async () => {
    const before = await world();
    before.sink.publish([NOTE]);
    await before.stop();
    const path = join(before.folder, 'live/notes.json');
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 20));
    expect((await (await world(before.folder)).get()).status).toBe(503);
  });

  test('never grow above what a reader takes, and say what was left out', async () => {
    const { sink, live, get } = await world();
    sink.publish(Array.from({ length: 100 }, (_, i) => ({ text: `${i}`.padEnd(1000, 'é') })));
    const bytes = (await (await get()).arrayBuffer()).byteLength;
    expect(bytes).toBeLessThanOrEqual(MAX_LIVE_BYTES);
    expect(bytes).toBeGreaterThan(MAX_LIVE_BYTES - 4000);
    expect(live.status()[0]).toMatchObject({
      entries: 16,
      lastError: '84 of 100 entries do not fit',
    });
  });

  test('[L4] a source that fails, or throws, stops no other, and the status says so', async () => {
    const broken: FeedSource = {
      feed: defineFeed({ name: 'broken', from: 'a test', fields: {} }),
      pollAfterMs: 1000,
      run: () => Promise.reject(new Error('a mistake')),
    };
    const { sink, live, clock, events, get } = await world(undefined, [broken]);
    sink.publish([NOTE]);
    sink.fail('no answer');
    sink.fail('no answer');
    await clock.advance(1000);
    expect(live.names).toEqual(['broken', 'notes']);
    expect(live.status().map(({ lastError }) => lastError)).toEqual([
      'no answer',
      'its source stopped; see the log',
    ]);
    expect(events).toMatchObject([
      { type: 'feed-failed', feed: 'broken' },
      { type: 'failed', what: 'reading the feed broken' },
      { type: 'feed-failed', feed: 'notes', why: 'no answer' },
    ]);
    const kept = await get();
    expect([kept.status, kept.headers.get('x-offprint-checked')]).toEqual([200, '1']);
  });

  test('[L7] publish no entry that is not of the schema', async () => {
    const { sink, value } = await world();
    sink.publish([{ text: 7 }, NOTE, { other: 'x' }] as never);
    expect((await value()).entries).toEqual([NOTE]);
  });

  test('[invariant I16] say apart what is malformed and what is too much', async () => {
    const { sink, live } = await world();
    const long = Array.from({ length: 100 }, (_, i) => ({ text: `${i}`.padEnd(1000, 'é') }));
    sink.publish([{ text: 7 }, { text: 'half \ud83d' }, ...long] as never);
    expect(live.status()[0]!.lastError).toBe(
      '2 of 102 entries are malformed, 84 of 102 entries do not fit',
    );
  });

  test('[invariant I16] leave out an entry that cannot be spelled, say so, and go on with the others', async () => {
    const { sink, live, clock, value } = await world();
    sink.publish([NOTE]);
    // The second is shown when the rest is over, where nobody could be told that it failed.
    sink.publish([{ text: 'half \ud83d' }, { text: 'two' }]);
    await clock.advance(1000);
    expect((await value()).entries).toEqual([{ text: 'two' }]);
    expect(live.status()[0]!.lastError).toBe('1 of 2 entries are malformed');
    sink.publish([{ text: 'half \ud83d' }, { text: 'three' }]);
    expect((await value()).entries).toEqual([{ text: 'three' }]);
  });

  test('of another name are a 404, whatever it looks like', async () => {
    const { app } = await world();
    for (const path of ['other.json', 'notes', '..%2Fmanifest.json', '__proto__.json']) {
      expect((await app.request(`/live/${path}`)).status).toBe(404);
    }
  });
});
