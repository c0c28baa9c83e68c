import { describe, expect, it } from 'vitest';
import { createSync, type Assigns, type Sync } from '../../src/tab/create-sync.ts';
import { allBy, one } from '../../src/tab/labelled.ts';
import type { WatchAction } from '../../src/tab/live-needs.ts';
import { note, notes, tag, tags, times } from '../cache/publication.ts';
import { openLiveWorld, put, remove, type LiveWorld } from './live-world.ts';

const a = tag(1, { word: 'a', weight: 1 });
const b = tag(2, { word: 'b', weight: 1 });
const c = tag(3, { word: 'c', weight: 2 });
const start = { notes: times(3, (i) => note(i)), tags: [a, b, c], steps: [] };
const edited = (record: typeof a, fields: Partial<typeof a>) =>
  put('tags', { ...record, ...fields } as typeof a);

async function opened(
  use: (sync: Sync) => void,
): Promise<{ world: LiveWorld; sync: Sync; watches: () => number }> {
  const world = await openLiveWorld(start);
  let count = 0;
  const sync = createSync({
    watch: (...of) => {
      count++;
      const stop = world.client.watch(...of);
      return () => {
        count--;
        stop();
      };
    },
  });
  use(sync);
  await world.rest();
  return { world, sync, watches: () => count };
}
const words = (value: unknown) => (value as readonly { word: string }[]).map(({ word }) => word);

describe('one record under a label', () => {
  it('[B60][B61][B62] follows updates, is null when it goes, and comes back when it is made again', async () => {
    const { world, sync } = await opened((s) => s.syncOne('tag', tags, a.id));
    expect(sync.state()).toEqual({ tag: a });
    await world.commit(edited(a, { word: 'later' }));
    expect(sync.state()).toMatchObject({ tag: { word: 'later' } });
    await world.commit(remove('tags', a.id));
    expect(sync.state()).toEqual({ tag: null });
    await world.commit(put('tags', a));
    expect(sync.state()).toEqual({ tag: a });
  });

  it('[B62] is null while it is missing, and appears when it is made', async () => {
    const { world, sync } = await opened((s) => s.syncOne('tag', tags, 'tag9'));
    expect(sync.state()).toEqual({ tag: null });
    await world.commit(put('tags', tag(9)));
    expect(sync.state()).toEqual({ tag: tag(9) });
  });

  it('[B63] shows another record after it was synced anew, and hears no more of the first', async () => {
    const { world, sync } = await opened((s) => s.syncOne('tag', tags, a.id));
    sync.syncOne('tag', tags, b.id);
    await world.rest();
    const before = sync.state();
    await world.commit(edited(a, { word: 'unheard' }));
    expect(sync.state()).toBe(before);
    await world.commit(edited(b, { word: 'heard' }));
    expect(sync.state()).toMatchObject({ tag: { word: 'heard' } });
  });

  it('[B64] misses no write that races with the beginning', async () => {
    const world = await openLiveWorld(start);
    const sync = createSync(world.client);
    sync.syncOne('tag', tags, a.id);
    await world.commit(edited(a, { word: 'raced' }));
    expect(sync.state()).toMatchObject({ tag: { word: 'raced' } });
  });

  it('[B65] follows the nth change, or only the first', async () => {
    const { world, sync } = await opened((s) => {
      s.syncOne('always', tags, a.id);
      s.syncOne('once', tags, a.id, { once: true });
    });
    for (const word of ['x', 'y', 'z']) await world.commit(edited(a, { word }));
    expect(sync.state()).toMatchObject({ always: { word: 'z' }, once: { word: 'x' } });
    expect(sync.watching('once')).toBe(false);
  });

  it('[B66] leaves the state as it is for a foreign or stale notice, and reads nothing', async () => {
    const { world, sync } = await opened((s) => s.syncOne('tag', tags, a.id));
    const before = sync.state();
    world.asked.length = 0;
    await world.commit(edited(b, { word: 'foreign' }));
    world.reads.changed({ version: { log: 'log-1', seq: 1 }, changes: { tags: { ids: 'all' } } });
    await world.rest();
    expect(sync.state()).toBe(before);
    expect(world.asked).toEqual([]);
  });

  it('[B98] follows a change in the tail of a record far over 100 kB', async () => {
    const { world, sync } = await opened((s) => s.syncOne('tag', tags, a.id));
    const long = 'x'.repeat(300_000);
    await world.commit(edited(a, { word: `${long}1` }));
    await world.commit(edited(a, { word: `${long}2` }));
    expect((sync.state()['tag'] as { word: string }).word.slice(-1)).toBe('2');
  });
});

const ACTIONS: readonly WatchAction[] = ['inserts', 'deletes', 'collection', 'updates', 'changes'];

/** How often each kind of watching a list was answered, after its first answer. */
function countActions(world: LiveWorld, where?: { readonly weight: number }): number[] {
  const counts = ACTIONS.map(() => -1);
  for (const [i, action] of ACTIONS.entries()) {
    const query = where ? { where } : {};
    world.client.watch({ collection: 'tags', query }, () => counts[i]!++, { action });
  }
  return counts;
}

describe('watch actions', () => {
  it('[B67][B68][B69] count inserts, updates and deletes of a collection', async () => {
    const world = await openLiveWorld(start);
    const counts = countActions(world);
    await world.rest();
    expect(counts).toEqual([0, 0, 0, 0, 0]);
    await world.commit(put('tags', tag(9)));
    expect(counts).toEqual([1, 0, 1, 0, 1]);
    await world.commit(put('tags', tag(9, { word: 'new' })));
    expect(counts).toEqual([1, 0, 1, 1, 2]);
    await world.commit(remove('tags', 'tag9'));
    expect(counts).toEqual([1, 1, 2, 1, 3]);
  });

  it('[B67] fire where an insert and a delete share a transaction', async () => {
    const world = await openLiveWorld(start);
    const counts = countActions(world);
    await world.rest();
    await world.commit((truth) => remove('tags', a.id)(put('tags', tag(9))(truth)));
    expect(counts).toEqual([1, 1, 1, 0, 1]);
  });

  it('[B69][B70][B71] count moves from one value to another, at both', async () => {
    const world = await openLiveWorld(start);
    const counts = countActions(world, { weight: 5 });
    await world.rest();
    await world.commit(put('tags', tag(8, { weight: 6 })));
    expect(counts).toEqual([0, 0, 0, 0, 0]);
    await world.commit(put('tags', tag(9, { weight: 5 })));
    await world.commit(put('tags', tag(9, { weight: 5, word: 'new' })));
    expect(counts).toEqual([1, 0, 1, 1, 2]);
    await world.commit(put('tags', tag(9, { weight: 6 })));
    expect(counts).toEqual([1, 1, 2, 2, 3]);
    await world.commit(put('tags', tag(9, { weight: 5 })));
    expect(counts).toEqual([2, 1, 3, 3, 4]);
    await world.commit(remove('tags', 'tag9'));
    expect(counts).toEqual([2, 2, 4, 3, 5]);
  });

  it('[B71] show the right members at both values after a move', async () => {
    const { world, sync } = await opened((s) => {
      s.syncAllBy('ones', tags, { weight: 1 });
      s.syncAllBy('twos', tags, { weight: 2 });
    });
    expect([words(sync.state()['ones']), words(sync.state()['twos'])]).toEqual([['a', 'b'], ['c']]);
    await world.commit(edited(b, { weight: 2 }));
    expect([words(sync.state()['ones']), words(sync.state()['twos'])]).toEqual([['a'], ['b', 'c']]);
  });

  it('[B73] take an upsert of what is there for an update', async () => {
    const world = await openLiveWorld(start);
    const counts = countActions(world, { weight: 1 });
    await world.rest();
    await world.commit(put('tags', { ...a, word: 'upserted' }));
    expect(counts).toEqual([0, 0, 0, 1, 1]);
  });

  it('[B74] hear nothing of a save without a change', async () => {
    const world = await openLiveWorld(start);
    const counts = countActions(world);
    await world.rest();
    await world.commit(put('tags', a));
    expect(counts).toEqual([0, 0, 0, 0, 0]);
  });

  it('[B97] throw for a field that no index begins with', async () => {
    const { sync } = await opened(() => undefined);
    expect(() => sync.syncAllBy('x', notes, { title: 'x' } as never)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});

describe('lists under labels', () => {
  it('[B72] honours order, window and selection at every refresh, and fills a window from below', async () => {
    const { world, sync } = await opened((s) =>
      s.syncAll('first', tags, { orderBy: [['word', 'asc']], limit: 2, select: ['word'] }),
    );
    expect(words(sync.state()['first'])).toEqual(['a', 'b']);
    await world.commit(edited(c, { word: 'aa' }));
    expect(words(sync.state()['first'])).toEqual(['a', 'aa']);
    await world.commit(remove('tags', a.id));
    expect(words(sync.state()['first'])).toEqual(['aa', 'b']);
    expect(Object.keys((sync.state()['first'] as object[])[0]!)).not.toContain('weight');
  });

  it('[B76] reads one changed record, puts it in its place, and keeps the others the same objects', async () => {
    const { world, sync } = await opened((s) => {
      s.syncAll('list', notes, { orderBy: [['day', 'desc']] });
      s.syncMany('many', tags, [c.id, a.id]);
    });
    const before = sync.state();
    world.asked.length = 0;
    await world.commit((truth) =>
      put('notes', note(1, { title: 'New' }))(edited(a, { word: 'z' })(truth)),
    );
    expect(world.asked).toEqual([
      [
        { collection: 'notes', ids: [note(1).id] },
        { collection: 'tags', ids: [a.id] },
      ],
    ]);
    const [list, many] = [sync.state()['list'], sync.state()['many']] as (readonly object[])[];
    const [oldList, oldMany] = [before['list'], before['many']] as (readonly object[])[];
    expect(list!.filter((record, i) => record !== oldList![i])).toEqual([
      note(1, { title: 'New' }),
    ]);
    expect(many![0]).toBe(oldMany![0]);
    expect(many![1]).toMatchObject({ word: 'z' });
  });

  it('[B94] reads nothing for a change beyond the window', async () => {
    const { world } = await opened((s) =>
      s.syncAll('x', notes, { orderBy: [['day', 'desc']], limit: 1, offset: 1 }),
    );
    const [shown] = [...start.notes].sort((x, y) => (x['day']! < y['day']! ? 1 : -1)).slice(1);
    world.asked.length = 0;
    const other = start.notes.find(({ id }) => id !== shown!.id)!;
    await world.commit(put('notes', { ...other, title: 'Beyond' }));
    expect(world.asked).toEqual([]);
  });

  it('[B77][B80][B81] drops a deleted member, and is empty for no ids, at first and later', async () => {
    const { world, sync } = await opened((s) => s.syncMany('many', tags, [c.id, b.id, a.id]));
    await world.commit(remove('tags', b.id));
    expect(words(sync.state()['many'])).toEqual(['c', 'a']);
    expect(sync.watching('many')).toBe(true);
    sync.syncMany('many', tags, []);
    sync.syncMany('first', tags, null);
    expect(sync.state()).toEqual({ many: [], first: [] });
    expect([sync.watching('many'), sync.watching('first')]).toEqual([false, false]);
  });

  it('[B91] answers labels of one call from one snapshot, in one assignment, at every change', async () => {
    const { world, sync } = await opened(() => undefined);
    const seen: Assigns[] = [];
    sync.attachCallback('see', (state) => {
      seen.push(state);
      return 'cont';
    });
    sync.sync([one('tag', tags, 'tag9'), allBy('same', tags, { weight: 9 })]);
    await world.rest();
    await world.commit(put('tags', tag(9, { weight: 9 }), tag(10, { weight: 9 })));
    expect(seen).toHaveLength(2);
    expect(seen[0]).toEqual({ tag: null, same: [] });
    expect([(seen[1]!['tag'] as typeof a).id, words(seen[1]!['same']).length]).toEqual(['tag9', 2]);
  });
});

it('[B87] of two of one label in one call the later one is followed, and nothing of the other is heard', async () => {
  const { world, sync, watches } = await opened((s) =>
    s.sync([one('tag', tags, a.id), one('tag', tags, b.id)]),
  );
  expect(sync.state()).toEqual({ tag: b });
  sync.cancel('tag');
  expect(watches()).toBe(0);
  await world.commit(edited(a, { word: 'unheard' }));
  expect(sync.state()).toEqual({ tag: null });
});

describe('callbacks', () => {
  it('[B84] are told the earlier values of just what was assigned, and nothing else', async () => {
    const calls: Assigns[] = [];
    const { world, sync } = await opened((s) => {
      s.attachCallback('log', (_, old) => {
        calls.push(old);
        return 'cont';
      });
      s.syncOne('tag', tags, a.id);
      s.syncMany('many', tags, [b.id]);
    });
    expect(calls).toEqual([{ tag: null }, { many: [] }]);
    await world.commit(edited(a, { word: 'x' }));
    await world.commit(edited(c, { word: 'foreign' }));
    expect(calls.slice(2)).toEqual([{ tag: a }]);
    sync.cancel('tag');
    expect(calls.slice(3)).toMatchObject([{ tag: { word: 'x' } }]);
  });

  it('[B85] are called in order until one halts, and may sync in turn', async () => {
    const calls: string[] = [];
    const { sync } = await opened((s) => {
      s.attachCallback('ids', (state, old) => {
        calls.push(`ids ${Object.keys(old).join()}`);
        if ('ids' in old) {
          s.syncMany(
            'cards',
            tags,
            (state['ids'] as readonly { id: string }[]).map(({ id }) => id),
          );
        }
        return 'cards' in old ? 'halt' : 'cont';
      });
      s.attachCallback('last', (_, old) => {
        calls.push(`last ${Object.keys(old).join()}`);
        return 'cont';
      });
      s.syncAll('ids', tags, { select: [] }, { watchAction: 'collection' });
    });
    expect(calls).toEqual(['ids ids', 'last ids', 'ids cards']);
    expect(words(sync.state()['cards'])).toEqual(['a', 'b', 'c']);
  });

  it('[B85] are called though one before them throws, whose error is seen', async () => {
    const calls: string[] = [];
    const { world, sync } = await opened((s) => s.syncOne('tag', tags, a.id));
    sync.attachCallback('bad', () => {
      throw new Error('its own mistake');
    });
    sync.attachCallback('good', (state) => {
      calls.push(...words([state['tag']]));
      return 'cont';
    });
    expect(() => sync.cancel('tag', { assign: false })).not.toThrow();
    expect(() => sync.syncMany('none', tags, [])).toThrow('its own mistake');
    expect(calls).toEqual(['a']);
    expect(sync.state()).toMatchObject({ none: [] });
    await world.rest();
  });

  it('[B82] make dependent queries: an edit touches one card and does not read the list again', async () => {
    const { world, sync } = await opened((s) => {
      s.attachCallback('ids', (state, old) => {
        if ('ids' in old) {
          s.syncMany(
            'cards',
            tags,
            (state['ids'] as readonly { id: string }[]).map(({ id }) => id),
          );
        }
        return 'cont';
      });
      s.syncAll('ids', tags, { select: [] }, { watchAction: 'collection' });
    });
    world.asked.length = 0;
    await world.commit(edited(b, { word: 'edited' }));
    expect(world.asked).toEqual([[{ collection: 'tags', ids: [b.id] }]]);
    await world.commit(put('tags', tag(4, { word: 'd' })));
    expect(words(sync.state()['cards'])).toEqual(['a', 'edited', 'c', 'd']);
    await world.commit(remove('tags', a.id, b.id, c.id, 'tag4'));
    expect(sync.state()).toEqual({ ids: [], cards: [] });
  });

  it('[B86] refuse a name twice, unless it is replaced, which moves it to the end', async () => {
    const calls: string[] = [];
    const { world, sync } = await opened(() => undefined);
    const say = (word: string) => () => {
      calls.push(word);
      return 'cont' as const;
    };
    sync.attachCallback('x', say('x'));
    sync.attachCallback('y', say('y'));
    expect(() => sync.attachCallback('x', say('again'))).toThrow('"x" is attached');
    sync.attachCallback('x', say('replaced'), { replace: true });
    sync.syncOne('tag', tags, a.id);
    await world.rest();
    expect(calls).toEqual(['y', 'replaced']);
    sync.detachCallback('y');
    sync.cancel('tag');
    expect(calls).toEqual(['y', 'replaced', 'replaced']);
  });
});

describe('cancelling', () => {
  it('[B87] assigns null or [], or keeps the last value, and hears nothing more', async () => {
    const { world, sync } = await opened((s) => {
      s.syncOne('one', tags, a.id);
      s.syncMany('many', tags, [a.id]);
      s.syncOne('kept', tags, a.id);
    });
    sync.cancel('one');
    sync.cancel('many');
    sync.cancel('kept', { assign: false });
    const before = sync.state();
    expect(before).toEqual({ one: null, many: [], kept: a });
    await world.commit(edited(a, { word: 'late' }));
    expect(sync.state()).toBe(before);
  });

  it('[B88] lets go of everything, and a new sync listens once', async () => {
    const { sync, watches } = await opened((s) => {
      s.syncOne('one', tags, a.id);
      s.syncAll('all', tags);
    });
    expect(watches()).toBe(2);
    sync.cancelAll();
    expect([watches(), sync.watching('all')]).toEqual([0, false]);
    sync.syncOne('one', tags, a.id);
    sync.syncOne('one', tags, a.id);
    expect(watches()).toBe(1);
  });
});
