import { expect, onTestFinished, test } from 'vitest';
import { createStream, type Stream } from '../../../src/emulator/stream/stream.ts';
import { decodeLiveValue } from '../../../src/protocol/live.ts';
import { defineCollection, field } from '../../../src/model/schema.ts';
import { createStreamSource } from '../../../src/proxy/source/stream/stream-source.ts';
import { posts } from '../../../src/site/feeds.ts';
import { fixtureBase, recordId } from '../../emulator/fixture-base.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import type { TestClock } from '../fakes/clock.ts';
import { createProxyWorld } from '../fakes/proxy-world.ts';

const people = defineCollection({
  name: 'people',
  table: 'people',
  fields: { title: field('text', 'name') },
  indexes: {},
});

/** A whole proxy over a base and a stream, both emulated, in simulated time. */
async function createBusyWorld() {
  let stream: Stream | undefined;
  const feeds = (clock: TestClock) => {
    const { now, sleep } = clock;
    const started = createStream({ now, sleep, random: createSeededRandom('busy').next });
    stream = started;
    const source = createStreamSource({
      feed: posts,
      url: 'wss://stream.test/subscribe',
      terms: [],
      postsUrl: 'https://read.test',
      clock,
      random: () => 0.5,
      connect: (_, onText, signal) =>
        new Promise((resolve) => {
          const stop = started.listen(({ text }) => onText(text));
          signal.addEventListener('abort', () => {
            stop();
            resolve('stopped');
          });
        }),
    });
    return [source];
  };
  const world = await createProxyWorld({ base: fixtureBase(12), collections: [people], feeds });
  const proxy = await world.start();
  onTestFinished(() => stream!.stop());
  await proxy.ready();
  await world.pass(2_000);
  return { ...world, proxy, stream: stream! };
}

test('[B106] 100 posts a second delay no edit of the base, and are no publications of it', async () => {
  const { proxy, stream, emulator, pass, clock } = await createBusyWorld();
  const before = proxy.seq();
  stream.start();
  stream.burst(100, 60_000);
  await pass(20_000);
  emulator.table('people').update(recordId(1), { name: 'Edited meanwhile' });
  await pass(2_000);
  expect(proxy.titles('people')).toContain('Edited meanwhile');
  await pass(38_000);
  const answer = await proxy.app.request('/v1/live/posts.json');
  const value = decodeLiveValue(await answer.json());
  expect(value.entries).toHaveLength(10);
  expect(value.seq).toBeGreaterThan(100);
  expect(value.seq).toBeLessThanOrEqual(125);
  expect(clock.now() - Date.parse((value.entries[0] as { at: string }).at)).toBeLessThan(1_000);
  expect(proxy.seq()).toBe(before + 1);
});
