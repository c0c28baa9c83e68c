import { describe, expect, it } from 'vitest';
import { decodeBroadcast } from '../../src/protocol/broadcast.ts';

const committed = (change: unknown) => ({
  type: 'committed',
  epoch: 1,
  log: 'log',
  seq: 2,
  changes: { posts: change },
});

describe('a commit as it is broadcast', () => {
  it('[invariant I6] says which ids came, left and moved in which index', () => {
    const change = {
      ids: ['a', 'b', 'c'],
      inserted: ['a'],
      deleted: ['b'],
      indexes: { byTitle: { keys: ['A', 'B', null], moved: [['c', 'C']] }, byBody: { moved: [] } },
    };
    expect(decodeBroadcast(committed(change))).toEqual(committed(change));
  });

  it('[B120] is understood where an older worker names ids alone, and where all changed', () => {
    expect(decodeBroadcast(committed({ ids: ['a'] }))).toEqual(committed({ ids: ['a'] }));
    expect(decodeBroadcast(committed({ ids: 'all' }))).toEqual(committed({ ids: 'all' }));
  });

  it('is dropped where it is malformed', () => {
    const change = {
      ids: ['a'],
      inserted: [],
      deleted: [],
      indexes: { byTitle: { moved: ['c'] } },
    };
    expect(decodeBroadcast(committed(change))).toBeUndefined();
  });
});
