import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Cache } from '../../src/cache/cache.ts';
import { EMPTY_DIGEST } from '../../src/model/digest.ts';
import { bytesOf } from '../../src/model/hash.ts';
import { selectFields, type Query } from '../../src/model/query.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import type { Head } from '../../src/protocol/manifest.ts';
import type { CacheHost } from './hosts.ts';
import {
  deltaBetween,
  note,
  notes,
  publish,
  step,
  tag,
  times,
  type Publication,
  type Truth,
  withHash,
} from './publication.ts';

/** What every cache does, whatever it keeps its data in. */
export function describeCache(makeHost: () => CacheHost): void {
  let host: CacheHost;
  let cache: Cache;

  beforeEach(async () => {
    host = makeHost();
    cache = await host.open();
    await cache.claim();
  });
  afterEach(() => host.dispose());

  const truth: Truth = {
    notes: times(150, (i) => note(i)),
    tags: times(9, (i) => tag(i)),
    steps: [],
  };

  const sync = async (publication: Publication) => {
    await cache.stage(publication.objects);
    return cache.commitRoots(publication.next, publication.roots);
  };
  const ids = async (collection: string, query: Query = {}) => {
    const { answers } = await host.reader().read([{ collection, query }]);
    const [answer] = answers;
    return answer!.state === 'loading' ? 'loading' : answer!.rows.map((row) => row.id);
  };
  const byId = async (
    collection: string,
    id: string,
  ): Promise<StoredRecord | undefined | 'loading'> => {
    const [answer] = (await host.reader().read([{ collection, id }])).answers;
    return answer!.state === 'loading' ? 'loading' : answer!.rows[0];
  };

  it('[B118] begins empty: no version, and every read is loading', async () => {
    expect(await cache.current()).toBeUndefined();
    expect(await host.reader().version()).toBeUndefined();
    expect(await ids('notes')).toBe('loading');
    expect(await byId('notes', 'note000')).toBe('loading');
  });

  it('[B10] answers a whole collection after a first sync', async () => {
    const first = await publish(truth, 1);
    expect(await sync(first)).toMatchObject({
      changes: { notes: { ids: 'all' }, tags: { ids: 'all' }, steps: { ids: 'all' } },
    });
    expect(await ids('notes')).toEqual(truth['notes']!.map((r) => r.id).sort());
    expect(await host.reader().version()).toEqual({ log: 'log-1', seq: 1 });
  });

  it('[B11] answers one record by its id', async () => {
    await sync(await publish(truth, 1));
    expect(await byId('notes', note(17).id)).toEqual(note(17));
    expect(await byId('notes', 'nobody')).toBeUndefined();
  });

  it('[invariant I3] reads through the worker what a page reads by itself', async () => {
    const first = await publish(truth, 1);
    await cache.showHead('notes', first.next, first.heads['notes']!);
    const requests = [
      { collection: 'notes', query: { orderBy: [['day', 'desc']], limit: 3, select: ['title'] } },
      { collection: 'notes', query: { where: { title: 'Note 7' } } },
      { collection: 'tags', id: 'tag2' },
    ] as const;
    expect(await cache.reader.read(requests)).toEqual(await host.reader().read(requests));
    await sync(first);
    expect(await cache.reader.read(requests)).toEqual(await host.reader().read(requests));
    expect(await cache.reader.version()).toEqual({ log: 'log-1', seq: 1 });
  });

  it('[B15] holds an empty collection as ready and empty', async () => {
    await sync(await publish(truth, 1));
    const { answers } = await host.reader().read([{ collection: 'steps', query: {} }]);
    expect(answers).toEqual([{ state: 'ready', rows: [], total: 0 }]);
  });

  it('[B17] puts a changed record in the place of the old one', async () => {
    const first = await publish(truth, 1);
    await sync(first);
    const changed = note(3, { title: 'Changed' });
    const notes = truth['notes']!.map((r) => (r.id === changed.id ? changed : r));
    const second = await publish({ ...truth, notes }, 2);
    expect(await cache.commitDelta(second.next, await deltaBetween(first, second))).toMatchObject({
      changes: { notes: { ids: [changed.id] } },
    });
    expect(await byId('notes', changed.id)).toEqual(changed);
    expect((await ids('notes')).length).toBe(150);
  });

  it('[B35] removes a record that left upstream, from every list', async () => {
    const first = await publish(truth, 1);
    await sync(first);
    const gone = note(3).id;
    const second = await publish(
      { ...truth, notes: truth['notes']!.filter((r) => r.id !== gone) },
      2,
    );
    await cache.commitDelta(second.next, await deltaBetween(first, second));
    expect(await byId('notes', gone)).toBeUndefined();
    expect(await ids('notes')).not.toContain(gone);
    expect(await ids('notes', { orderBy: [['day', 'desc']] })).not.toContain(gone);
  });

  it('[B19][B34] finds data and version together again after a restart', async () => {
    const first = await publish(truth, 1);
    await sync(first);
    cache.close();
    cache = await host.open();
    expect(await cache.current()).toMatchObject({
      log: 'log-1',
      seq: 1,
      version: first.next.version,
    });
    expect((await cache.held(first.objects.map((o) => o.hash))).size).toBe(first.objects.length);
    expect(await byId('notes', note(5).id)).toEqual(note(5));
  });

  it('[invariant I5] refuses a delta whose digest does not come out, and changes nothing', async () => {
    const first = await publish(truth, 1);
    await sync(first);
    const second = await publish({ ...truth, notes: truth['notes']!.slice(1) }, 2);
    const part = (await deltaBetween(first, second))['notes']!;
    const lies = [
      { ...part, root: { ...part.root, digest: EMPTY_DIGEST } },
      { ...part, root: { ...part.root, count: part.root.count + 1 } },
      { ...part, deleted: [] },
      { ...part, changed: [await withHash(note(999))] },
      { ...part, changed: [await withHash(note(1))], deleted: [note(1).id] },
    ];
    const before = await cache.current();
    for (const lie of lies) {
      await expect(cache.commitDelta(second.next, { notes: lie })).rejects.toMatchObject({
        code: 'invalid-response',
      });
    }
    expect(await cache.current()).toEqual(before);
    expect((await ids('notes')).length).toBe(150);
  });

  it('[invariant I4] refuses to commit roots whose chunks are not all held', async () => {
    const first = await publish(truth, 1);
    await cache.stage(first.objects.slice(1));
    await expect(cache.commitRoots(first.next, first.roots)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await cache.current()).toBeUndefined();
  });

  it('shows a head before the first commit, and smaller windows of it', async () => {
    const first = await publish(truth, 1);
    await cache.showHead('notes', first.next, first.heads['notes']!);
    const declared: Query = { orderBy: [['day', 'desc']], limit: 3, select: ['title', 'day'] };
    const requests = [
      declared,
      { ...declared, offset: 1, limit: 2, select: ['title'] },
      { ...declared, limit: 4 },
      { orderBy: declared.orderBy!, limit: 2 },
      { ...declared, where: { title: 'Note 1' } },
      {},
    ].map((query) => ({ collection: 'notes', query }));
    const { version, answers } = await host.reader().read(requests);
    expect(version).toBeUndefined();
    expect(answers.map((answer) => answer.state)).toEqual([
      'early',
      'early',
      'loading',
      'loading',
      'loading',
      'loading',
    ]);
    expect(answers[0]).toEqual({ state: 'early', ...first.heads['notes'] });
    const second = answers[1]!;
    expect(second.state === 'early' && second.rows.map((row) => Object.keys(row).sort())).toEqual([
      ['createdTime', 'id', 'title'],
      ['createdTime', 'id', 'title'],
    ]);
  });

  it.each([
    ['another order', (rows: Head['rows']) => rows.toReversed()],
    ['other fields', (rows: Head['rows']) => rows.map((row) => selectFields(row, ['title']))],
  ])(
    '[promise P6] keeps no head that was published for %s, as by a server that has just been updated',
    async (_, asBefore) => {
      const first = await publish(truth, 1);
      const head = first.heads['notes']!;
      await cache.showHead('notes', first.next, { ...head, rows: asBefore(head.rows) });
      await sync(first);
      const { answers } = await host.reader().read([{ collection: 'notes', query: notes.first! }]);
      expect(answers).toEqual([{ state: 'ready', ...head }]);
    },
  );

  it('shows a wanted record before the first commit, and nothing early after it', async () => {
    const first = await publish(truth, 1);
    await cache.showRecord('notes', first.next, note(40));
    const { answers } = await host.reader().read([{ collection: 'notes', id: note(40).id }]);
    expect(answers).toEqual([{ state: 'early', rows: [note(40)], total: 1 }]);
    await sync(first);
    await cache.showRecord('notes', first.next, note(41, { title: 'late' }));
    expect((await host.reader().read([{ collection: 'notes', id: note(41).id }])).answers).toEqual([
      { state: 'ready', rows: [note(41)], total: 1 },
    ]);
  });

  it('shows a head and a wanted record of one version beside each other', async () => {
    const first = await publish(truth, 1);
    await cache.showHead('notes', first.next, first.heads['notes']!);
    await cache.showRecord('tags', first.next, tag(1));
    const { answers } = await host.reader().read([
      { collection: 'notes', query: notes.first! },
      { collection: 'tags', id: 'tag1' },
    ]);
    expect(answers.map((answer) => answer.state)).toEqual(['early', 'early']);
  });

  it('[promise P3] takes back what was shown early of another version', async () => {
    const first = await publish(truth, 1);
    const second = await publish(truth, 2);
    await cache.showHead('notes', first.next, first.heads['notes']!);
    await cache.showRecord('tags', second.next, tag(1));
    const { answers } = await host.reader().read([
      { collection: 'notes', query: { orderBy: [['day', 'desc']], limit: 3, select: ['title'] } },
      { collection: 'tags', id: 'tag1' },
    ]);
    expect(answers.map((answer) => answer.state)).toEqual(['loading', 'early']);
  });

  it('names the records that differ when roots are compared', async () => {
    await sync(await publish(truth, 1));
    const changed = note(60, { title: 'Changed while away' });
    const notes = [
      ...truth['notes']!.filter((r) => r.id !== note(9).id).map((r) =>
        r.id === changed.id ? changed : r,
      ),
      note(700),
    ];
    const { changes } = await sync(await publish({ ...truth, notes }, 5));
    expect(Object.keys(changes)).toEqual(['notes']);
    expect((changes['notes']!.ids as readonly string[]).toSorted()).toEqual(
      [changed.id, note(9).id, note(700).id].sort(),
    );
    expect(await ids('notes')).toEqual(notes.map((r) => r.id).sort());
  });

  it('removes staged objects that a commit does not name', async () => {
    const first = await publish(truth, 1);
    const other = await publish({ ...truth, notes: times(150, (i) => note(i + 400)) }, 2);
    await cache.stage(other.objects);
    await sync(first);
    const left = await cache.held(other.objects.map((o) => o.hash));
    const shared = new Set(first.objects.map((o) => o.hash));
    expect([...left].every((hash) => shared.has(hash))).toBe(true);
  });

  it('[invariant I12] says nothing and keeps everything where the same roots come again', async () => {
    const first = await publish(truth, 1);
    await sync(first);
    const again = await publish(truth, 2);
    expect((await sync(again)).changes).toEqual({});
    expect((await cache.commitDelta({ ...again.next, seq: 3 }, {})).changes).toEqual({});
    expect(await host.reader().version()).toEqual({ log: 'log-1', seq: 3 });
  });

  it('[invariant I7] refuses to go back within a log, and follows another log', async () => {
    await sync(await publish(truth, 7));
    const older = await publish(truth, 6);
    await expect(sync(older)).rejects.toMatchObject({ code: 'conflict' });
    await sync(await publish(truth, 2, { log: 'log-2' }));
    expect(await host.reader().version()).toEqual({ log: 'log-2', seq: 2 });
  });

  it('folds rows into chunks when idle, and answers the same before and after', async () => {
    const first = await publish(truth, 1);
    await sync(first);
    const notes = [
      ...truth['notes']!.slice(2).map((r) => (r.id === note(80).id ? note(80, { title: 'x' }) : r)),
      note(701),
    ];
    const second = await publish({ ...truth, notes }, 2);
    await cache.commitDelta(second.next, await deltaBetween(first, second));
    const before = await host.reader().read([{ collection: 'notes', query: {} }]);
    expect((await cache.counts())['notes']).toMatchObject({ records: 149, rows: 4 });
    await cache.tidy(new AbortController().signal);
    expect((await cache.counts())['notes']).toEqual({
      records: 149,
      chunks: second.roots['notes']!.root.chunks.length,
      rows: 0,
    });
    expect(await host.reader().read([{ collection: 'notes', query: {} }])).toEqual(before);
    const wanted = second.objects.map((o) => o.hash);
    expect([...(await cache.held(wanted))].sort()).toEqual([...new Set(wanted)].sort());
  });

  it('takes delta after delta on the same record, folded in between or not', async () => {
    let at = await publish(truth, 1);
    await sync(at);
    for (let seq = 2; seq < 9; seq++) {
      const changed = note(30, { title: `Version ${seq}` });
      const notes = truth['notes']!.map((r) => (r.id === changed.id ? changed : r));
      const next = await publish({ ...truth, notes: seq % 3 ? notes : notes.slice(1) }, seq);
      await cache.commitDelta(next.next, await deltaBetween(at, next));
      expect(await byId('notes', changed.id)).toEqual(changed);
      at = next;
      if (seq % 2) await cache.tidy(new AbortController().signal);
    }
  });

  it('[invariant I4] commits while idle work is under way, and finishes that later', async () => {
    const first = await publish(truth, 1);
    await sync(first);
    const second = await publish({ ...truth, notes: truth['notes']!.slice(5) }, 2);
    await cache.commitDelta(second.next, await deltaBetween(first, second));
    const { signal } = new AbortController();
    const third = await publish({ ...truth, notes: [...truth['notes']!.slice(9), note(720)] }, 3);
    await Promise.all([
      cache.tidy(signal),
      cache.commitDelta(third.next, await deltaBetween(second, third)),
    ]);
    const expected = third.truth['notes']!.map((r) => r.id).sort();
    expect(await ids('notes')).toEqual(expected);
    await cache.tidy(signal);
    expect(await ids('notes')).toEqual(expected);
    expect((await cache.counts())['notes']!.rows).toBe(0);
  });

  it('keeps the order of a view', async () => {
    const records = times(5, (i) => step(i));
    const view = ['step3', 'step0', 'step4', 'step1', 'step2'];
    const first = await publish({ ...truth, steps: records }, 1, { views: { steps: view } });
    await sync(first);
    const byView: Query = { orderBy: [['view', 'asc']] };
    expect(await ids('steps', byView)).toEqual(view);
    const next = ['step0', 'step3', 'step4', 'step1'];
    const second = await publish({ ...truth, steps: records.filter((r) => r.id !== 'step2') }, 2, {
      views: { steps: next },
    });
    await cache.stage(second.objects.filter((o) => o.hash === second.roots['steps']!.root.order));
    await cache.commitDelta(second.next, await deltaBetween(first, second));
    expect(await ids('steps', byView)).toEqual(next);
    await cache.tidy(new AbortController().signal);
    expect(await ids('steps', { ...byView, offset: 1, limit: 2 })).toEqual(['step3', 'step4']);
  });

  it('[fault D9] drops objects whose bytes are not what their name says, and is healed by staging them', async () => {
    const first = await publish(truth, 1);
    const chunk = first.objects.find((o) => o.chunkOf === 'notes')!;
    await sync(first);
    await cache.stage([{ hash: chunk.hash, bytes: bytesOf('[]') }]);
    expect(await cache.audit(new AbortController().signal)).toEqual([chunk.hash]);
    expect(await ids('notes')).toBe('loading');
    expect(await ids('tags')).toHaveLength(9);
    await cache.stage([chunk]);
    expect(await ids('notes')).toHaveLength(150);
    expect(await cache.audit(new AbortController().signal)).toEqual([]);
  });

  it('forgets everything but its epoch', async () => {
    await sync(await publish(truth, 1));
    await cache.clear();
    expect(await cache.current()).toBeUndefined();
    expect(await ids('notes')).toBe('loading');
    expect(await cache.counts()).toMatchObject({ notes: { records: 0, chunks: 0, rows: 0 } });
    await sync(await publish(truth, 1));
    expect(await ids('notes')).toHaveLength(150);
    expect(await cache.claim()).toBe(2);
  });

  it('[O1][fault L1] refuses every write of a writer that was overtaken', async () => {
    const first = await publish(truth, 1);
    await sync(first);
    const thief = await host.open();
    expect(await thief.claim()).toBe(2);
    const second = await publish({ ...truth, notes: truth['notes']!.slice(1) }, 2);
    const refused = { code: 'not-owner' };
    await expect(cache.stage(second.objects)).rejects.toMatchObject(refused);
    await expect(
      cache.commitDelta(second.next, await deltaBetween(first, second)),
    ).rejects.toMatchObject(refused);
    await expect(cache.commitRoots(first.next, first.roots)).rejects.toMatchObject(refused);
    await expect(cache.markChecked({ at: 1, upstreamReadAt: 1 })).rejects.toMatchObject(refused);
    await expect(cache.showRecord('notes', second.next, note(1))).rejects.toMatchObject(refused);
    await expect(
      cache.showHead('notes', second.next, second.heads['notes']!),
    ).rejects.toMatchObject(refused);
    await expect(cache.clear()).rejects.toMatchObject(refused);
    expect(await host.reader().version()).toEqual({ log: 'log-1', seq: 1 });
    await thief.commitDelta(second.next, await deltaBetween(first, second));
    expect((await cache.current())?.seq).toBe(2);
  });

  it('[O1][fault L1] refuses a commit whose lock is stolen while it is being made', async () => {
    const first = await publish(truth, 1);
    await sync(first);
    const second = await publish({ ...truth, notes: truth['notes']!.slice(1) }, 2);
    const thief = await host.open();
    const [commit, claim] = await Promise.allSettled([
      cache.commitDelta(second.next, await deltaBetween(first, second)),
      thief.claim(),
    ]);
    expect(claim.status).toBe('fulfilled');
    const seq = (await thief.current())!.seq;
    expect(seq).toBe(commit.status === 'fulfilled' ? 2 : 1);
    expect(await ids('notes')).toHaveLength(seq === 2 ? 149 : 150);
  });

  it('[invariant I2] refuses to write before it was claimed', async () => {
    const unclaimed = await host.open();
    await expect(unclaimed.markChecked({ at: 1, upstreamReadAt: 1 })).rejects.toMatchObject({
      code: 'not-owner',
    });
  });

  it('[invariant I12] writes the time of the last check at most once a minute', async () => {
    await cache.markChecked({ at: 100_000, upstreamReadAt: 99_000 });
    await cache.markChecked({ at: 130_000, upstreamReadAt: 129_000 });
    expect(await cache.checked()).toEqual({ at: 100_000, upstreamReadAt: 99_000 });
    await cache.markChecked({ at: 160_000, upstreamReadAt: 159_000 });
    expect(await cache.checked()).toEqual({ at: 160_000, upstreamReadAt: 159_000 });
  });

  it('refuses a collection that the site does not declare', async () => {
    await expect(host.reader().read([{ collection: 'nope', id: 'x' }])).rejects.toMatchObject({
      code: 'not-found',
    });
  });
}
