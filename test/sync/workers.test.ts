import { describe, expect, it } from 'vitest';
import type { Cache } from '../../src/cache/cache.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import { namesFor } from '../../src/protocol/names.ts';
import {
  createWorld,
  records,
  siteCollections,
  type FakeWorker,
  type World,
} from '../fakes/fake-world.ts';
import { refuse, type Fault } from '../fakes/fake-network.ts';
import { createWritableWorld, mutators } from './mutation-server.ts';
import { storyOf } from '../fakes/story.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

const MANIFEST = 'v1/manifest.json';
const truth = { posts: records(1, 5), people: records(1, 3) };

async function countPosts({ reader }: Pick<World, 'reader'>): Promise<number | string> {
  const { answers } = await reader.read([{ collection: 'posts', query: {} }]);
  return answers[0]!.state === 'loading' ? 'loading' : answers[0]!.total;
}

/** Two dedicated workers, each with its tab; the first one owns the cache. */
async function twoWorkers() {
  const world = await createWorld({ truth });
  const owner = world.startWorker({ host: 'dedicated' });
  const ownerTab = await owner.openTab();
  await world.clock.advance(500);
  const follower = world.startWorker({ host: 'dedicated' });
  const followerTab = await follower.openTab();
  await world.clock.advance(500);
  world.network.clear();
  return { world, owner, ownerTab, follower, followerTab };
}

const isOwner = async (worker: FakeWorker) => (await worker.api.status()).isOwner;

describe('one owner', () => {
  it('[B40] polls and writes for all workers; the others say what it says', async () => {
    const { world, owner, follower } = await twoWorkers();
    await world.clock.advance(10_000);
    expect(world.network.requests).toHaveLength(10);
    expect(follower.events).toEqual([]);
    const { isOwner: _a, ...said } = await owner.api.status();
    const { isOwner: _b, ...heard } = await follower.api.status();
    expect(heard).toMatchObject({ phase: said.phase, version: said.version });
    expect([await isOwner(owner), await isOwner(follower)]).toEqual([true, false]);
  });

  it('[B44] keeps polling for a tab of another worker, until that one is gone too', async () => {
    const { world, ownerTab, followerTab } = await twoWorkers();
    await ownerTab.tell('gone');
    await world.clock.advance(5000);
    expect(world.network.requests.length).toBeGreaterThanOrEqual(4);
    followerTab.crash();
    await world.clock.settle();
    world.network.clear();
    await world.clock.advance(60_000);
    expect(world.network.requests).toEqual([]);
  });

  it('[B43] is followed by the next in line as soon as it dies', async () => {
    const { world, owner, follower } = await twoWorkers();
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    owner.kill();
    await world.clock.settle();
    expect(await isOwner(follower)).toBe(true);
    await world.clock.advance(1000);
    expect(await countPosts(world)).toBe(6);
  });

  it('[fault L2] stays one, however many candidates ask at once', async () => {
    const world = await createWorld({ truth });
    const workers = Array.from({ length: 3 }, () => world.startWorker({ host: 'dedicated' }));
    for (const worker of workers) await worker.openTab();
    for (let alive = workers.length; alive > 0; alive--) {
      await world.clock.advance(2000);
      const owners = [];
      for (const worker of workers) if (await isOwner(worker)) owners.push(worker);
      expect(owners).toHaveLength(1);
      owners[0]!.kill();
      workers.splice(workers.indexOf(owners[0]!), 1);
    }
  });
});

describe('a follower', () => {
  it('[B13] has the owner check, and hears the end of it', async () => {
    const { world, follower } = await twoWorkers();
    await world.clock.advance(10);
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    const check = follower.api.checkNow();
    await world.clock.advance(50);
    expect(await check).toEqual({ ok: true, value: null });
    expect(await countPosts(world)).toBe(6);
  });

  it('hears why a check failed', async () => {
    const { world, follower } = await twoWorkers();
    world.network.fail(() => new Response('', { status: 503 }));
    const check = follower.api.checkNow();
    await world.clock.advance(50);
    expect(await check).toMatchObject({ ok: false, error: { code: 'offline' } });
  });

  it('[promise P7] is answered even where every message is lost', async () => {
    const { world, follower } = await twoWorkers();
    world.channels.lose(() => true);
    const check = follower.api.checkNow();
    const want = follower.api.want('posts', 'nobody');
    await world.clock.advance(20_000);
    // Nobody answered, so it took over, and answered itself.
    expect(await check).toEqual({ ok: true, value: null });
    expect(await want).toEqual({ ok: true, value: 'missing' });
    expect(await isOwner(follower)).toBe(true);
  });

  it('has a wanted record fetched by the owner before the rest', async () => {
    const world = await createWorld({ truth });
    const owner = world.startWorker({ host: 'dedicated' });
    world.network.fail((path) =>
      path === MANIFEST ? undefined : new Response('', { status: 503 }),
    );
    await owner.openTab();
    await world.clock.advance(100);
    const follower = world.startWorker({ host: 'dedicated' });
    await follower.openTab();
    world.network.fail(undefined);
    const want = follower.api.want('posts', 'rec3');
    await world.clock.advance(3000);
    expect(await want).toEqual({ ok: true, value: 'shown' });
  });

  it('forgets by becoming the owner first', async () => {
    const { world, owner, follower } = await twoWorkers();
    const forgotten = follower.api.forget();
    await world.clock.advance(3000);
    expect(await forgotten).toEqual({ ok: true, value: null });
    expect([await isOwner(owner), await isOwner(follower)]).toEqual([false, true]);
    expect(storyOf(owner.events)).toContain('lost-ownership');
    expect(await countPosts(world)).toBe(5);
  });
});

describe('a frozen owner', () => {
  it('[fault B2] loses its lock to a follower whose tab is visible, and follows when it thaws', async () => {
    const { world, owner, follower } = await twoWorkers();
    owner.freeze(true);
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(20_000);
    expect(storyOf(follower.events)).toContain('stole-ownership');
    expect(await countPosts(world)).toBe(6);
    owner.freeze(false);
    await world.clock.advance(5000);
    expect([await isOwner(owner), await isOwner(follower)]).toEqual([false, true]);
    expect(world.locks.holders(world.names.cacheLock)).toBe(1);
  });

  it('[fault B2] keeps it while nobody looks', async () => {
    const { world, owner, follower, followerTab } = await twoWorkers();
    await followerTab.tell('hidden');
    owner.freeze(true);
    await world.clock.advance(60_000);
    expect(storyOf(follower.events)).not.toContain('stole-ownership');
  });

  it('[fault D1] is not robbed by itself while its claim takes longer than a lease', async () => {
    const world = await createWorld({ truth });
    let claims = 0;
    const worker = world.startWorker({
      tamper: (cache): Cache => ({
        ...cache,
        async claim() {
          claims++;
          await world.clock.sleep(15_000, new AbortController().signal);
          return cache.claim();
        },
      }),
    });
    await worker.openTab();
    await world.clock.advance(20_000);
    expect(await worker.api.status()).toMatchObject({ isOwner: true, phase: 'fresh' });
    expect(claims).toBe(1);
    await world.stop();
  });

  it('that answers is never robbed', async () => {
    const { world, follower } = await twoWorkers();
    await world.clock.advance(600_000);
    expect(storyOf(follower.events)).toEqual([]);
  });
});

describe('a stolen lock', () => {
  it('[fault L1] in the middle of a commit writes nothing more, and both go on', async () => {
    const gate = Promise.withResolvers<void>();
    let isHeld = false;
    const world = await createWorld({ truth });
    const owner = world.startWorker({
      host: 'dedicated',
      tamper: (cache): Cache => ({
        ...cache,
        commitDelta: async (next, parts) => {
          isHeld = true;
          await gate.promise;
          return cache.commitDelta(next, parts);
        },
      }),
    });
    await owner.openTab();
    await world.clock.advance(500);
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(1000);
    expect(isHeld).toBe(true);

    const thief = world.startWorker({ host: 'dedicated' });
    await thief.openTab();
    owner.freeze(true);
    await world.clock.advance(20_000);
    expect(await isOwner(thief)).toBe(true);
    world.publisher.publish({ ...truth, posts: records(1, 7) });
    await world.clock.advance(2000);
    const said = world.channels.posted.length;
    owner.freeze(false);
    gate.resolve();
    await world.clock.advance(5000);
    // The late commit was refused by the epoch: nothing went back, and nobody was told of it.
    expect(await countPosts(world)).toBe(7);
    expect(await world.reader.version()).toMatchObject({ seq: 3 });
    expect(world.channels.posted.slice(said).filter(({ type }) => type === 'committed')).toEqual(
      [],
    );
  });
});

describe('a worker whose disk fails as it is robbed', () => {
  it('[fault D5][fault L1][promise P7] while it claims the store follows, and claims it again when the lock is free', async () => {
    const world = await createWorld({ truth });
    const gate = Promise.withResolvers<void>();
    const theft = Promise.withResolvers<void>();
    let claims = 0;
    const worker = world.startWorker({
      tamper: (cache): Cache => ({
        ...cache,
        claim: () => (claims++ === 0 ? gate.promise.then(() => cache.claim()) : cache.claim()),
      }),
    });
    await worker.openTab();
    await world.clock.settle();
    const thief = world.locks.open();
    void thief.request(world.names.cacheLock, { steal: true }, () => theft.promise);
    await world.clock.settle();
    gate.reject(new SyncError('storage-failed', 'The disk fails.'));
    await world.clock.settle();
    expect(await worker.api.status()).toMatchObject({ storage: 'indexeddb', isOwner: false });
    theft.resolve();
    await world.clock.advance(2_000);
    expect(await worker.api.status()).toMatchObject({
      storage: 'indexeddb',
      isOwner: true,
      phase: 'fresh',
    });
  });

  it('[fault D5][fault L1][promise P7] while it notes a check follows too', async () => {
    const world = await createWorld({ truth });
    const gate = Promise.withResolvers<void>();
    const theft = Promise.withResolvers<void>();
    let marks = 0;
    const worker = world.startWorker({
      tamper: (cache): Cache => ({
        ...cache,
        markChecked: (checked) => (marks++ === 0 ? gate.promise : cache.markChecked(checked)),
      }),
    });
    await worker.openTab();
    await world.clock.advance(90_000);
    const thief = world.locks.open();
    void thief.request(world.names.cacheLock, { steal: true }, () => theft.promise);
    await world.clock.settle();
    gate.reject(new SyncError('storage-failed', 'The disk fails.'));
    await world.clock.settle();
    theft.resolve();
    await world.clock.advance(2_000);
    expect(await worker.api.status()).toMatchObject({ storage: 'indexeddb', isOwner: true });
  });
});

describe('a newer build', () => {
  const newer = { id: 'build-2', at: 2 };

  it('[invariant I2] takes over: the older one lets go, only reads, and says so', async () => {
    const world = await createWorld({ truth });
    const old = world.startWorker();
    await old.openTab();
    await world.clock.advance(500);
    const next = world.startWorker({ build: newer });
    await next.openTab();
    await world.clock.advance(500);
    expect([await isOwner(old), await isOwner(next)]).toEqual([false, true]);
    expect(await old.api.status()).toMatchObject({ phase: 'fresh', isOutdated: true });
    expect((await next.api.status()).isOutdated).toBeUndefined();
    expect(await old.api.checkNow()).toMatchObject({ ok: false, error: { code: 'newer-version' } });
  });

  it('[fault V1] of another shape says nothing of what the older one shows', async () => {
    const world = await createWorld({ truth });
    const old = world.startWorker();
    await old.openTab();
    await world.clock.advance(500);
    const before = await old.api.status();
    const reshaped = siteCollections.map((one) => ({ ...one, indexes: {} }));
    const next = world.startWorker({
      build: newer,
      collections: reshaped,
      storage: createMemoryStorage(),
    });
    await next.openTab();
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(120_000);
    expect(await next.api.status()).toMatchObject({ isOwner: true, version: { seq: 2 } });
    expect(await old.api.status()).toMatchObject({
      isOwner: false,
      isOutdated: true,
      version: before.version,
      checkedAt: before.checkedAt,
    });
    const stores = new Set(
      world.channels.posted.flatMap((message) => ('store' in message ? [message.store] : [])),
    );
    expect([...stores]).toEqual([world.names.database, namesFor('/', 'test', reshaped).database]);
    expect(storyOf(old.events)).not.toContain('stole-ownership');
  });

  it('[invariant I2] waits for the commit under way', async () => {
    const gate = Promise.withResolvers<void>();
    const world = await createWorld({ truth });
    const old = world.startWorker({
      tamper: (cache): Cache => ({
        ...cache,
        commitRoots: async (version, roots) => {
          const committed = await cache.commitRoots(version, roots);
          await gate.promise;
          return committed;
        },
      }),
    });
    await old.openTab();
    await world.clock.advance(500);
    const next = world.startWorker({ build: newer });
    await next.openTab();
    await world.clock.advance(500);
    expect(await isOwner(next)).toBe(false);
    gate.resolve();
    await world.clock.settle();
    expect(await isOwner(next)).toBe(true);
    expect(world.channels.posted.filter(({ type }) => type === 'committed')).toHaveLength(1);
  });

  it('[invariant I2][promise P7] that comes while the older one takes over sends what is kept all the same', async () => {
    const { world, server } = await createWritableWorld();
    const claimAfter = (gate: Promise<void>) => ({
      mutators,
      tamper: (cache: Cache): Cache => ({ ...cache, claim: () => gate.then(() => cache.claim()) }),
    });
    const oldGate = Promise.withResolvers<void>();
    const newGate = Promise.withResolvers<void>();
    const old = world.startWorker(claimAfter(oldGate.promise));
    await old.openTab();
    const next = world.startWorker({ ...claimAfter(newGate.promise), build: newer });
    await next.openTab();
    await world.clock.advance(500);
    oldGate.resolve();
    await world.clock.settle();
    newGate.resolve();
    await world.clock.advance(500);
    expect([await isOwner(old), await isOwner(next)]).toEqual([false, true]);
    const call = { id: 'call-1', name: 'addLetter', args: { id: 'rec3', letter: 'x' } };
    expect(await next.api.mutate(call)).toMatchObject({ ok: true });
    await world.clock.advance(5_000);
    expect(server.applied).toEqual(new Map([['call-1', 1]]));
  });

  it('[invariant I2][fault L1][promise P7] sends what is kept where the older one was robbed in a commit and gets the lock again', async () => {
    const { world, server } = await createWritableWorld();
    const [commit, theft] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const old = world.startWorker({
      mutators,
      tamper: (cache): Cache => ({
        ...cache,
        commitRoots: (version, roots) =>
          commit.promise.then(() => cache.commitRoots(version, roots)),
      }),
    });
    await old.openTab();
    await world.clock.advance(500);
    const thief = world.locks.open();
    void thief.request(world.names.cacheLock, { steal: true }, () => theft.promise);
    await world.clock.settle();
    const next = world.startWorker({ mutators, build: newer });
    await next.openTab();
    await world.clock.settle();
    theft.resolve();
    await world.clock.advance(500);
    commit.resolve();
    await world.clock.advance(2_000);
    expect([await isOwner(old), await isOwner(next)]).toEqual([false, true]);
    const call = { id: 'call-1', name: 'addLetter', args: { id: 'rec3', letter: 'x' } };
    expect(await next.api.mutate(call)).toMatchObject({ ok: true });
    await world.clock.advance(5_000);
    expect(server.applied).toEqual(new Map([['call-1', 1]]));
  });

  it('[fault V1] is heard of by an older one that starts later', async () => {
    const world = await createWorld({ truth });
    const next = world.startWorker({ build: newer });
    await next.openTab();
    await world.clock.advance(500);
    const old = world.startWorker();
    await old.openTab();
    await world.clock.advance(500);
    expect(await old.api.status()).toMatchObject({ isOutdated: true });
    expect([await isOwner(old), await isOwner(next)]).toEqual([false, true]);
  });

  it('[fault V1] of the page alone is enough', async () => {
    const world = await createWorld({ truth });
    const old = world.startWorker();
    await old.api.hello({ tabId: 'tab-of-next', build: newer, state: 'visible' });
    expect(await old.api.status()).toMatchObject({ isOutdated: true });
  });

  it('[fault V1] that speaks otherwise disturbs nobody', async () => {
    const { world, owner } = await twoWorkers();
    for (const message of [null, 7, 'x', {}, { type: 'later' }, { type: 'committed', seq: -1 }]) {
      world.channels.inject(message);
    }
    await world.clock.advance(2000);
    expect((await owner.api.status()).phase).toBe('fresh');
  });
});

describe('a store that fails', () => {
  const failing = (code: 'quota-exceeded' | 'storage-failed', isFailing: () => boolean) => {
    return (cache: Cache): Cache => {
      const refuse = () => Promise.reject(new SyncError(code, 'no room'));
      return {
        ...cache,
        stage: (objects) => (isFailing() ? refuse() : cache.stage(objects)),
        commitDelta: (next, parts) => (isFailing() ? refuse() : cache.commitDelta(next, parts)),
      };
    };
  };
  const postsBy = async (worker: FakeWorker) => {
    const outcome = await worker.api.read([{ collection: 'posts', query: {} }]);
    const answer = outcome.ok ? outcome.value.answers[0]! : undefined;
    return answer && answer.state !== 'loading' ? answer.total : answer?.state;
  };

  it('[fault D5] at first is replaced by memory, and the status says so', async () => {
    const world = await createWorld({ truth });
    const worker = world.startWorker({ tamper: failing('quota-exceeded', () => true) });
    await worker.openTab();
    await world.clock.advance(5000);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh', storage: 'memory' });
    expect(await postsBy(worker)).toBe(5);
    expect(storyOf(worker.events)).toContain('storage-lost code=quota-exceeded');
  });

  it('[O11][fault D5] is emptied too when everything is forgotten, though memory goes on for it', async () => {
    const world = await createWorld({ truth });
    let isFull = false;
    const worker = world.startWorker({ tamper: failing('quota-exceeded', () => isFull) });
    await worker.openTab();
    await world.clock.advance(3000);
    isFull = true;
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(5000);
    expect(await worker.api.status()).toMatchObject({ storage: 'memory' });
    world.network.fail(() => Promise.reject(new TypeError('no network')));
    const forgotten = worker.api.forget();
    await world.clock.settle();
    expect(await forgotten).toEqual({ ok: true, value: null });
    const { answers } = await world.reader.read([{ collection: 'posts', query: {} }]);
    expect(answers).toEqual([{ state: 'loading' }]);
    expect(await postsBy(worker)).toBe('loading');
  });

  it('[N5] is let go of too when the engine ends, though memory goes on for it', async () => {
    const world = await createWorld({ truth });
    let isFull = false;
    let closed = 0;
    const fail = failing('quota-exceeded', () => isFull);
    const tamper = (cache: Cache): Cache => ({ ...fail(cache), close: () => closed++ });
    const worker = world.startWorker({ tamper });
    await worker.openTab();
    await world.clock.advance(3000);
    isFull = true;
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(5000);
    expect(await postsBy(worker)).toBe(6);
    const stopped = worker.engine.stop();
    await world.clock.settle();
    await stopped;
    expect(closed).toBe(1);
  });

  /** The service worker's copy for whoever accepts one; nobody else is answered. */
  const storedOnly =
    ({ network }: World, storedAt: string, asked: string[] = []): Fault =>
    (path, init) => {
      if (!new Headers(init.headers).has('x-accept-stale')) return refuse();
      asked.push(path);
      const answer = network.serve(path, init);
      answer.headers.set('x-from-cache', storedAt);
      return answer;
    };
  const refused = (cache: Cache): Cache => ({
    ...cache,
    claim: () => Promise.reject(new SyncError('storage-failed', 'no')),
  });

  /** A worker whose store has filled up under a first version. */
  const filledUp = async () => {
    let isFull = false;
    const world = await createWorld({ truth });
    const worker = world.startWorker({ tamper: failing('quota-exceeded', () => isFull) });
    await worker.openTab();
    await world.clock.advance(500);
    isFull = true;
    return { world, worker };
  };

  it('[S8][invariant I16][fault D8] shows without a network what the service worker last received, offline as of then', async () => {
    const world = await createWorld({ truth });
    const storedAt = world.clock.now() - 3_600_000;
    world.network.fail(storedOnly(world, new Date(storedAt).toISOString()));
    const worker = world.startWorker({ tamper: refused });
    await worker.openTab();
    await world.clock.advance(500);
    expect(await postsBy(worker)).toBe(5);
    expect(await worker.api.status()).toMatchObject({
      phase: 'offline',
      storage: 'memory',
      checkedAt: storedAt,
      offlineSince: storedAt,
    });
    await expect(worker.api.checkNow()).resolves.toMatchObject({ ok: false });
    world.network.fail(undefined);
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    await world.clock.advance(60_000);
    expect(await postsBy(worker)).toBe(6);
    const { offlineSince, phase } = await worker.api.status();
    expect({ offlineSince, phase }).toEqual({ offlineSince: undefined, phase: 'fresh' });
  });

  it('[S8][invariant I16][promise P4] asks for a stored copy only while nothing at all is shown', async () => {
    const { world, worker } = await filledUp();
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    const asked: string[] = [];
    const isLost = () => worker.events.some(({ kind }) => kind === 'storage-lost');
    const stored = storedOnly(world, '2026-01-01T00:00:00.000Z', asked);
    world.network.fail((...request) => (isLost() ? stored(...request) : undefined));
    await world.clock.advance(60_000);
    expect(isLost()).toBe(true);
    expect(asked).toEqual([]);
    expect(await worker.api.status()).toMatchObject({ phase: 'offline', version: { seq: 1 } });
  });

  it('[fault D5][promise P4] later keeps showing what is kept until memory has something newer', async () => {
    const { world, worker } = await filledUp();
    const seen: unknown[] = [];
    world.publisher.publish({ ...truth, posts: records(1, 6) });
    for (let i = 0; i < 40; i++) {
      await world.clock.advance(100);
      seen.push(await postsBy(worker));
    }
    expect([...new Set(seen)]).toEqual([5, 6]);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh', storage: 'memory' });
  });

  it.each(['shared', 'dedicated', 'page'] as const)(
    '[O9][fault D5] of a %s worker is its own tabs’ matter: others get a sound owner, and are told nothing of a memory',
    async (host) => {
      let isFull = false;
      const world = await createWorld({ truth });
      const full = world.startWorker({ host, tamper: failing('quota-exceeded', () => isFull) });
      await full.openTab();
      await world.clock.advance(500);
      const sound = world.startWorker({ host });
      const tab = await sound.openTab();
      await world.clock.advance(500);
      isFull = true;
      world.publisher.publish({ ...truth, posts: records(1, 6) });
      await world.clock.advance(5000);
      expect(await full.api.status()).toMatchObject({ isOwner: true, storage: 'memory' });
      expect(await sound.api.status()).toMatchObject({ isOwner: true, storage: 'indexeddb' });
      expect(await countPosts(world)).toBe(6);
      expect(await postsBy(full)).toBe(6);
      const said = world.channels.posted.length;
      world.publisher.publish({ ...truth, posts: records(1, 7) });
      void sound.api.checkNow();
      await tab.tell('hidden');
      await tab.tell('visible');
      await world.clock.advance(5000);
      expect(await countPosts(world)).toBe(7);
      expect(await postsBy(full)).toBe(7);
      const commits = world.channels.posted
        .slice(said)
        .flatMap((message) => (message.type === 'committed' ? [message.store] : []));
      expect(new Set(commits)).toEqual(new Set([world.names.database, full.instance]));
    },
  );

  it('[O9][fault D5] leaves it to a sound worker to send what is kept, where memory has nothing yet', async () => {
    const { world, server } = await createWritableWorld();
    let isFull = false;
    const full = world.startWorker({ mutators, tamper: failing('quota-exceeded', () => isFull) });
    const hidden = await full.openTab();
    await world.clock.advance(500);
    isFull = true;
    server.edit((truth) => truth.slice(1));
    void full.api.checkNow();
    await world.clock.settle();
    expect(storyOf(full.events)).toContain('storage-lost code=quota-exceeded');
    await hidden.tell('hidden');
    const sound = world.startWorker({ mutators });
    await sound.openTab();
    await world.clock.advance(500);
    const call = { id: 'call-1', name: 'addLetter', args: { id: 'rec3', letter: 'x' } };
    expect(await sound.api.mutate(call)).toMatchObject({ ok: true });
    await world.clock.advance(5_000);
    expect(server.applied).toEqual(new Map([['call-1', 1]]));
  });

  it('[fault D4] emptied while it is open is filled again', async () => {
    const world = await createWorld({ truth });
    const worker = world.startWorker();
    await worker.openTab();
    await world.clock.advance(500);
    await world.storage.write(async (transaction) => {
      for (const store of ['meta', 'chunks', 'rows', 'overlay', 'lists'] as const) {
        await transaction.clear(store);
      }
    });
    expect(await countPosts(world)).toBe('loading');
    worker.engine.storeLost();
    await world.clock.advance(3000);
    expect(await countPosts(world)).toBe(5);
    expect(await worker.api.status()).toMatchObject({ phase: 'fresh', storage: 'indexeddb' });
  });
});

describe('a restart behind the same port', () => {
  it('[fault W2] is told by another instance, and loses nothing', async () => {
    const world = await createWorld({ truth });
    const first = world.startWorker();
    const { id: tabId } = await first.openTab();
    const hello = { tabId, build: { id: 'build-1', at: 1 }, state: 'visible' as const };
    const before = await first.api.hello(hello);
    await world.clock.advance(500);
    first.kill();
    const again = world.startWorker();
    const after = await again.api.hello(hello);
    expect(after.instance).not.toBe(before.instance);
    await world.clock.advance(500);
    expect(await again.api.status()).toMatchObject({ phase: 'fresh', version: { seq: 1 } });
  });
});
