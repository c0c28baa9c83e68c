import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it, vi } from 'vitest';
import { openOutbox } from '../../src/cache/open-outbox.ts';
import { namesFor } from '../../src/protocol/names.ts';

const names = namesFor('/', 'test', []);
const like = (id: string) => ({ id, name: 'like', args: {}, ctx: { now: 1, newIds: [] } });
const newId = () => 'client-1';

/** A disk that answers no opening of a database while it is slow, and time that passes only when a test says so. */
function createDisk() {
  const indexedDB = new IDBFactory();
  const waiting = new Set<() => void>();
  const open = indexedDB.open.bind(indexedDB);
  let isSlow = false;
  indexedDB.open = (name, version) =>
    isSlow ? (new EventTarget() as IDBOpenDBRequest) : open(name, version);
  return {
    options: {
      indexedDB,
      IDBKeyRange,
      startTimer: (_ms: number, run: () => void) => {
        waiting.add(run);
        return () => waiting.delete(run);
      },
    },
    beSlow(next: boolean) {
      isSlow = next;
    },
    /** The next deadline passes. */
    async expire() {
      await vi.waitUntil(() => waiting.size > 0);
      for (const run of waiting) run();
    },
  };
}

describe('an outbox whose database does not open in time', () => {
  const reopen = async (canKeep: boolean) => {
    const disk = createDisk();
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

  it('[promise P1][fault D1] is not taken for an empty one: what cannot be kept is refused, and all is there once it opens', async () => {
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
