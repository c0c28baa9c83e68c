import { IDBDatabase as FakeDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createIndexedDbStorage } from '../../src/cache/indexeddb-storage.ts';
import { createLocalStore, type LocalStore } from '../../src/cache/local-store.ts';
import { createMemoryStorage } from '../../src/cache/memory-storage.ts';
import { openLocal } from '../../src/cache/open-local.ts';
import { createSlowDisk } from '../fakes/slow-disk.ts';
import type { LocalRow } from '../../src/model/local.ts';
import { DURABLE_STORES } from '../../src/store/layout.ts';
import { createFaultyIndexedDB } from './faulty-indexeddb.ts';

const names = { durable: 'offprint:/:public:durable' };
const row = (id: string, position: number, title = id) => ({ id, position, title }) as LocalRow;
const append = (id: string) => (rows: readonly LocalRow[]) => [
  ...rows,
  row(id, (rows.at(-1)?.position ?? 0) + 1),
];
const idsIn = async (store: LocalStore) => (await store.read('todos')).rows.map(({ id }) => id);

const opened: LocalStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  vi.restoreAllMocks();
});

/** One browser profile, in which workers open the store as they do at their start. */
function openProfile(indexedDB: IDBFactory = new IDBFactory()) {
  let tokens = 0;
  return async (idb = true) => {
    const store = await openLocal(
      {
        names,
        newId: () => `token-${++tokens}`,
        canKeep: () => Promise.resolve(false),
        indexedDB,
        IDBKeyRange,
      },
      { idb },
    );
    opened.push(store);
    return store;
  };
}

describe('a local store whose database does not open in time', () => {
  it('[promise P1][fault D1] is not taken for an empty one: all is there once it opens', async () => {
    const disk = createSlowDisk();
    const options = { names, newId: () => 'token', canKeep: () => Promise.resolve(false) };
    const open = () => openLocal({ ...options, ...disk.options }, { idb: true });
    const before = await open();
    await before.write('todos', append('a'));
    before.close();
    disk.beSlow(true);
    const opening = open();
    await disk.expire();
    const store = await opening;
    opened.push(store);
    disk.beSlow(false);
    expect((await store.read('todos')).storage).toBe('indexeddb');
    expect(await idsIn(store)).toEqual(['a']);
  });
});

describe.each([true, false])('a local store (IndexedDB: %s)', (idb) => {
  it('keeps rows by position, says which storage they are in, and counts what is written', async () => {
    const store = await openProfile()(idb);
    expect(await store.read('todos')).toEqual({
      rows: [],
      revision: 0,
      token: '',
      storage: idb ? 'indexeddb' : 'memory',
    });
    await store.write('todos', () => [row('b', 2), row('a', 1)]);
    expect(await idsIn(store)).toEqual(['a', 'b']);
    const { revision, token } = await store.write('todos', (rows) => rows.slice(1));
    expect({ revision, token }).toEqual({ revision: 2, token: 'token-1' });
    expect(await idsIn(store)).toEqual(['b']);
    expect((await store.read('others')).rows).toEqual([]);
  });

  it('keeps rows of one place in one order, whichever was written first', async () => {
    const store = await openProfile()(idb);
    await store.write('todos', () => [row('c', 1), row('a', 1), row('d', 0), row('b', 1)]);
    expect(await idsIn(store)).toEqual(['d', 'a', 'b', 'c']);
  });

  it('writes nothing where nothing changes, nor where the work throws', async () => {
    const store = await openProfile()(idb);
    await store.write('todos', append('a'));
    await store.write('todos', (rows) => rows);
    const refuse = () => {
      throw new Error('no');
    };
    await expect(store.write('todos', refuse)).rejects.toThrow('no');
    expect(await store.read('todos')).toMatchObject({ revision: 1, rows: [{ id: 'a' }] });
  });
});

it('[K1][B113] loses no change of any worker, and every worker sees them in one order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 20 }),
      async (writers) => {
        const open = openProfile();
        const workers = [await open(), await open(), await open()];
        await Promise.all(writers.map((w, i) => workers[w]!.write('todos', append(`t${i}`))));
        const lists = await Promise.all(workers.map(idsIn));
        expect(lists[0]!.toSorted()).toEqual(writers.map((_, i) => `t${i}`).toSorted());
        expect(lists[1]).toEqual(lists[0]);
        expect(lists[2]).toEqual(lists[0]);
      },
    ),
    { numRuns: 25 },
  );
});

it('[K2][B114] holds what it has answered for whoever comes after a worker that died, and nothing half', async () => {
  const faulty = createFaultyIndexedDB();
  try {
    const open = openProfile(faulty.indexedDB);
    const first = await open();
    await first.write('todos', append('kept'));
    faulty.plan(undefined);
    await first.write('todos', append('counted'));
    const calls = faulty.calls();
    for (let at = 1; at <= calls; at++) {
      const dying = await open();
      const before = await idsIn(dying);
      faulty.plan({ kind: 'abort', at, isLasting: false });
      const answer = await dying.write('todos', append(`at${at}`)).catch(() => undefined);
      faulty.plan(undefined);
      const after = await idsIn(await open());
      expect(after).toEqual(answer ? [...before, `at${at}`] : before);
    }
  } finally {
    faulty.restore();
  }
});

it('[B107] makes one token for a browser profile, for however many workers, and another for another', async () => {
  const open = openProfile();
  const workers = await Promise.all([open(), open(), open()]);
  const answers = await Promise.all(
    workers.map((worker, i) => worker.write('todos', append(`t${i}`))),
  );
  expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
  const later = await (await open()).read('todos');
  expect(later.token).toBe(answers[0]!.token);
  expect(later.rows).toHaveLength(3);
  expect((await (await openProfile()()).read('todos')).rows).toEqual([]);
});

it('[B96][B107] shows one token nothing of another’s', async () => {
  const storage = createMemoryStorage();
  const newToken = () => 'mine';
  const mine = createLocalStore(storage, { newToken });
  const other = createLocalStore(storage, { newToken, token: 'other' });
  await mine.write('todos', append('mine'));
  await other.write('todos', append('theirs'));
  expect(await idsIn(mine)).toEqual(['mine']);
  expect(await idsIn(other)).toEqual(['theirs']);
  expect((await mine.read('todos')).token).toBe('mine');
});

it('[K5][K2][invariant I9] writes strictly, into the one database that the outbox is in, and leaves what it does not know', async () => {
  const indexedDB = new IDBFactory();
  const outbox = createIndexedDbStorage({
    database: names.durable,
    stores: DURABLE_STORES,
    indexedDB,
    IDBKeyRange,
    onClosed: () => {},
  });
  await outbox.write((transaction) =>
    transaction.put('meta', [
      ['head', { clientId: 'c' }],
      ['local', { token: 'of a newer build', revision: 4, colour: 'red' }],
    ]),
  );
  const begun = vi.spyOn(FakeDatabase.prototype, 'transaction');
  const store = await openProfile(indexedDB)();
  expect(await store.write('todos', append('a'))).toMatchObject({
    token: 'of a newer build',
    revision: 5,
  });
  const writing = begun.mock.calls.filter(([, mode]) => mode === 'readwrite');
  expect(writing.map(([, , options]) => options)).toEqual([{ durability: 'strict' }]);
  expect(await outbox.read((transaction) => transaction.get('meta', 'head'))).toEqual({
    clientId: 'c',
  });
  expect(await outbox.read((transaction) => transaction.get('meta', 'local'))).toEqual({
    token: 'of a newer build',
    revision: 5,
    colour: 'red',
  });
  outbox.close();
});
