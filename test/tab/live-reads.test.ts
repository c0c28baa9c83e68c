import { describe, expect, it } from 'vitest';
import type { Answer, ReadRequest, Snapshot } from '../../src/protocol/worker-api.ts';
import type { Place } from '../../src/protocol/version.ts';
import { collections } from '../../src/site/collections.ts';
import { createLiveReads, type LiveReads } from '../../src/tab/live-reads.ts';
import { settled } from '../fakes/settled.ts';

/** A store of one collection whose record `a` holds the version it was written at. */
function fakeStore() {
  const state = { seq: 1, log: 'log', reads: [] as ReadRequest[][], isBroken: false };
  const gates: (() => void)[] = [];
  let isGated = false;
  const read = async (requests: readonly ReadRequest[]): Promise<Snapshot> => {
    state.reads.push([...requests]);
    if (state.isBroken) throw new Error('the store is lost');
    const snapshot = snapshotAt(state.log, state.seq, requests);
    if (isGated) await new Promise<void>((resolve) => gates.push(resolve));
    return snapshot;
  };
  return {
    state,
    read,
    gate: () => (isGated = true),
    open: () => {
      isGated = false;
      for (const resolve of gates.splice(0)) resolve();
    },
  };
}

function snapshotAt(log: string, seq: number, requests: readonly ReadRequest[]): Snapshot {
  return {
    version: { log, seq },
    answers: requests.map((request) => ({
      state: 'ready',
      rows: [{ id: 'id' in request ? request.id : 'list', createdTime: '', seq }],
      total: 1,
    })),
  };
}

function placed(seq: string, version: Place): Snapshot {
  return {
    version,
    answers: [{ state: 'ready', rows: [{ id: 'a', createdTime: '', seq }], total: 1 }],
  };
}

const list: ReadRequest = { collection: 'articles', query: {} };
const one: ReadRequest = { collection: 'articles', id: 'a' };
const seqOf = (answer: Answer) =>
  answer.state === 'loading' ? undefined : answer.rows[0]?.['seq'];

describe('live reads', () => {
  it('[B39] answers a late subscriber at once from the store', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined);
    const heard: unknown[] = [];
    reads.watch(list, (answer) => heard.push(seqOf(answer)));
    await settled();
    expect(heard).toEqual([1]);
  });

  it('[N9][promise P6] a listener that fails keeps nobody else from their answer, and its failure is told', async () => {
    const store = fakeStore();
    const failures: unknown[] = [];
    const reads = createLiveReads(store.read, (error) => failures.push(error));
    const mistake = new TypeError('no such field');
    const heard: unknown[] = [];
    reads.watch(list, () => {
      throw mistake;
    });
    reads.watch(one, (answer) => heard.push(seqOf(answer)));
    await settled();
    expect(heard).toEqual([1]);
    expect(failures).toEqual([mistake]);
    expect(store.state.reads).toHaveLength(1);
    reads.catchUp({ log: 'log', seq: 1 });
    await settled();
    expect(store.state.reads).toHaveLength(1);
  });

  it('a collection that the site does not declare is refused, and keeps nobody else from their answer', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined, { collections });
    const heard: unknown[] = [];
    reads.watch(list, (answer) => heard.push(seqOf(answer)));
    const watchNone = () => reads.watch({ collection: 'nope', query: {} }, () => undefined);
    expect(watchNone).toThrow('"nope" is no collection of this site');
    await settled();
    expect([heard, reads.count()]).toEqual([[1], 1]);
  });

  it('[B37] re-reads only what a commit names, in one snapshot', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined);
    reads.watch(list, () => undefined);
    reads.watch(one, () => undefined);
    reads.watch({ collection: 'articles', id: 'b' }, () => undefined);
    reads.watch({ collection: 'contents', query: {} }, () => undefined);
    await settled();
    store.state.reads.length = 0;
    store.state.seq = 2;
    reads.changed({
      version: { log: 'log', seq: 2 },
      since: 1,
      changes: { articles: { ids: ['a'] } },
    });
    await settled();
    expect(store.state.reads).toEqual([[one, list]]);
  });

  it('[N2][promise P4] never shows an older version than it has shown', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined);
    const heard: unknown[] = [];
    store.state.seq = 5;
    reads.watch(one, (answer) => heard.push(seqOf(answer)));
    await settled();
    store.state.seq = 4;
    reads.catchUp(undefined);
    await settled();
    expect(heard).toEqual([5]);
    expect(reads.shown()).toMatchObject({ seq: 5 });
  });

  it('[N1] reads everything when a broadcast was missed', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined);
    const heard: unknown[] = [];
    reads.watch(one, (answer) => heard.push(seqOf(answer)));
    await settled();
    store.state.seq = 3;
    // The commit of version 2 was never heard; 3 does not name `a`.
    reads.changed({ version: { log: 'log', seq: 3 }, since: 2, changes: {} });
    await settled();
    expect(heard).toEqual([1, 3]);
  });

  it('coalesces a burst of commits into one more read', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined);
    const heard: unknown[] = [];
    store.gate();
    reads.watch(one, (answer) => heard.push(seqOf(answer)));
    await settled();
    for (let seq = 2; seq <= 50; seq++) {
      store.state.seq = seq;
      reads.changed({
        version: { log: 'log', seq },
        since: seq - 1,
        changes: { articles: { ids: 'all' } },
      });
    }
    store.open();
    await settled();
    await settled();
    expect(heard).toEqual([1, 50]);
    expect(store.state.reads).toHaveLength(2);
  });

  it('[N2][promise P3] brings everything else to the version that one read saw first', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined);
    const seqById = new Map<string, unknown>();
    reads.watch(one, (answer) => seqById.set('one', seqOf(answer)));
    await settled();
    store.state.seq = 2;
    reads.watch(list, (answer) => seqById.set('list', seqOf(answer)));
    await settled();
    expect(Object.fromEntries(seqById)).toEqual({ one: 2, list: 2 });
  });

  it('[fault D4] answers what was opened while an emptied store was filled again, also at the same version', async () => {
    let isEmpty = false;
    const version = { log: 'log', seq: 5 };
    const read = (requests: readonly ReadRequest[]): Promise<Snapshot> =>
      Promise.resolve(
        isEmpty
          ? { answers: requests.map(() => ({ state: 'loading' })) }
          : snapshotAt('log', 5, requests),
      );
    const reads = createLiveReads(read, () => undefined);
    reads.watch(list, () => undefined);
    await settled();
    isEmpty = true;
    const heard: unknown[] = [];
    reads.watch(one, (answer) => heard.push(seqOf(answer)));
    await settled();
    expect(heard).toEqual([]);
    isEmpty = false;
    reads.changed({ version, changes: { articles: { ids: 'all' } } });
    await settled();
    expect(heard).toEqual([5]);
  });

  it('[N1][invariant I6] shows a version that was announced before it could be read, once it is announced again', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined);
    const heard: unknown[] = [];
    const commit = {
      version: { log: 'log', seq: 2 },
      since: 1,
      changes: { articles: { ids: ['a'] } },
    };
    reads.watch(one, (answer) => heard.push(seqOf(answer)));
    await settled();
    reads.changed(commit);
    await settled();
    store.state.seq = 2;
    reads.changed(commit);
    await settled();
    expect(heard.at(-1)).toBe(2);
  });

  it('[B37] reads nothing for commits that concern nobody, one after the other', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined);
    reads.watch(one, () => undefined);
    await settled();
    for (const seq of [2, 3]) {
      store.state.seq = seq;
      reads.changed({
        version: { log: 'log', seq },
        since: seq - 1,
        changes: { articles: { ids: ['b'] } },
      });
      await settled();
    }
    expect(store.state.reads).toHaveLength(1);
  });

  it('[B66] hears nothing after it was stopped, not even an answer under way', async () => {
    const store = fakeStore();
    const reads = createLiveReads(store.read, () => undefined);
    const heard: unknown[] = [];
    store.gate();
    const stop = reads.watch(one, (answer) => heard.push(answer));
    stop();
    store.open();
    await settled();
    expect(heard).toEqual([]);
  });

  it.each([
    [
      'is told of the first commit of a store',
      (reads: LiveReads, version: Place) =>
        reads.changed({ version, changes: { articles: { ids: 'all' } } }),
    ],
    ['looks into a store', (reads: LiveReads, version: Place) => reads.catchUp(version)],
  ])(
    '[N1][promise P6] reads everything when it %s that was filled anew at its version',
    async (_story, tell) => {
      let snapshot: Snapshot = placed('before', { log: 'log', seq: 1, overlay: 7 });
      const reads = createLiveReads(
        () => Promise.resolve(snapshot),
        () => undefined,
      );
      const heard: unknown[] = [];
      reads.watch(one, (answer) => heard.push(seqOf(answer)));
      await settled();
      const version = { log: 'log', seq: 1, overlay: 2 };
      snapshot = placed('after', version);
      tell(reads, version);
      await settled();
      expect(heard).toEqual(['before', 'after']);
      expect(reads.shown()).toEqual(version);
    },
  );

  it('[promise P7] keeps a failed read due, and reads it at the next occasion', async () => {
    const store = fakeStore();
    const failures: unknown[] = [];
    const reads = createLiveReads(store.read, (error) => failures.push(error));
    const heard: unknown[] = [];
    store.state.isBroken = true;
    reads.watch(one, (answer) => heard.push(seqOf(answer)));
    await settled();
    expect(failures).toHaveLength(1);
    store.state.isBroken = false;
    reads.catchUp({ log: 'log', seq: 1 });
    await settled();
    expect(heard).toEqual([1]);
  });
});
