import { describe, expect, onTestFinished, test } from 'vitest';
import { createStream } from '../../../../src/emulator/stream/stream.ts';
import { defineFeed, entriesOf } from '../../../../src/model/feed.ts';
import type { FeedEntry } from '../../../../src/proxy/live/feed-source.ts';
import { createStreamSource } from '../../../../src/proxy/source/stream/stream-source.ts';
import { posts as siteFeed } from '../../../../src/site/feeds.ts';
import { createSeededRandom } from '../../../fakes/seeded-random.ts';
import { createTestClock } from '../../fakes/clock.ts';
import { createTestSink } from '../../fakes/feed-sink.ts';

const feed = defineFeed({ name: 'posts', from: 'stream', fields: {} });

/** The source behind the emulated stream, over a connection that a test may cut. */
function createWorld({
  terms = [],
  left,
}: { readonly terms?: readonly string[]; readonly left?: readonly FeedEntry[] } = {}) {
  const clock = createTestClock();
  const stream = createStream({
    now: clock.now,
    sleep: clock.sleep,
    random: createSeededRandom('posts').next,
  });
  const addresses: URL[] = [];
  const open = new Set<{ readonly end: (why: string) => void; mute: boolean }>();
  let isDown = false;
  let inject: (text: string) => void = () => undefined;
  const source = createStreamSource({
    feed,
    url: 'wss://stream.test/subscribe',
    terms,
    postsUrl: 'https://read.test',
    clock,
    random: () => 0.5,
    connect: (address, onText, signal) =>
      new Promise((resolve) => {
        addresses.push(new URL(address));
        if (isDown) return resolve('refused');
        inject = onText;
        const say = ({ text }: { readonly text: string }) => (one.mute ? undefined : onText(text));
        const stop = stream.listen(say);
        const end = (why: string) => {
          open.delete(one);
          stop();
          resolve(why);
        };
        const one = { end, mute: false };
        open.add(one);
        signal.addEventListener('abort', () => end('stopped'));
        stream.since(Number(new URL(address).searchParams.get('cursor'))).forEach(say);
      }),
  });
  const sink = createTestSink(clock.now, left);
  const stopping = new AbortController();
  const running = source.run(sink, stopping.signal);
  onTestFinished(async () => {
    stream.stop();
    stopping.abort();
    await running;
  });
  return {
    clock,
    stream,
    sink,
    addresses,
    inject: (text: string) => inject(text),
    texts: () => sink.last().map(({ text }) => text),
    cut: () => open.forEach(({ end }) => end('cut')),
    mute: () => open.forEach((one) => (one.mute = true)),
    setDown: (next: boolean) => {
      isDown = next;
    },
  };
}

/** Posts these, 10 ms apart. */
async function postAll(
  { clock, stream }: ReturnType<typeof createWorld>,
  texts: readonly string[],
) {
  for (const text of texts) {
    stream.post(text);
    await clock.advance(10);
  }
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `post ${from + i}`);

describe('the source of posts', () => {
  test('[B106] shows the newest ten, newest first, with a link to each', async () => {
    const world = createWorld();
    await postAll(world, numbered(1, 25));
    expect(world.texts()).toEqual(numbered(16, 25).reverse());
    const [newest] = entriesOf(siteFeed, world.sink.last());
    expect(newest!.url).toBe(`https://read.test/profile/${newest!.id.replace('/', '/post/')}`);
    expect(newest!.author).toMatch(/^[a-z-]+\.example$/);
    expect(Date.parse(newest!.at)).toBe(world.clock.now() - 10);
  });

  test('takes only posts that name a term, as whole words in any case', async () => {
    const world = createWorld({ terms: ['tide', 'C++', 'low water', 'λ'] });
    await postAll(world, [
      'The TIDE.',
      'tidewater',
      'written in c++!',
      'written in c',
      'low\nwater',
      'lowwater',
      'Λ calculus',
    ]);
    expect(world.texts()).toEqual(['Λ calculus', 'low\nwater', 'written in c++!', 'The TIDE.']);
  });

  test('lets a post go that is deleted, and all of an account that is', async () => {
    const world = createWorld();
    const first = world.stream.post('one');
    const second = world.stream.post('two');
    world.stream.remove(first);
    await world.clock.advance(10);
    expect(world.texts()).toEqual(['two']);
    const account = { did: second.did, active: false, status: 'takendown' };
    world.inject(
      JSON.stringify({
        did: second.did,
        time_us: world.clock.now() * 1000,
        kind: 'account',
        account,
      }),
    );
    expect(world.texts()).toEqual([]);
  });

  test('[L6] connects anew where it was: nothing is missed and nothing comes twice', async () => {
    const world = createWorld();
    await postAll(world, numbered(1, 3));
    world.setDown(true);
    world.cut();
    await postAll(world, numbered(4, 6));
    expect(world.sink.error()).toContain('the stream is lost');
    world.setDown(false);
    await world.clock.advance(5_000);
    expect(world.texts()).toEqual(numbered(1, 6).reverse());
    expect(world.sink.error()).toBe('');
    const cursors = world.addresses.map(({ searchParams }) => Number(searchParams.get('cursor')));
    expect(cursors.at(-1)).toBeGreaterThan(cursors[0]!);
    expect(
      world.addresses.every(
        ({ searchParams }) => searchParams.get('wantedCollections') === 'app.bsky.feed.post',
      ),
    ).toBe(true);
  });

  test('waits longer after each refusal, a minute at most, and never gives up', async () => {
    const world = createWorld();
    world.setDown(true);
    world.cut();
    await world.clock.advance(60 * 60_000);
    const tries = world.addresses.length;
    expect(tries).toBeGreaterThan(60 * 2 - 10);
    expect(tries).toBeLessThan(60 * 2 + 20);
    world.setDown(false);
    world.stream.post('back');
    await world.clock.advance(61_000);
    expect(world.texts()).toEqual(['back']);
  });

  test('[L6] takes a connection that fell silent for a lost one', async () => {
    const world = createWorld();
    await postAll(world, ['one']);
    world.mute();
    await postAll(world, ['two']);
    await world.clock.advance(130_000);
    expect(world.texts()).toEqual(['two', 'one']);
  });

  test('[L6][B106] 100 posts a second for a minute cost two publications a second and ten posts of memory', async () => {
    const world = createWorld({ terms: ['tide'] });
    world.stream.start();
    world.stream.burst(100, 60_000);
    let posted = 0;
    world.stream.listen(() => posted++);
    await world.clock.advance(60_000);
    expect(posted).toBeGreaterThan(5_900);
    expect(world.sink.published.length).toBeGreaterThan(500);
    expect(Math.max(...world.sink.published.map(({ length }) => length))).toBe(10);
    expect(world.clock.now() - world.sink.at()!).toBeLessThan(1_000);
  });

  test('begins with what an earlier process left, from there on', async () => {
    const at = new Date(Date.UTC(2026, 1, 20) - 600_000).toISOString();
    const left = [{ id: 'did:web:a.example/1', text: 'earlier', author: '', url: '', at }];
    const world = createWorld({ left });
    await postAll(world, ['later']);
    expect(world.texts()).toEqual(['later', 'earlier']);
    const cursor = Number(world.addresses[0]!.searchParams.get('cursor'));
    expect(cursor).toBe(Date.parse(at) * 1000 - 2_000_000);
  });

  test('passes over what is malformed, labelled, of another kind, or no post', async () => {
    const world = createWorld();
    const event = (commit: unknown, kind = 'commit') =>
      JSON.stringify({ did: 'did:plc:abc', time_us: 1, kind, commit });
    const post = {
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey: '3k',
      record: { text: 'hidden' },
    };
    for (const text of [
      'not JSON',
      '[]',
      event(undefined),
      event({ ...post, record: { text: 7 } }),
      event({ ...post, record: { text: 'x', labels: { values: [{ val: 'nudity' }] } } }),
      event({ ...post, collection: 'app.bsky.feed.like' }),
      event({ ...post, rkey: '../../elsewhere' }),
      event(post, 'identity'),
    ]) {
      world.inject(text);
    }
    expect(world.sink.published).toEqual([]);
    world.inject(event({ ...post, record: { text: `a\u0007b\nc\ud800 ${'é'.repeat(2000)}` } }));
    const shown = world.texts()[0] as string;
    expect(shown.startsWith('a b\nc\ufffd')).toBe(true);
    expect(shown.length).toBeLessThanOrEqual(1200);
  });
});
