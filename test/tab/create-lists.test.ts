import { createEffect, createRoot, createSignal } from 'solid-js';
import { describe, expect, it } from 'vitest';
import { createAllBy } from '../../src/tab/create-all-by.ts';
import { createMany } from '../../src/tab/create-many.ts';
import { createAll, createOne } from '../../src/tab/solid.tsx';
import { together } from '../../src/tab/together.ts';
import { note, notes, tag, tags, times } from '../cache/publication.ts';
import { below, openLiveWorld, put, remove } from './live-world.ts';

const a = tag(1, { word: 'a', weight: 1 });
const b = tag(2, { word: 'b', weight: 1 });
const c = tag(3, { word: 'c', weight: 2 });
const start = { notes: times(3, (i) => note(i)), tags: [a, b, c], steps: [] };

const words = (list: { readonly rows: readonly { readonly word: string }[] }) =>
  list.rows.map(({ word }) => word);

describe('createAllBy', () => {
  it('[B70] lists the records of one value, in the order asked for, and follows it', async () => {
    const world = await openLiveWorld(start);
    const [weight, setWeight] = createSignal(1);
    const { value: list, dispose } = below(world.client, () =>
      createAllBy(
        tags,
        () => ({ weight: weight() }),
        () => ({ orderBy: [['word', 'desc']] }),
      ),
    );
    await world.rest();
    expect([list.state, list.total, words(list)]).toEqual(['ready', 2, ['b', 'a']]);
    await world.commit(put('tags', tag(4, { word: 'd', weight: 1 })));
    expect(words(list)).toEqual(['d', 'b', 'a']);
    setWeight(2);
    expect([list.state, words(list)]).toEqual(['loading', []]);
    await world.rest();
    expect(words(list)).toEqual(['c']);
    dispose();
  });

  it('[B89] watches nothing while there is nothing to list by', async () => {
    const world = await openLiveWorld(start);
    const [weight, setWeight] = createSignal<number | undefined>(1);
    const { value: list, dispose } = below(world.client, () =>
      createAllBy(tags, () => {
        const known = weight();
        return known === undefined ? undefined : { weight: known };
      }),
    );
    await world.rest();
    setWeight(undefined);
    world.asked.length = 0;
    await world.commit(put('tags', tag(1, { word: 'edited', weight: 1 })));
    expect([list.state, words(list), world.asked]).toEqual(['loading', [], []]);
    dispose();
  });

  it('[B97] says which index is missing', async () => {
    const world = await openLiveWorld(start);
    expect(() =>
      below(world.client, () => createAllBy(notes, () => ({ title: 'x' }) as never)),
    ).toThrow('notes has no index that begins with "title"');
  });
});

describe('createMany', () => {
  it('[B75] lists records in the order of the ids, without those that are missing', async () => {
    const world = await openLiveWorld(start);
    const { value: list, dispose } = below(world.client, () =>
      createMany(tags, () => [c.id, 'nobody', a.id]),
    );
    await world.rest();
    expect([words(list), list.total]).toEqual([['c', 'a'], 2]);
    dispose();
  });

  it('[B78][B79] keeps the kept members live when the ids change, and hears no more of dropped ones', async () => {
    const world = await openLiveWorld(start);
    const [ids, setIds] = createSignal([a.id, b.id, c.id]);
    const { value: list, dispose } = below(world.client, () => createMany(tags, ids));
    await world.rest();
    const [, keptRow] = list.rows;
    setIds([b.id, c.id]);
    await world.rest();
    await world.commit(put('tags', tag(2, { word: 'kept', weight: 1 })));
    expect(words(list)).toEqual(['kept', 'c']);
    expect(list.rows[0]).toBe(keptRow);
    world.asked.length = 0;
    await world.commit(put('tags', tag(1, { word: 'dropped', weight: 1 })));
    expect(words(list)).toEqual(['kept', 'c']);
    expect(world.asked).toEqual([]);
    dispose();
  });

  it('[B80] is empty and ready for no ids, as the first call and later', async () => {
    const world = await openLiveWorld(start);
    const [ids, setIds] = createSignal<readonly string[] | null>([]);
    const { value: list, dispose } = below(world.client, () => createMany(tags, ids));
    expect([list.state, list.rows]).toEqual(['ready', []]);
    setIds([a.id]);
    await world.rest();
    expect(words(list)).toEqual(['a']);
    setIds([]);
    expect([list.state, list.rows]).toEqual(['ready', []]);
    setIds(null);
    expect([list.state, list.rows]).toEqual(['loading', []]);
    dispose();
  });

  it('[B82] follows the ids of another list: an insert adds a row, a delete removes one, an edit touches one', async () => {
    const world = await openLiveWorld(start);
    const { value: list, dispose } = below(world.client, () => {
      const order = createAll(tags, () => ({ orderBy: [['word', 'asc']], select: [] }));
      const cards = createMany(tags, () =>
        order.state === 'ready' ? order.rows.map(({ id }) => id) : null,
      );
      return cards;
    });
    await world.rest();
    expect(words(list)).toEqual(['a', 'b', 'c']);
    await world.commit(put('tags', tag(4, { word: 'aa', weight: 9 })));
    expect(words(list)).toEqual(['a', 'aa', 'b', 'c']);
    await world.commit(remove('tags', b.id));
    expect(words(list)).toEqual(['a', 'aa', 'c']);
    const before = list.rows;
    const touched: string[] = [];
    createRoot(() => {
      for (const row of before) createEffect(() => touched.push(`${row.id} ${row.weight}`));
    });
    touched.length = 0;
    await world.commit(put('tags', tag(1, { word: 'a', weight: 7 })));
    expect(list.rows).toBe(before);
    expect(touched).toEqual([`${a.id} 7`]);
    dispose();
  });
});

describe('together', () => {
  it('[B91] shows several queries of one snapshot, at first and after each commit, never one without the other', async () => {
    const world = await openLiveWorld(start);
    const seen: string[] = [];
    const { dispose } = below(world.client, () => {
      const page = together((one) => ({
        made: createOne(tags, () => 'tag9', one),
        same: createAllBy(tags, () => ({ weight: 9 }), undefined, one),
      }));
      createEffect(() => seen.push(`${page.made.record?.word} ${words(page.same).join()}`));
    });
    await world.rest();
    await world.commit(put('tags', tag(9, { word: 'new', weight: 9 })));
    await world.commit(put('tags', tag(9, { word: 'newer', weight: 9 })));
    expect(seen).toEqual(['undefined ', 'new new', 'newer newer']);
    dispose();
  });
});
