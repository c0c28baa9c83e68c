import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { shapeOf } from '../../src/model/shape.ts';
import { namesFor } from '../../src/protocol/names.ts';
import type { Host } from '../../src/protocol/worker-api.ts';
import { openOrigin, type HostOptions } from '../fakes/fake-origin.ts';
import { records, siteCollections } from '../fakes/fake-world.ts';
import { useOrderedDigest } from '../fakes/sync-digest.ts';

useOrderedDigest();

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** An origin with five posts, whose hosts end with the test. */
async function openFilledOrigin(scope: string) {
  const origin = await openOrigin(scope);
  origin.publisher.publish({ posts: records(1, 5), people: records(1, 3) });

  async function start(
    host: Host,
    {
      stop = new AbortController(),
      ...options
    }: Omit<HostOptions, 'host' | 'signal'> & { readonly stop?: AbortController } = {},
  ) {
    stops.push(stop);
    return { ...(await origin.start({ ...options, host, signal: stop.signal })), stop };
  }

  return { ...origin, scope, start };
}

const all = [{ collection: 'posts', query: {} }];

for (const host of ['shared', 'dedicated', 'page'] as const) {
  for (const storage of ['indexeddb', 'memory'] as const) {
    describe(`[figure R9] in a ${host} host with ${storage}`, () => {
      it('[B20][B30] a reader has everything after the first poll, and follows what changes', async () => {
        const origin = await openFilledOrigin(`${host}-${storage}`);
        const { engine, hello } = await origin.start(host, { idb: storage === 'indexeddb' });
        expect(hello).toMatchObject({ host, storage });
        const expectPosts = async (total: number) =>
          expect(await engine.api.read(all)).toMatchObject({
            ok: true,
            value: { answers: [{ state: 'ready', total }] },
          });
        await origin.until(() => expectPosts(5));
        origin.publisher.publish({ posts: records(1, 6), people: records(1, 3) });
        await origin.until(() => expectPosts(6));
        expect(await engine.api.status()).toMatchObject({ phase: 'fresh', storage });
      });
    });
  }
}

describe('the entries’ engine', () => {
  it('[fault W1] holds the lock that it names before it says hello', async () => {
    const origin = await openFilledOrigin('lock');
    const { hello } = await origin.start('shared');
    expect(hello.lock).toBe(origin.names.workerLock(hello.instance));
    expect(origin.locks.holders(hello.lock)).toBe(1);
  });

  it('[fault W3] that nobody waits for any more once its store is open begins nothing', async () => {
    const origin = await openFilledOrigin('given-up');
    const stop = new AbortController();
    const starting = origin.start('page', { stop });
    stop.abort(new Error('the page was left'));
    await expect(starting).rejects.toThrow('the page was left');
    await origin.clock.advance(1000);
    expect(origin.locks.holders(origin.names.cacheLock)).toBe(0);
    expect(origin.network.requests).toEqual([]);
  });

  it('names no lock in a page, which lives as long as its engine', async () => {
    const origin = await openFilledOrigin('page-lock');
    expect((await origin.start('page')).hello.lock).toBe('');
  });

  it('[B43] shares one store between dedicated workers: one polls, and its end hands over', async () => {
    const origin = await openFilledOrigin('two');
    const first = await origin.start('dedicated');
    const isFresh = async () =>
      expect(await first.engine.api.status()).toMatchObject({ isOwner: true, phase: 'fresh' });
    await origin.until(isFresh);
    const second = await origin.start('dedicated');
    expect((await second.engine.api.status()).isOwner).toBe(false);
    expect(await second.engine.api.read(all)).toMatchObject({
      value: { answers: [{ total: 5 }] },
    });
    first.stop.abort();
    await origin.until(async () =>
      expect(await second.engine.api.status()).toMatchObject({ isOwner: true, phase: 'fresh' }),
    );
  });

  it('[fault D8] goes on in memory where the browser refuses IndexedDB', async () => {
    const open = indexedDB.open.bind(indexedDB);
    indexedDB.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    try {
      const origin = await openFilledOrigin('refused');
      const { engine, hello } = await origin.start('shared');
      expect(hello.storage).toBe('memory');
      await origin.until(async () =>
        expect(await engine.api.read(all)).toMatchObject({ value: { answers: [{ total: 5 }] } }),
      );
    } finally {
      indexedDB.open = open;
    }
  });

  it('[B96] keeps two scopes of one site apart', async () => {
    const one = await openFilledOrigin('one');
    const other = await openFilledOrigin('other');
    await one.start('shared');
    await one.clock.advance(500);
    const { engine } = await other.start('page', { bc: false });
    expect(await engine.api.read(all)).toMatchObject({
      value: { answers: [{ state: 'loading' }] },
    });
  });

  it('[fault B2] without a channel gives the store to whoever is looked at, since nobody can be asked', async () => {
    const origin = await openFilledOrigin('silent');
    const first = await origin.start('dedicated', { bc: false });
    await origin.clock.advance(500);
    await first.engine.api.tab(first.tabId, 'hidden');
    const second = await origin.start('dedicated', { bc: false });
    await origin.until(async () =>
      expect(await second.engine.api.status()).toMatchObject({ isOwner: true, phase: 'fresh' }),
    );
    await origin.clock.advance(60_000);
    expect((await second.engine.api.status()).isOwner).toBe(true);
    await second.engine.api.tab(second.tabId, 'hidden');
    await first.engine.api.tab(first.tabId, 'visible');
    await origin.until(async () =>
      expect(await first.engine.api.status()).toMatchObject({ isOwner: true, phase: 'fresh' }),
    );
  });
});

describe('[fault D1][promise P7] storage that never answers', () => {
  const never = () => new Promise<never>(() => undefined);
  const silence = () => new EventTarget();
  const { indexedDB: idb } = globalThis;
  const SILENT = {
    'navigator.locks': () => ({ locks: { request: never } }),
    'navigator.locks that refuse': () => ({
      locks: { request: () => Promise.reject(new DOMException('not here', 'SecurityError')) },
    }),
    'indexedDB.open': () => void vi.spyOn(idb, 'open').mockImplementation(silence as never),
    'indexedDB.databases': () => void vi.spyOn(idb, 'databases').mockImplementation(never),
    'a read': () =>
      void vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(silence as never),
  };

  for (const [what, hush] of Object.entries(SILENT)) {
    it(`[O10] as ${what} may not, does not keep a reader from the content`, async () => {
      const origin = await openFilledOrigin(`silent ${what}`);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => {
        vi.useRealTimers();
        vi.restoreAllMocks();
      });
      const pass = async (ms: number) => {
        for (let passed = 0; passed < ms; passed += 100) {
          await vi.advanceTimersByTimeAsync(100);
          await origin.clock.settle();
        }
      };
      const starting = origin.start('shared', hush() ?? {});
      await pass(2100);
      const { engine, hello } = await starting;
      expect(hello.storage).toBe(what === 'indexedDB.databases' ? 'indexeddb' : 'memory');
      // A tab that watched a lock which nobody holds would take this worker for dead.
      expect(hello.lock === '').toBe(what.startsWith('navigator.locks'));
      await origin.until(async () => {
        await pass(100);
        expect(await engine.api.read(all)).toMatchObject({ value: { answers: [{ total: 5 }] } });
      });
    });
  }
});

describe('a build of another shape', () => {
  const reshaped = siteCollections.map((one) =>
    one.name === 'people' ? { ...one, indexes: {} } : one,
  );

  /** The old build has everything and is gone; the new one is about to start. */
  async function deployed(scope: string) {
    const origin = await openFilledOrigin(scope);
    const old = await origin.start('shared');
    await origin.until(async () =>
      expect(await old.engine.api.status()).toMatchObject({ phase: 'fresh' }),
    );
    old.stop.abort();
    await origin.clock.settle();
    origin.publisher.reshape('people', await shapeOf(reshaped[1]!));
    origin.publisher.publish({ posts: records(1, 5), people: records(1, 3) });
    origin.network.clear();
    const start = async () => {
      const next = await origin.start('shared', { collections: reshaped });
      await origin.until(async () =>
        expect(await next.engine.api.read(all)).toMatchObject({
          value: { answers: [{ total: 5 }] },
        }),
      );
      return next;
    };
    const here = async () => {
      const databases = await indexedDB.databases();
      return databases.flatMap(({ name = '' }) =>
        name.includes(`:${scope}:cache:`) ? [name] : [],
      );
    };
    const database = namesFor('/', scope, reshaped).database;
    return { ...origin, start, here, database };
  }

  it('[O8][fault V1] fills its database from the old one, and fetches only what that has not', async () => {
    const { start, network, publisher } = await deployed('filled');
    await start();
    const { head } = publisher.manifest().collections['posts']!;
    expect(network.requests).toEqual(['v1/manifest.json', `v1/o/${head}.json`]);
  });

  it('[O8][invariant I5] believes nothing of it that is not what its name says', async () => {
    const { start, network, publisher, names } = await deployed('damaged');
    const { root } = publisher.manifest().collections['posts']!;
    const request = indexedDB.open(names.database);
    await new Promise((resolve) => (request.onsuccess = resolve));
    const transaction = request.result.transaction('chunks', 'readwrite');
    transaction.objectStore('chunks').put(new TextEncoder().encode('{}'), root);
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    request.result.close();
    await start();
    expect(network.requests).toContain(`v1/o/${root}.json`);
  });

  it('[O8][fault V1] deletes the old database once it has its own and no tab reads the old one', async () => {
    const { start, here, clock, locks, names, database, until } = await deployed('deleted');
    const tab = locks.open();
    void tab.request(names.database, { mode: 'shared' }, () => new Promise(() => undefined));
    await start();
    await clock.advance(90_000);
    expect(new Set(await here())).toEqual(new Set([names.database, database]));
    tab.die();
    await until(async () => expect(await here()).toEqual([database]));
  });
});
