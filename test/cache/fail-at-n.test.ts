import { IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Cache } from '../../src/cache/cache.ts';
import { openCache } from '../../src/cache/open-cache.ts';
import { runQuery } from '../../src/model/query.ts';
import { SyncError } from '../../src/protocol/failure.ts';
import { openReader } from '../../src/store/open-reader.ts';
import { createFaultyIndexedDB, type FaultKind, type FaultyIndexedDB } from './faulty-indexeddb.ts';
import { DATABASE } from './hosts.ts';
import {
  collections,
  deltaBetween,
  note,
  publish,
  tag,
  times,
  type Publication,
  type Truth,
} from './publication.ts';

// Every call of a scenario is made to fail in turn, so there are hundreds of short runs.
vi.setConfig({ testTimeout: 120_000 });

let faulty: FaultyIndexedDB;
beforeEach(() => {
  faulty = createFaultyIndexedDB();
});
afterEach(() => faulty.restore());

/** Backoff passes at once; a deadline never comes. */
const startTimer = (ms: number, run: () => void) => {
  if (ms > 1000) return () => {};
  const immediate = setImmediate(run);
  return () => clearImmediate(immediate);
};

const options = () => ({ collections, indexedDB: faulty.indexedDB, IDBKeyRange, startTimer });
const open = async () => {
  const cache = await openCache({ ...options(), names: { database: DATABASE }, onLost: () => {} });
  await cache.claim();
  return cache;
};

const truths: readonly Truth[] = [
  { notes: times(30, (i) => note(i)), tags: times(4, (i) => tag(i)), steps: [] },
  { notes: times(29, (i) => note(i + 1)), tags: times(4, (i) => tag(i)), steps: [] },
  {
    notes: times(29, (i) => note(i + 1, i === 3 ? { title: 'new' } : {})),
    tags: times(5, (i) => tag(i)),
    steps: [],
  },
  { notes: times(31, (i) => note(i + 4)), tags: [], steps: [] },
];
const publications = await Promise.all(truths.map((truth, i) => publish(truth, i + 1)));

/** First sync with a head, a delta, idle work, another delta, roots compared, idle work: each once. */
function steps(cache: Cache): readonly (() => Promise<unknown>)[] {
  const [one, two, three, four] = publications as [
    Publication,
    Publication,
    Publication,
    Publication,
  ];
  return [
    () => cache.stage(one.objects),
    () => cache.showHead('notes', one.next, one.heads['notes']!),
    () => cache.commitRoots(one.next, one.roots),
    async () => cache.commitDelta(two.next, await deltaBetween(one, two)),
    () => cache.tidy(new AbortController().signal),
    async () => cache.commitDelta(three.next, await deltaBetween(two, three)),
    () => cache.stage(four.objects),
    () => cache.commitRoots(four.next, four.roots),
    () => cache.tidy(new AbortController().signal),
  ];
}

/** What a page sees is one published version, whole; returns its seq, 0 before the first. */
async function checkWhole(): Promise<number> {
  const reader = openReader({ database: DATABASE, ...options() });
  const requests = ['notes', 'tags', 'steps'].flatMap((collection) => [
    { collection, query: {} },
    {
      collection,
      query: { orderBy: [['day', 'desc']], limit: 3, select: ['title', 'day'] },
    } as const,
  ]);
  const { version, answers } = await reader.read(requests);
  reader.close();
  if (!version) {
    for (const answer of answers) expect(answer.state).not.toBe('ready');
    return 0;
  }
  const truth = truths[version.seq - 1]!;
  expect(answers).toEqual(
    requests.map(({ collection, query }) => ({
      state: 'ready',
      ...runQuery(truth[collection]!, query),
    })),
  );
  return version.seq;
}

/** Catches up as an engine would: holds what is missing, then commits the newest roots. */
async function recover(cache: Cache): Promise<void> {
  const last = publications.at(-1)!;
  const held = await cache.held(last.objects.map(({ hash }) => hash));
  await cache.stage(last.objects.filter(({ hash }) => !held.has(hash)));
  await cache.commitRoots(last.next, last.roots);
}

async function countCalls(): Promise<number> {
  const cache = await open();
  faulty.plan(undefined);
  for (const step of steps(cache)) await step();
  const calls = faulty.calls();
  cache.close();
  await faulty.clearSiteData();
  return calls;
}

describe('every call of a golden scenario, made to fail in turn', () => {
  for (const kind of ['throw', 'close', 'abort'] as const satisfies FaultKind[]) {
    it(`[O2][figure R4][fault D2][fault D3] goes on as if nothing were when one call fails by '${kind}'`, async () => {
      const calls = await countCalls();
      expect(calls).toBeGreaterThan(60);
      for (let at = 1; at <= calls; at++) {
        const cache = await open();
        faulty.plan({ kind, at, isLasting: false });
        for (const step of steps(cache)) await step();
        faulty.plan(undefined);
        expect(await checkWhole()).toBe(4);
        cache.close();
        await faulty.clearSiteData();
      }
    });

    it(`[O2][figure R4][fault D2] stops whole, and recovers, when all calls fail by '${kind}' from some moment on`, async () => {
      const calls = await countCalls();
      for (let at = 1; at <= calls; at += 3) {
        const cache = await open();
        faulty.plan({ kind, at, isLasting: true });
        const failure = await runUntilFailure(cache);
        expect(failure.code).toBe('storage-failed');
        faulty.plan(undefined);
        const seq = await checkWhole();
        expect(await seqOf(cache)).toBe(seq);
        const restarted = at % 2 ? cache : await open();
        await recover(restarted);
        expect(await checkWhole()).toBe(4);
        cache.close();
        restarted.close();
        await faulty.clearSiteData();
      }
    });
  }

  it("[O2][figure R4][fault D5] says 'quota-exceeded', keeps what was there, and goes on when there is room", async () => {
    const calls = await countCalls();
    let refused = 0;
    for (let at = 1; at <= calls; at++) {
      const cache = await open();
      faulty.plan({ kind: 'quota', at, isLasting: false });
      let last = 0;
      for (const step of steps(cache)) {
        try {
          await step();
        } catch (error) {
          expect((error as SyncError).code).toBe('quota-exceeded');
          refused++;
          expect(await checkWhole()).toBe(last);
          await step();
        }
        last = await checkWhole();
      }
      expect(last).toBe(4);
      faulty.plan(undefined);
      cache.close();
      await faulty.clearSiteData();
    }
    expect(refused).toBeGreaterThan(40);
  });
});

async function runUntilFailure(cache: Cache): Promise<SyncError> {
  for (const step of steps(cache)) {
    try {
      await step();
    } catch (error) {
      expect(error).toBeInstanceOf(SyncError);
      return error as SyncError;
    }
  }
  throw new Error('nothing failed');
}

async function seqOf(cache: Cache): Promise<number> {
  return (await cache.current())?.seq ?? 0;
}
