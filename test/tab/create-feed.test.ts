import { createRoot } from 'solid-js';
import { describe, expect, it } from 'vitest';
import { defineFeed } from '../../src/model/feed.ts';
import type { Outcome } from '../../src/protocol/failure.ts';
import type { KeptFeed } from '../../src/protocol/worker-api.ts';
import type { Client } from '../../src/tab/client.ts';
import { createFeed } from '../../src/tab/create-feed.ts';

const notes = defineFeed({
  name: 'notes',
  from: 'a test',
  fields: { text: 'text', url: 'url', count: 'number', at: 'instant' },
});
const NOTE = { text: 'one', url: 'https://site.test/1', count: 1, at: '2026-11-21T08:00:00.000Z' };

/** A client whose worker answers as a test says. */
function fakeClient() {
  const shown = new Set<string>();
  const listeners = new Set<() => void>();
  const world = {
    shown,
    answer: (() => Promise.resolve({ ok: true, value: null })) as () => Promise<
      Outcome<KeptFeed | null>
    >,
    answerBy: (answer: () => Promise<Outcome<KeptFeed | null>>) => {
      world.answer = answer;
    },
    news: async (answer?: Outcome<KeptFeed | null>) => {
      if (answer) world.answer = () => Promise.resolve(answer);
      for (const listener of listeners) listener();
      await new Promise<void>((done) => setImmediate(done));
    },
    client: {
      feed: () => world.answer(),
      showFeed(name: string, onNews: () => void) {
        shown.add(name);
        listeners.add(onNews);
        return () => {
          shown.delete(name);
          listeners.delete(onNews);
        };
      },
      onStatus: () => () => undefined,
    } as unknown as Client,
  };
  return world;
}

async function openFeed() {
  const world = fakeClient();
  const { feed, dispose } = createRoot((end) => ({
    feed: createFeed(notes, { client: world.client }),
    dispose: end,
  }));
  await world.news();
  return { ...world, feed, dispose };
}

const ready = (entries: KeptFeed['entries'], at = 1000) =>
  ({ ok: true, value: { entries, at } }) as const;
const failed = (code: 'offline' | 'not-found') =>
  ({ ok: false, error: { code, message: '' } }) as const;

describe('createFeed', () => {
  it('[B39] shows what is kept as soon as it is there, with its age, and every change of it', async () => {
    const { feed, news } = await openFeed();
    expect(feed).toMatchObject({ state: 'loading', value: [], at: undefined });
    await news(ready([NOTE]));
    expect(feed).toMatchObject({ state: 'ready', value: [NOTE], at: 1000 });
    await news(ready([{ ...NOTE, count: 2 }], 2000));
    expect(feed).toMatchObject({ value: [{ ...NOTE, count: 2 }], at: 2000 });
  });

  it('has the feed polled while its component is there, and hears nothing after it', async () => {
    const { feed, news, shown, dispose } = await openFeed();
    await news(ready([NOTE]));
    expect([...shown]).toEqual(['notes']);
    dispose();
    expect([...shown]).toEqual([]);
    await news(ready([]));
    expect(feed.value).toEqual([NOTE]);
  });

  it('keeps what it shows while the worker cannot say more', async () => {
    const { feed, news } = await openFeed();
    await news(failed('offline'));
    expect(feed.state).toBe('error');
    await news(ready([NOTE]));
    await news(failed('offline'));
    expect(feed).toMatchObject({ state: 'ready', value: [NOTE], at: 1000 });
  });

  it('says that a site has no such feed', async () => {
    const { feed, news } = await openFeed();
    await news(failed('not-found'));
    expect(feed.state).toBe('none');
  });

  it('lets the newest question win, whatever answers last', async () => {
    const world = await openFeed();
    const late = Promise.withResolvers<Outcome<KeptFeed | null>>();
    world.answerBy(() => late.promise);
    await world.news();
    await world.news(ready([NOTE]));
    late.resolve(ready([]));
    await world.news();
    expect(world.feed.value).toEqual([NOTE]);
  });

  it('[L7] shows no entry that is not of the schema: no script for an address, no text for a number', async () => {
    const { feed, news } = await openFeed();
    await news(
      ready([
        { ...NOTE, url: 'javascript:alert(1)' },
        { ...NOTE, count: '7' },
        { ...NOTE, at: 'soon' },
        { text: 'half' },
        null,
        [],
        { ...NOTE, url: '', at: '', extra: 'left out' },
      ]),
    );
    expect(feed.value).toEqual([{ ...NOTE, url: '', at: '' }]);
  });
});
