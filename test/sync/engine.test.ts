import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import { createWorld, record, records, type World } from '../fakes/fake-world.ts';
import { hang, json, refuse } from '../fakes/fake-network.ts';
import { storyOf, talkOf } from '../fakes/story.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

const MANIFEST = 'v1/manifest.json';
const truth = { posts: records(1, 5), people: records(1, 3) };

/** A world whose reader has everything, with one visible tab. */
async function syncedWorld() {
  const world = await createWorld({ truth });
  const worker = world.startWorker();
  const tab = await worker.openTab();
  await world.clock.advance(500);
  const forgetTheStart = () => {
    worker.events.splice(0);
    world.network.clear();
  };
  forgetTheStart();
  const before = world.channels.posted.length;
  return { world, worker, tab, forgetTheStart, said: () => world.channels.posted.slice(before) };
}

const manifestsOf = (world: World) => world.network.requests.filter((path) => path === MANIFEST);

async function countPosts(world: World): Promise<number | string> {
  const { answers } = await world.reader.read([{ collection: 'posts', query: {} }]);
  return answers[0]!.state === 'loading' ? 'loading' : answers[0]!.total;
}

describe('polling', () => {
  it('[B20] begins at once when the worker starts with a tab', async () => {
    const world = await createWorld();
    await world.startWorker().openTab();
    await world.clock.settle();
    expect(manifestsOf(world)).toHaveLength(1);
  });

  it('[B21] waits a second after completion; a slow answer never overlaps with another poll', async () => {
    const { world } = await syncedWorld();
    let under = 0;
    let most = 0;
    world.network.fail(async (path, init) => {
      most = Math.max(most, ++under);
      await world.clock.sleep(3000, new AbortController().signal);
      under--;
      return world.network.serve(path, init);
    });
    await world.clock.advance(12_000);
    expect(manifestsOf(world)).toHaveLength(3);
    expect(most).toBe(1);
  });

  it('goes on at once after a long outage when another tab is opened, though one was in view all the time', async () => {
    const { world, worker, forgetTheStart } = await syncedWorld();
    world.network.fail(refuse);
    await world.clock.advance(600_000);
    world.network.fail(undefined);
    forgetTheStart();
    await world.clock.advance(100);
    expect(manifestsOf(world)).toHaveLength(0);
    await worker.openTab();
    await world.clock.advance(100);
    expect(manifestsOf(world)).toHaveLength(1);
  });

  it('[B22] asks as often for twenty tabs as for one', async () => {
    const pollsWith = async (tabs: number) => {
      const { world, worker } = await syncedWorld();
      for (let i = 1; i < tabs; i++) await worker.openTab(i % 2 === 0 ? 'visible' : 'hidden');
      await world.clock.advance(60_000);
      return manifestsOf(world).length;
    };
    expect(await pollsWith(20)).toBe(await pollsWith(1));
  });

  it('slows down while all tabs are hidden, and polls at once when one is shown', async () => {
    const { world, tab } = await syncedWorld();
    await tab.tell('hidden');
    await world.clock.advance(45_000);
    expect(manifestsOf(world)).toHaveLength(1);
    await tab.tell('visible');
    await world.clock.settle();
    expect(manifestsOf(world)).toHaveLength(2);
  });

  it('[B44] stops while no tab is open, and goes on at once when one opens', async () => {
    const { world, worker, tab } = await syncedWorld();
    await tab.tell('gone');
    await world.clock.advance(3_600_000);
    expect(manifestsOf(world)).toHaveLength(0);
    await worker.openTab();
    await world.clock.settle();
    expect(manifestsOf(world)).toHaveLength(1);
  });

  it('[B90] learns of a crashed tab by its lock alone', async () => {
    const { world, worker, tab } = await syncedWorld();
    tab.crash();
    await world.clock.advance(60_000);
    expect(manifestsOf(world)).toHaveLength(0);
    expect((await worker.api.diagnostics()).tabs).toBe(0);
  });

  it('is five times slower for a person who saves data', async () => {
    const world = await createWorld();
    await world.startWorker({ isSavingData: true }).openTab();
    await world.clock.advance(500);
    world.network.clear();
    await world.clock.advance(20_000);
    expect(manifestsOf(world)).toHaveLength(4);
  });

  it('[B29][invariant I12] that finds nothing new writes nothing and says nothing', async () => {
    const { world, said, worker } = await syncedWorld();
    const before = await world.reader.version();
    await world.clock.advance(10_000);
    expect(new Set(storyOf(worker.events))).toEqual(new Set(['pull-started', 'pull-unchanged']));
    expect(said()).toEqual([]);
    expect(await world.reader.version()).toEqual(before);
  });

  it('[invariant I12] writes the time of the last check once a minute, no oftener', async () => {
    const marks: number[] = [];
    const world = await createWorld();
    const worker = world.startWorker({
      tamper: (cache) => ({
        ...cache,
        markChecked: (checked) => {
          marks.push(checked.at);
          return cache.markChecked(checked);
        },
      }),
    });
    await worker.openTab();
    await world.clock.advance(10 * 60_000);
    expect(marks.length).toBeGreaterThanOrEqual(8);
    expect(marks.length).toBeLessThanOrEqual(10);
  });
});

describe('failures', () => {
  it('[B23] change nothing that is kept, tell it once, and the loop goes on', async () => {
    const { world, worker, said } = await syncedWorld();
    world.network.fail(refuse);
    await world.clock.advance(20_000);
    expect(await countPosts(world)).toBe(5);
    expect(talkOf(said())).toEqual(['status offline offline']);
    expect(await worker.api.status()).toMatchObject({
      phase: 'offline',
      version: { log: 'log-1', seq: 1 },
      failure: { code: 'offline' },
    });
    world.network.fail(undefined);
    await world.clock.advance(60_000);
    expect((await worker.api.status()).phase).toBe('fresh');
    expect(talkOf(said())).toEqual(['status offline offline', 'status fresh']);
  });

  it('[B24] wait longer each time, below five minutes', async () => {
    const { world, worker } = await syncedWorld();
    world.network.fail(refuse);
    await world.clock.advance(3_600_000);
    const waits = worker.events.flatMap((event) =>
      event.kind === 'pull-failed' ? [event.retryInMs] : [],
    );
    expect(waits.slice(0, 10)).toEqual([
      1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 150_000, 150_000,
    ]);
  });

  it('[B24] of a server that names a time are not followed by any request before it', async () => {
    const { world, worker, tab } = await syncedWorld();
    world.network.fail(() => new Response('', { status: 429 }));
    await world.clock.advance(1000);
    world.network.clear();
    await tab.tell('hidden');
    await tab.tell('visible');
    worker.engine.setOnline(false);
    worker.engine.setOnline(true);
    const check = await worker.api.checkNow();
    expect(check).toMatchObject({ ok: false, error: { code: 'rate-limited' } });
    await world.clock.advance(29_000);
    expect(world.network.requests).toEqual([]);
    world.network.fail(undefined);
    await world.clock.advance(2000);
    expect((await worker.api.status()).phase).toBe('fresh');
  });

  it('[B25] of our own making are contained: a throw in the middle of a poll ends that poll only', async () => {
    let isBroken = true;
    const world = await createWorld();
    const worker = world.startWorker({
      tamper: (cache) => ({
        ...cache,
        commitRoots: (next, roots) => {
          if (isBroken) throw new TypeError('undefined is not a function');
          return cache.commitRoots(next, roots);
        },
      }),
    });
    await worker.openTab();
    await world.clock.advance(5000);
    expect(await countPosts(world)).toBe('loading');
    isBroken = false;
    await world.clock.advance(60_000);
    expect(await countPosts(world)).toBe(5);
  });

  it('[B26] of a request that is never answered end after 10 s, and polling goes on', async () => {
    const { world, worker } = await syncedWorld();
    let isHanging = true;
    world.network.fail((_, init) => (isHanging ? hang(init) : undefined));
    await world.clock.advance(11_000);
    isHanging = false;
    await world.clock.advance(2000);
    expect(storyOf(worker.events)).toContain('pull-failed code=timeout retryInMs=1000');
    expect(storyOf(worker.events).at(-1)).toBe('pull-unchanged');
  });

  it('are retried at once when the network comes back', async () => {
    const { world, worker } = await syncedWorld();
    world.network.fail(refuse);
    await world.clock.advance(200_000);
    world.network.fail(undefined);
    worker.engine.setOnline(false);
    worker.engine.setOnline(true);
    await world.clock.settle();
    expect((await worker.api.status()).phase).toBe('fresh');
  });

  it('[fault N1] of a captive portal count as offline, whatever it answers', async () => {
    const { world, worker } = await syncedWorld();
    world.network.fail(() => new Response('<html>', { headers: { 'content-type': 'text/html' } }));
    await world.clock.advance(1000);
    expect(await worker.api.status()).toMatchObject({
      phase: 'offline',
      failure: { code: 'offline' },
    });
    expect(await countPosts(world)).toBe(5);
  });

  it('[fault S8][promise P8] a service worker’s copy is no news, and no check', async () => {
    const { world, worker } = await syncedWorld();
    const { checkedAt } = await worker.api.status();
    world.network.fail((path, init) => {
      const answer = world.network.serve(path, { ...init, headers: {} });
      answer.headers.set('x-from-cache', '2026-01-01T00:00:00.000Z');
      return answer;
    });
    await world.clock.advance(10_000);
    expect(await worker.api.status()).toMatchObject({ phase: 'offline', checkedAt });
  });
});

describe('the first failure of all', () => {
  it('[B46] is told with nothing to show, and heals by itself', async () => {
    const world = await createWorld();
    world.network.fail(refuse);
    const worker = world.startWorker();
    await worker.openTab();
    await world.clock.advance(1000);
    expect(await worker.api.status()).toMatchObject({ phase: 'offline' });
    expect((await worker.api.status()).version).toBeUndefined();
    expect(await countPosts(world)).toBe('loading');
    world.network.fail(undefined);
    await world.clock.advance(10_000);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh' });
    expect(await countPosts(world)).toBe(5);
  });

  it('[B45] with a warm store shows what is kept', async () => {
    const { world, worker } = await syncedWorld();
    worker.kill();
    world.network.fail(refuse);
    const next = world.startWorker();
    await next.openTab();
    await world.clock.advance(1000);
    expect(await next.api.status()).toMatchObject({ phase: 'offline', version: { seq: 1 } });
    expect(await countPosts(world)).toBe(5);
  });
});

describe('freshness', () => {
  it('[promise P8][invariant I16] says when the proxy last read its upstream, and tells tabs as it grows old', async () => {
    const { world, worker, said } = await syncedWorld();
    let ageS = 0;
    world.network.fail((path, init) => {
      const answer = world.network.serve(path, init);
      answer.headers.set('x-offprint-checked', String(ageS));
      return answer;
    });
    ageS = 150;
    await world.clock.advance(1000);
    const status = await worker.api.status();
    expect(status.phase).toBe('fresh');
    expect(status.checkedAt! - status.upstreamReadAt!).toBe(150_000);
    expect(said().map(({ type }) => type)).toEqual(['status']);
  });

  it('[promise P8] of an answer is that of its question: a device may sleep between the two', async () => {
    const { world, worker } = await syncedWorld();
    world.network.fail(async (path, init) => {
      const answer = world.network.serve(path, init);
      await world.clock.sleep(5000, new AbortController().signal);
      return answer;
    });
    await world.clock.advance(1000);
    const askedAt = world.clock.now();
    await world.clock.suspend(3_600_000);
    expect((await worker.api.status()).upstreamReadAt).toBeLessThanOrEqual(askedAt);
  });

  it('[promise P8] of a warm start is that of the last check, not of this moment', async () => {
    const { world, worker } = await syncedWorld();
    await world.clock.advance(120_000);
    const before = (await worker.api.status()).checkedAt!;
    worker.kill();
    await world.clock.advance(3_600_000);
    world.network.fail((_, init) => hang(init));
    const next = world.startWorker();
    await next.openTab();
    await world.clock.settle();
    const status = await next.api.status();
    expect(status.phase).toBe('starting');
    expect(status.checkedAt).toBeLessThanOrEqual(before);
    expect(status.checkedAt).toBeGreaterThan(before - 120_000);
  });
});

describe('an old copy on the way', () => {
  it('[P7][fault N5][invariant I7] is ignored, and after three in a row left alone for a minute', async () => {
    const { world, worker } = await syncedWorld();
    const old = JSON.stringify(world.publisher.manifest());
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(1000);
    worker.events.splice(0);
    world.network.fail((path) => (path === MANIFEST ? json(old) : undefined));
    await world.clock.advance(30_000);
    expect(storyOf(worker.events)).toEqual([
      'pull-started',
      'pull-ignored log=log-1 seq=1',
      'pull-started',
      'pull-ignored log=log-1 seq=1',
      'pull-started',
      'pull-ignored log=log-1 seq=1',
      'pull-started',
      'pull-failed code=invalid-response retryInMs=60000',
    ]);
    expect(await countPosts(world)).toBe(6);
    world.network.fail(undefined);
    await world.clock.advance(61_000);
    expect((await worker.api.status()).phase).toBe('fresh');
  });

  it('[promise P4][fault N5] than what another shape of the site has shown is ignored three times, and then taken', async () => {
    const world = await createWorld({ truth });
    const old = JSON.stringify(world.publisher.manifest());
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    const older = {
      versions: async () => [
        { log: 'another', seq: 9 },
        { log: 'log-1', seq: 2 },
      ],
      bytes: async () => undefined,
      remove: async () => {},
      close: () => {},
    };
    const told = async (answers: number) => {
      let n = 0;
      world.network.fail((path) => (path === MANIFEST && n++ < answers ? json(old) : undefined));
      const worker = world.startWorker({ older, storage: createMemoryStorage() });
      await worker.openTab();
      // An answer that is not taken says nothing of what there is.
      const found = worker.api.want('posts', 'rec3');
      await world.clock.advance(20_000);
      worker.kill();
      expect(await found).toEqual({ ok: true, value: 'shown' });
      return storyOf(worker.events).filter((line) => /ignored|applied/.test(line));
    };
    expect(await told(1)).toEqual([
      'pull-ignored log=log-1 seq=1',
      expect.stringMatching(/^pull-applied way=first log=log-1 seq=2/),
    ]);
    expect(await told(9)).toEqual([
      ...Array.from({ length: 3 }, () => 'pull-ignored log=log-1 seq=1'),
      expect.stringMatching(/^pull-applied way=first log=log-1 seq=1/),
      expect.stringMatching(/seq=2/),
    ]);
  });

  it('[fault N5] now and then, as a rolling cache gives it, disturbs nobody', async () => {
    const { world, worker, said } = await syncedWorld();
    const old = JSON.stringify(world.publisher.manifest());
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(1000);
    let n = 0;
    world.network.fail((path) => (path === MANIFEST && ++n % 2 === 0 ? json(old) : undefined));
    await world.clock.advance(20_000);
    expect(said().map(({ type }) => type)).toEqual(['committed']);
    expect((await worker.api.status()).phase).toBe('fresh');
  });
});

describe('a publisher that lost its state', () => {
  it('[P7] is followed at once where its new log starts above', async () => {
    const { world, worker } = await syncedWorld();
    world.publisher.restart('log-2', 50);
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(1000);
    expect(storyOf(worker.events)).toContain(
      'log-adopted from={"log":"log-1","seq":1} to={"log":"log-2","seq":51}',
    );
    expect(await countPosts(world)).toBe(6);
  });

  it('[P7] is followed after a minute of agreement where it starts below', async () => {
    const { world, worker } = await syncedWorld();
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(1000);
    world.publisher.restart('log-2', 0);
    world.publisher.publish({ ...truth, posts: records(1, 7) });
    await world.clock.advance(59_000);
    expect(await countPosts(world)).toBe(6);
    await world.clock.advance(5000);
    expect(await countPosts(world)).toBe(7);
    expect((await worker.api.status()).version).toEqual({ log: 'log-2', seq: 1 });
  });
});

describe('clocks', () => {
  it('[P2][fault B3] a device that slept catches up on its first tick', async () => {
    const { world } = await syncedWorld();
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.suspend(8 * 3_600_000);
    expect(await countPosts(world)).toBe(6);
  });

  it('[P2][promise P8][fault B3] a device that slept tells its tabs once that it has checked, though nothing is new', async () => {
    const { world, said, worker } = await syncedWorld();
    await world.clock.suspend(8 * 3_600_000);
    await world.clock.advance(20_000);
    expect(talkOf(said())).toEqual(['status fresh']);
    const [told] = said();
    const { checkedAt = 0 } = await worker.api.status();
    expect(told?.type === 'status' && checkedAt - told.status.checkedAt!).toBeLessThan(60_000);
  });

  it('[fault N15] a clock set back by a day, or forward, stops nothing', async () => {
    const { world } = await syncedWorld();
    for (const [count, jumpMs] of [
      [6, -86_400_000],
      [7, 2 * 86_400_000],
    ] as const) {
      world.clock.setBy(jumpMs);
      world.publisher.publish({ ...truth, posts: records(1, count) });
      await world.clock.advance(31_000);
      expect(await countPosts(world)).toBe(count);
    }
  });
});

describe('loops', () => {
  it('[P8][fault N17] thirty requests out of turn a minute, whatever tabs do', async () => {
    const { world, worker, tab } = await syncedWorld();
    await tab.tell('hidden');
    world.network.clear();
    for (let i = 0; i < 200; i++) {
      worker.engine.setOnline(true);
      await world.clock.advance(200);
    }
    expect(manifestsOf(world).length).toBeLessThanOrEqual(32);
  });

  it('[fault N17] an object that is always gone is not asked for without end', async () => {
    const world = await createWorld();
    world.network.fail((path) =>
      path === MANIFEST ? undefined : new Response('gone', { status: 404 }),
    );
    await world.startWorker().openTab();
    await world.clock.advance(60_000);
    expect(world.network.requests.length).toBeLessThan(120);
    world.network.fail(undefined);
    await world.clock.advance(120_000);
    expect(await countPosts(world)).toBe(5);
  });
});

describe('what tabs ask', () => {
  it('[B13] a check polls at once and settles when it is applied', async () => {
    const { world, worker } = await syncedWorld();
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    const check = worker.api.checkNow();
    await world.clock.settle();
    expect(await check).toEqual({ ok: true, value: null });
    expect(await countPosts(world)).toBe(6);
  });

  it('[B13] a check during a poll waits for one that begins after it', async () => {
    const { world, worker } = await syncedWorld();
    const gate = Promise.withResolvers<void>();
    world.network.fail(async (path, init) => {
      const answer = world.network.serve(path, init);
      await gate.promise;
      return answer;
    });
    await world.clock.advance(1000);
    const check = worker.api.checkNow();
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    gate.resolve();
    await world.clock.settle();
    expect(await check).toEqual({ ok: true, value: null });
    expect(await countPosts(world)).toBe(6);
  });

  it('[promise P7] a check that fails says why', async () => {
    const { world, worker } = await syncedWorld();
    world.network.fail(refuse);
    const check = worker.api.checkNow();
    await world.clock.settle();
    expect(await check).toMatchObject({ ok: false, error: { code: 'offline' } });
  });

  it('a cold deep link reads its record before the rest: root, bucket, chunk', async () => {
    const big = Array.from({ length: 2000 }, (_, i) => record(i, `Title ${i}`, 'x'.repeat(1500)));
    const world = await createWorld({ truth: { posts: big, people: [] } });
    const worker = world.startWorker();
    const tab = worker.openTab();
    let objects = 0;
    world.network.fail((path, init) => {
      // The host is slow: only a few objects come before the record is there.
      if (path !== MANIFEST && ++objects > 12) return hang(init);
      return undefined;
    });
    const wanted = worker.api.want('posts', 'rec1234');
    await tab;
    await world.clock.advance(1000);
    expect(await wanted).toEqual({ ok: true, value: 'shown' });
    const { answers } = await world.reader.read([{ collection: 'posts', id: 'rec1234' }]);
    expect(answers[0]).toMatchObject({ state: 'early', rows: [{ title: 'Title 1234' }] });
    expect(await countPosts(world)).not.toBe(2000);
    world.network.fail(undefined);
    await world.clock.advance(60_000);
    expect(await countPosts(world)).toBe(2000);
    const [chunk] = [...world.publisher.textByHash].find(([, text]) =>
      text.includes('Title 1234"'),
    )!;
    const came = world.network.requests.filter((path) => path.includes(chunk));
    expect(came, 'what came for one record is not fetched again').toHaveLength(1);
  });

  it('[B47] a record wanted while offline is told to be out of reach, and can be wanted again', async () => {
    const world = await createWorld();
    world.network.fail(refuse);
    const worker = world.startWorker();
    await worker.openTab();
    const wanted = worker.api.want('posts', 'rec2');
    await world.clock.advance(5000);
    expect(await wanted).toMatchObject({ ok: false, error: { code: 'offline' } });
    world.network.fail(undefined);
    const again = worker.api.want('posts', 'rec2');
    await world.clock.advance(5000);
    expect(await again).toEqual({ ok: true, value: 'shown' });
  });

  it('a record that nobody publishes is missing, before the first commit and after it', async () => {
    const world = await createWorld();
    const worker = world.startWorker();
    const early = worker.api.want('posts', 'nobody');
    await worker.openTab();
    await world.clock.advance(2000);
    expect(await early).toEqual({ ok: true, value: 'missing' });
    const late = worker.api.want('posts', 'nobody');
    await world.clock.advance(2000);
    expect(await late).toEqual({ ok: true, value: 'missing' });
  });

  it('[B11] a record that is here costs no request', async () => {
    const { world, worker } = await syncedWorld();
    expect(await worker.api.want('posts', 'rec2')).toEqual({ ok: true, value: 'shown' });
    expect(world.network.requests).toEqual([]);
  });

  it('forgetting empties the store and fetches everything anew', async () => {
    const { world, worker, said } = await syncedWorld();
    const forgotten = worker.api.forget();
    await world.clock.settle();
    expect(await forgotten).toEqual({ ok: true, value: null });
    await world.clock.advance(2000);
    expect(await countPosts(world)).toBe(5);
    expect(storyOf(worker.events)).toContain('forgotten');
    expect(talkOf(said())).toContain('status syncing');
  });

  it('[promise P7][B25] goes on checking where the store could not be emptied', async () => {
    const world = await createWorld({ truth });
    const full = () => Promise.reject(new SyncError('storage-failed', 'The disk fails.'));
    const worker = world.startWorker({ tamper: (cache) => ({ ...cache, clear: full }) });
    await worker.openTab();
    await world.clock.advance(500);
    world.network.fail((_, init) => hang(init));
    await world.clock.advance(1000);
    world.network.fail(undefined);
    world.network.clear();
    const forgotten = worker.api.forget();
    await world.clock.settle();
    expect(await forgotten).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
    await world.clock.advance(10_000);
    expect(manifestsOf(world).length).toBeGreaterThan(5);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh' });
  });

  it('[B119] diagnostics count what was done', async () => {
    const { world, worker } = await syncedWorld();
    await world.clock.advance(3000);
    expect(await worker.api.diagnostics()).toMatchObject({
      instance: 'worker-1',
      epoch: 1,
      polls: 4,
      unchangedPolls: 3,
      commits: 1,
      tabs: 1,
      writes: { posts: 1, people: 1 },
      collections: { posts: { records: 5 }, people: { records: 3 } },
    });
  });

  it('[B119] the last check that failed is told, and when, also after others went well', async () => {
    const { world, worker } = await syncedWorld();
    world.network.fail(() => Promise.resolve(new Response('', { status: 503 })));
    await world.clock.advance(1500);
    const failedAt = (await worker.api.diagnostics()).lastFailure!.at;
    world.network.fail(undefined);
    await world.clock.advance(60_000);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh' });
    const { lastFailure } = await worker.api.diagnostics();
    expect(lastFailure).toMatchObject({ code: 'offline', status: 503, at: failedAt });
  });
});

describe('a worker’s death', () => {
  it('[B42][B34] the next one goes on where it was: no write, no message for what is known', async () => {
    const { world, worker } = await syncedWorld();
    worker.kill();
    world.network.clear();
    const said = world.channels.posted.length;
    const next = world.startWorker();
    await next.openTab();
    await world.clock.advance(1000);
    expect(storyOf(next.events)).toEqual([
      'became-owner epoch=2',
      'pull-started',
      'pull-unchanged',
      'pull-started',
      'pull-unchanged',
    ]);
    expect(world.network.requests.filter((path) => path !== MANIFEST)).toEqual([]);
    const spoken = world.channels.posted.slice(said).map(({ type }) => type);
    expect(spoken).not.toContain('committed');
  });

  it('[B42] the next one catches up with what happened meanwhile', async () => {
    const { world, worker } = await syncedWorld();
    worker.kill();
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.startWorker().openTab();
    await world.clock.advance(100);
    expect(await countPosts(world)).toBe(6);
  });
});
