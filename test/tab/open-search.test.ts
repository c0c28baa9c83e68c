import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { SearchAnswer, SearchApi } from '../../src/protocol/search-api.ts';
import type { Client } from '../../src/tab/client.ts';
import { openSearch } from '../../src/tab/open-search.ts';
import { searchHosts, type OpenSearchHost } from '../../src/tab/search-hosts.ts';
import { settled } from '../fakes/settled.ts';

const status = { state: 'ready', done: 1, total: 1, revision: 1 } as const;
const answer: SearchAnswer = { status, results: [], total: 0 };
const never = <T>() => new Promise<T>(() => undefined);
const soon = (asked: Promise<unknown>) =>
  Promise.race([
    asked.then(
      () => 'answered',
      () => 'refused',
    ),
    settled().then(() => 'no answer'),
  ]);

/** A page whose places to search are these, one for each time that one is opened; the last one stays. */
function openPage(...places: ((signal: AbortSignal) => Partial<SearchApi> | Error)[]) {
  const page = new EventTarget();
  let storage = 'indexeddb';
  let tellStatus: () => void;
  const signals: AbortSignal[] = [];
  const hosts: readonly OpenSearchHost[] = places.map((_, i) => (_request, signal) => {
    signals.push(signal);
    const made = places[Math.min(Math.max(signals.length - 1, i), places.length - 1)]!(signal);
    if (made instanceof Error) return { api: Promise.reject(made), failed: never() };
    const api = { search: async () => answer, changed: () => never(), ...made } as SearchApi;
    return { api: Promise.resolve(api), failed: never() };
  });
  const search = openSearch({
    client: {
      status: () => ({ storage }),
      onStatus: (listener: () => void) => {
        tellStatus = listener;
        return () => undefined;
      },
    } as unknown as Client,
    collections: [],
    rungs: { shared: true, worker: true, idb: true, sw: true, bc: true },
    basePath: '/',
    hosts: () => hosts,
    page: page as unknown as Window,
  });
  const fallToMemory = () => {
    storage = 'memory';
    tellStatus();
  };
  const tell = (type: string) => page.dispatchEvent(new Event(type));
  return { search, signals, tell, fallToMemory };
}

describe('a search', () => {
  it('[fault S1] that could not be loaded is asked for again with the next question', async () => {
    let isLost = true;
    const { search, signals } = openPage(() => (isLost ? new Error('no such chunk') : {}));
    search.start();
    await settled();
    expect(await soon(search.search('fog', 20))).toBe('refused');
    isLost = false;
    await settled();
    expect(await soon(search.search('fog', 20))).toBe('answered');
    expect(signals.length).toBeGreaterThan(1);
  });

  it('[fault B1] is over when its page is left, and opens nothing for what was being asked', async () => {
    const silent = { search: () => never<SearchAnswer>() };
    for (const places of [[() => silent], [() => silent, () => silent]]) {
      const { search, signals, tell } = openPage(...places);
      const asked = search.search('fog', 20);
      await settled();
      tell('pagehide');
      expect(await soon(asked)).toBe('refused');
      expect(signals).toHaveLength(1);
      expect(signals[0]!.aborted).toBe(true);
    }
  });

  it('[fault W1] whose worker does not start, or is forbidden, goes on in the next place', async () => {
    const forbid = () => {
      throw new DOMException('Workers are forbidden here.', 'SecurityError');
    };
    for (const place of [() => new Error('no such script'), forbid]) {
      const { search, signals } = openPage(place, () => ({}));
      search.start();
      expect(await soon(search.search('fog', 20))).toBe('answered');
      expect(signals).toHaveLength(2);
    }
  });

  it('[fault D8] whose copy turns out to be in memory tells who shows results of that one', async () => {
    let changes = 0;
    const changed = () => (++changes === 2 ? Promise.resolve(status) : never<typeof status>());
    const { search, signals, fallToMemory } = openPage(
      () => ({ changed }),
      () => ({ changed }),
    );
    const told: unknown[] = [];
    search.onStatus((next) => told.push(next));
    await settled();
    fallToMemory();
    await settled();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(told).toEqual([status]);
  });

  it('[N8] leaves nothing behind of a question that was answered', async () => {
    const { search, signals } = openPage(
      () => ({}),
      () => ({}),
    );
    await search.search('f', 20);
    const before = getEventListeners(signals[0]!, 'abort').length;
    for (const text of ['fo', 'fog', 'foggy']) await search.search(text, 20);
    expect(getEventListeners(signals[0]!, 'abort')).toHaveLength(before);
  });

  it('[fault B1] that is loaded after its page was left holds nothing open', async () => {
    const stop = new AbortController();
    const rungs = { shared: false, worker: false, idb: true, sw: true, bc: true };
    const client = { onStatus: () => () => undefined } as unknown as Client;
    const [openInPage] = searchHosts(rungs, false);
    const request = { client, collections: [], rungs, basePath: '/', isInMemory: false };
    const { api } = openInPage!({ ...request, attempt: 0 }, stop.signal);
    stop.abort(new Error('the page was left'));
    await expect(api).rejects.toThrow('the page was left');
  });
});
