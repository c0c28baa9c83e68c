import { IDBDatabase as FakeDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openCache } from '../../src/cache/open-cache.ts';
import type { StoredRecord } from '../../src/model/record.ts';
import { openSurvey } from '../../src/store/survey.ts';
import { collections, deltaBetween, note, publish, tag, times } from '../cache/publication.ts';

const database = 'offprint:/:survey:cache:1-abc';

/** A device that nothing was kept on yet, its writer, and a survey of it. */
async function openDevice() {
  const device = { database, collections, indexedDB: new IDBFactory(), IDBKeyRange };
  const survey = openSurvey(device);
  const openWriter = async () => {
    const cache = await openCache({ ...device, names: { database }, onLost: () => {} });
    await cache.claim();
    onTestFinished(() => cache.close());
    return cache;
  };
  onTestFinished(() => survey.close());
  return { survey, openWriter };
}

async function all(batches: AsyncGenerator<readonly StoredRecord[]>): Promise<string[]> {
  const ids: string[] = [];
  for await (const records of batches) ids.push(...records.map(({ id }) => id));
  return ids;
}

it('[B119] tells what each collection takes, and at which version it is', async () => {
  const { survey, openWriter } = await openDevice();
  const cache = await openWriter();
  const truth = { notes: times(300, (n) => note(n)), tags: times(4, (n) => tag(n)), steps: [] };
  const first = await publish(truth, 1);
  await cache.stage(first.objects);
  await cache.commitRoots(first.next, first.roots);
  const [notes, tags, steps] = await survey.sizes();
  const text = (records: readonly StoredRecord[]) =>
    records.reduce((sum, record) => sum + JSON.stringify(record).length, 0);
  expect(notes).toMatchObject({ name: 'notes', records: 300, rows: 0 });
  expect(notes!.bytes).toBeGreaterThan(text(truth.notes));
  expect(notes!.bytes).toBeLessThan(text(truth.notes) * 1.05);
  expect(notes!.root).toBe(first.roots['notes']!.hash);
  expect(tags).toMatchObject({ name: 'tags', records: 4, chunks: 1 });
  expect(steps).toMatchObject({ name: 'steps', records: 0 });
});

it('goes through every record once, as they are now, the newest first', async () => {
  const { survey, openWriter } = await openDevice();
  const cache = await openWriter();
  const first = await publish({ notes: times(300, (n) => note(n)), tags: [], steps: [] }, 1);
  await cache.stage(first.objects);
  await cache.commitRoots(first.next, first.roots);
  const edited = note(7, { title: 'Changed' });
  const notes = [...times(300, (n) => note(n)).filter((_, n) => n !== 7 && n !== 9), edited];
  const second = await publish({ notes, tags: [], steps: [] }, 2);
  await cache.commitDelta(second.next, await deltaBetween(first, second));
  const ids = await all(survey.batches('notes'));
  expect(ids.toSorted()).toEqual(notes.map(({ id }) => id).toSorted());
  expect(ids[0]).toBe(edited.id);
  expect(ids[1]).toBe(note(299).id);
});

it('says that nothing is kept where nothing is, and does not make the database', async () => {
  const { survey, openWriter } = await openDevice();
  expect(await survey.current()).toBeUndefined();
  expect(await survey.sizes()).toEqual([]);
  expect(await all(survey.batches('notes'))).toEqual([]);
  await openWriter();
  expect(await survey.sizes()).toEqual([]);
});

it('[N5][fault B2] gives up what it is reading when it is closed, so that a page that is frozen then holds up nobody', async () => {
  const { survey, openWriter } = await openDevice();
  await openWriter();
  const begin = vi.spyOn(FakeDatabase.prototype, 'transaction');
  onTestFinished(() => begin.mockRestore());
  for (const read of [() => survey.current(), () => survey.sizes()]) {
    // The database is open, so the next read begins before anything else happens, and ends later.
    await survey.checked();
    begin.mockClear();
    const reading = read();
    while (begin.mock.calls.length === 0) await Promise.resolve();
    // Left, and frozen right after.
    survey.close();
    survey.close();
    await expect(reading).rejects.toMatchObject({ code: 'storage-failed' });
  }
  expect(await survey.sizes()).toEqual([]);
});
