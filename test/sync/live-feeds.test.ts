import { describe, expect, it } from 'vitest';
import { json } from '../fakes/fake-network.ts';
import { createWorld, records, type World, type WorkerOptions } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

/** A world whose host has the feed `posts`, and a tab that may show it. */
async function feedWorld({
  live = ['posts', 'sculptures'],
  ...options
}: WorkerOptions & { readonly live?: string[] } = {}) {
  const world = await createWorld({ live });
  const host = { seq: 1, log: 'live-1', ageS: 3, pollAfterMs: 1000, isDown: false, isAway: false };
  const { clock, network, channels } = world;
  network.fail((path, init) => {
    if (host.isAway) return new Response('', { status: 503 });
    if (path !== 'v1/live/posts.json') return undefined;
    if (host.isDown) return new Response('', { status: 503 });
    const { seq, log, pollAfterMs } = host;
    const etag = `W/"${log}.${seq}"`;
    const headers = { etag, 'x-offprint-checked': String(host.ageS) };
    if (new Headers(init.headers).get('if-none-match') === etag) {
      return new Response(null, { status: 304, headers });
    }
    const checkedAt = new Date(clock.now() - host.ageS * 1000).toISOString();
    const entries = [{ id: `post ${seq}` }];
    return json(
      JSON.stringify({ protocol: 1, log, seq, checkedAt, pollAfterMs, entries }),
      headers,
    );
  });
  const worker = world.startWorker(options);
  const tab = await worker.openTab();
  await clock.advance(500);
  const show = (...feeds: string[]) => worker.api.tab(tab.id, 'visible', feeds);
  const isLive = (message: unknown) => (message as { type: string }).type === 'live';
  return {
    ...world,
    host,
    worker,
    tab,
    show,
    polls: () => pollsOf(world),
    said: () => channels.posted.filter(isLive).length,
    read: async () => {
      const outcome = await worker.api.feed('posts');
      return outcome.ok ? outcome.value : outcome.error.code;
    },
  };
}

function checksOf({ network }: Pick<World, 'network'>): number {
  return network.requests.filter((path) => path === 'v1/manifest.json').length;
}

function pollsOf({ network }: Pick<World, 'network'>): number {
  return network.requests.filter((path) => path.startsWith('v1/live/')).length;
}

describe('live feeds', () => {
  it('[L1] are asked for while a visible tab shows them, as often as they say, and not otherwise', async () => {
    const { clock, show, worker, tab, polls, host } = await feedWorld();
    await clock.advance(60_000);
    expect(polls()).toBe(0);
    host.pollAfterMs = 5000;
    await show('posts');
    await clock.advance(0);
    expect(polls()).toBe(1);
    await clock.advance(30_000);
    expect(polls()).toBe(7);
    await worker.api.tab(tab.id, 'hidden', ['posts']);
    await clock.advance(60_000);
    expect(polls()).toBe(7);
    await show('posts');
    await clock.advance(0);
    expect(polls()).toBe(8);
    tab.crash();
    await clock.advance(60_000);
    expect(polls()).toBe(8);
  });

  it('that are answered after a long outage bring the next check at once, and no other one', async () => {
    const { clock, show, network, polls, host } = await feedWorld();
    host.isAway = true;
    await clock.advance(600_000);
    host.isAway = false;
    const before = checksOf({ network });
    await clock.advance(100);
    expect(checksOf({ network })).toBe(before);
    await show('posts');
    await clock.advance(100);
    expect([polls(), checksOf({ network })]).toEqual([1, before + 1]);
    await clock.advance(5_000);
    expect([polls(), checksOf({ network })]).toEqual([6, before + 6]);
  });

  it('[L1][invariant I11] are asked for once, however many tabs show them, and no more often by tabs that come and go', async () => {
    const { clock, show, worker, tab, polls } = await feedWorld();
    const other = await worker.openTab();
    await show('posts');
    await worker.api.tab(other.id, 'visible', ['posts']);
    await clock.advance(10_000);
    expect(polls()).toBe(11);
    for (let i = 0; i < 100; i++) {
      await worker.api.tab(tab.id, 'visible', i % 2 ? ['posts'] : []);
      await worker.api.tab(other.id, 'visible', i % 2 ? ['posts'] : []);
      await clock.advance(10);
    }
    expect(polls()).toBeLessThan(17);
  });

  it('[L2][promise P8] give the value with the age of its source, and the newer age once a minute', async () => {
    const { clock, show, read, said } = await feedWorld();
    expect(await read()).toBeNull();
    await show('posts');
    await clock.settle();
    const askedAt = clock.now();
    expect(await read()).toEqual({ entries: [{ id: 'post 1' }], at: askedAt - 3000 });
    expect(said()).toBe(1);
    await clock.advance(59_000);
    expect(said()).toBe(1);
    await clock.advance(2_000);
    expect(said()).toBe(2);
    expect(await read()).toMatchObject({ at: askedAt + 57_000 });
  });

  it('tell of each new value once, and of no older one', async () => {
    const { clock, show, read, said, host } = await feedWorld();
    await show('posts');
    host.seq = 3;
    await clock.advance(1000);
    expect(await read()).toMatchObject({ entries: [{ id: 'post 3' }] });
    const before = said();
    host.seq = 2;
    await clock.advance(5000);
    expect(await read()).toMatchObject({ entries: [{ id: 'post 3' }] });
    expect(said()).toBe(before);
    // A server that began anew counts anew.
    host.log = 'live-2';
    host.seq = 1;
    await clock.advance(1000);
    expect(await read()).toMatchObject({ entries: [{ id: 'post 1' }] });
  });

  it('[L2][B105] keep the last value while the host is down, and over a restart of the worker', async () => {
    const world = await feedWorld();
    const { clock, show, host, worker } = world;
    await show('posts');
    await clock.advance(1000);
    host.isDown = true;
    worker.kill();
    const next = world.startWorker();
    const tab = await next.openTab();
    await next.api.tab(tab.id, 'visible', ['posts']);
    await clock.advance(120_000);
    expect(await next.api.feed('posts')).toMatchObject({
      ok: true,
      value: { entries: [{ id: 'post 1' }] },
    });
  });

  it('[B28] say why there is nothing, and show what comes once the host is back', async () => {
    const { clock, show, host, read, said } = await feedWorld();
    host.isDown = true;
    await show('posts');
    await clock.settle();
    expect(await read()).toBe('offline');
    expect(said()).toBe(1);
    host.isDown = false;
    await clock.advance(60_000);
    expect(await read()).toMatchObject({ entries: [{ id: 'post 1' }] });
  });

  it('[L1][fault N17] that the publication does not list are not asked for, until it does', async () => {
    const live: string[] = [];
    const { clock, show, worker, polls, publisher, read } = await feedWorld({ live });
    await show('posts');
    await clock.advance(30_000);
    expect(await worker.api.feed('posts')).toMatchObject({ error: { code: 'not-found' } });
    expect(polls()).toBe(0);
    live.push('posts');
    publisher.publish({ posts: records(1, 6), people: records(1, 3) });
    await clock.advance(3_000);
    expect(await read()).toMatchObject({ entries: [{ id: 'post 1' }] });
  });

  it('that are listed and not there are seldom asked for', async () => {
    const { clock, show, worker, polls } = await feedWorld();
    await show('sculptures', '../manifest');
    await clock.advance(290_000);
    expect(await worker.api.feed('sculptures')).toMatchObject({ error: { code: 'not-found' } });
    expect(polls()).toBe(1);
  });

  it('[L1][promise P7] are asked for by the owner where tabs have workers of their own', async () => {
    const world = await feedWorld({ host: 'dedicated' });
    const { clock, polls, channels } = world;
    const follower = world.startWorker({ host: 'dedicated' });
    const tab = await follower.openTab();
    await follower.api.tab(tab.id, 'visible', ['posts']);
    await clock.advance(5000);
    expect(polls()).toBe(6);
    expect(channels.posted).toContainEqual(expect.objectContaining({ type: 'live' }));
    expect(await follower.api.feed('posts')).toMatchObject({
      value: { entries: [{ id: 'post 1' }] },
    });
  });
});
