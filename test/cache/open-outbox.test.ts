import { IDBDatabase as FakeDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openOutbox } from '../../src/cache/open-outbox.ts';
import { toFailure } from '../../src/protocol/failure.ts';
import { namesFor } from '../../src/protocol/names.ts';
import { createSlowDisk } from '../fakes/slow-disk.ts';

const names = namesFor('/', 'test', []);
const like = (id: string) => ({ id, name: 'like', args: {}, ctx: { now: 1, newIds: [] } });
const newId = () => 'client-1';

describe('an outbox whose database does not open in time', () => {
  const reopen = async (canKeep: boolean) => {
    const disk = createSlowDisk();
    const open = () =>
      openOutbox(
        { names, newId, canKeep: () => Promise.resolve(canKeep), ...disk.options },
        { idb: true },
      );
    const before = await open();
    await before.append(like('before'), 'reader');
    before.close();
    disk.beSlow(true);
    const opening = open();
    await disk.expire();
    return { disk, outbox: await opening };
  };

  it.each([
    ['', true],
    [', though the cache did not open either', false],
  ])(
    '[W1][promise P1][fault D1] is not taken for an empty one%s: what cannot be kept is refused, and all is there once it opens',
    async (_, canKeep) => {
      const { disk, outbox } = await reopen(canKeep);
      expect([outbox.storage, outbox.isRead()]).toEqual(['indexeddb', false]);
      const refused = expect(outbox.append(like('meanwhile'), 'reader')).rejects.toMatchObject({
        code: 'database-blocked',
      });
      await disk.expire();
      await refused;
      disk.beSlow(false);
      await outbox.append(like('after'), 'reader');
      expect(outbox.rows().map(({ id }) => id)).toEqual(['before', 'after']);
      expect(outbox.isRead()).toBe(true);
      outbox.close();
    },
  );

  it('[promise P7] tells all who ask meanwhile at once, instead of one after the other', async () => {
    const { disk, outbox } = await reopen(false);
    const asked = Array.from({ length: 60 }, () =>
      outbox.load().catch((error: unknown) => toFailure(error).code),
    );
    await disk.expire();
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['database-blocked']));
    outbox.close();
  });
});

it('[fault D8] an outbox is in memory, and says so, where the browser refuses storage and nothing else can be kept either', async () => {
  const indexedDB = new IDBFactory();
  indexedDB.open = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  const open = (canKeep: boolean) =>
    openOutbox(
      { names, newId, canKeep: () => Promise.resolve(canKeep), indexedDB, IDBKeyRange },
      { idb: true },
    );
  const outbox = await open(false);
  expect([outbox.storage, outbox.isRead(), outbox.rows()]).toEqual(['memory', true, []]);
  expect((await open(true)).storage).toBe('indexeddb');
});

it('[W1][fault D10] every write of the outbox is strictly durable, be it a change, its answer or a sign-in', async () => {
  const begun = vi.spyOn(FakeDatabase.prototype, 'transaction');
  onTestFinished(() => begun.mockRestore());
  const options = { indexedDB: new IDBFactory(), IDBKeyRange };
  const outbox = await openOutbox(
    { names, newId, canKeep: () => Promise.resolve(false), ...options },
    { idb: true },
  );
  const writes = () => begun.mock.calls.filter(([, mode]) => mode === 'readwrite');
  await outbox.append(like('a'), 'reader');
  await outbox.append(like('b'), 'reader');
  const kept = writes().length;
  expect(kept).toBeGreaterThanOrEqual(2);
  await outbox.update((row) => ({ ...row, state: 'waiting' }));
  await outbox.update(() => undefined);
  await outbox.signIn(undefined);
  expect(writes().length).toBeGreaterThanOrEqual(kept + 2);
  const durability = writes().map(([, , how]) => how?.durability);
  expect(new Set(durability)).toEqual(new Set(['strict']));
  outbox.close();
});
