import { describe, expect, it } from 'vitest';
import type { ReadRequest, Snapshot } from '../../src/protocol/worker-api.ts';
import { createLiveReads } from '../../src/tab/live-reads.ts';
import { collections, tag, times } from '../cache/publication.ts';
import { settled } from '../fakes/settled.ts';

const COUNT = 10_000;
const version = { log: 'log', seq: 1 };
const changeOf = (id: string, weight: number) => ({
  ids: [id],
  inserted: [],
  deleted: [],
  indexes: { heaviest: { keys: [weight], moved: [] } },
});

/** A store in which every record is there, and what was asked of it. */
function everything() {
  const asked: ReadRequest[] = [];
  const state = { seq: 1 };
  const read = (requests: readonly ReadRequest[]): Promise<Snapshot> => {
    asked.push(...requests);
    const answers = requests.map((request) => {
      const ids = 'id' in request ? [request.id] : 'ids' in request ? request.ids : [];
      const rows = ids.map((id) => tag(1, { id, word: `at ${state.seq}` }));
      return { state: 'ready' as const, rows, total: rows.length };
    });
    return Promise.resolve({ version: { log: 'log', seq: state.seq }, answers });
  };
  return { asked, state, read };
}

describe('many subscriptions', () => {
  it('[B90] ten thousand in one tab are all answered, and a change reads only the one it concerns', async () => {
    const store = everything();
    const reads = createLiveReads(store.read, () => undefined, { collections });
    const heard = times(COUNT, () => 0);
    const stops = times(COUNT, (i) => {
      const request: ReadRequest =
        i % 2 === 0
          ? { collection: 'tags', id: `tag${i}` }
          : { collection: 'tags', query: { where: { weight: i } } };
      return reads.watch(request, () => heard[i]!++);
    });
    await settled();
    expect(heard.every((times) => times === 1)).toBe(true);
    store.asked.length = 0;
    store.state.seq = 2;
    const changes = { tags: changeOf('tag500', 500) };
    reads.changed({ version: { ...version, seq: 2 }, since: 1, changes });
    await settled();
    expect(store.asked).toEqual([{ collection: 'tags', id: 'tag500' }]);
    for (const stop of stops) stop();
    store.asked.length = 0;
    store.state.seq = 3;
    reads.changed({ version: { ...version, seq: 3 }, since: 2, changes: { tags: { ids: 'all' } } });
    await settled();
    expect(store.asked).toEqual([]);
  });

  it('[B90] costs a change no more with ten thousand subscriptions than with ten', async () => {
    const touched = async (count: number): Promise<number> => {
      const store = everything();
      const reads = createLiveReads(store.read, () => undefined, { collections });
      let looks = 0;
      for (const i of times(count, (n) => n).keys()) {
        const request = { collection: 'tags', id: `tag${i}` };
        // Whoever looks at a subscription's request is counted.
        const watched = new Proxy(request, {
          has: (target, key) => {
            looks++;
            return key in target;
          },
        });
        reads.watch(watched, () => undefined);
      }
      await settled();
      looks = 0;
      store.state.seq = 2;
      const changes = { tags: changeOf('tag5', 777) };
      reads.changed({ version: { ...version, seq: 2 }, since: 1, changes });
      await settled();
      return looks;
    };
    expect(await touched(COUNT)).toBe(await touched(10));
  });
});
