import { IDBDatabase as FakeDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openOutbox } from '../../src/cache/open-outbox.ts';
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

  it('[W1][promise P1][fault D1] is not taken for an empty one: what cannot be kept is refused, and all is there once it opens', async () => {
    const { disk, outbox } = await reopen(true);
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
  });

  it('[fault D8] is in memory, and says so, where nothing else can be kept either', async () => {
    const { outbox } = await reopen(false);
    expect([outbox.storage, outbox.isRead(), outbox.rows()]).toEqual(['memory', true, []]);
  });
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
