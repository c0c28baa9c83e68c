import { createEffect, createRoot } from 'solid-js';
import { describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/model/record.ts';
import { createLiveRows, type LiveRows } from '../../src/tab/live-rows.ts';

const record = (id: string, title: string, tags: readonly string[] = ['a']): StoredRecord => ({
  id,
  createdTime: '2026-01-01T00:00:00.000Z',
  title,
  tags,
});

/** Rows in a root, and a log of which effect ran; effects run at once after each `set`. */
function inRoot(run: (rows: LiveRows, log: string[]) => void): readonly string[] {
  return createRoot((dispose) => {
    const log: string[] = [];
    run(createLiveRows(), log);
    dispose();
    return log;
  });
}

describe('live rows', () => {
  it('[N3][B76] keep their identity when another row changes', () => {
    inRoot((list) => {
      list.set([record('a', 'one'), record('b', 'two')]);
      const before = list.rows();
      list.set([record('a', 'one'), record('b', 'changed')]);
      expect(list.rows()).toBe(before);
      expect(list.rows().map((row) => row['title'])).toEqual(['one', 'changed']);
    });
  });

  it('[N3] run only what reads the field that changed', () => {
    const ran = createRoot((dispose) => {
      const log: string[] = [];
      const list = createLiveRows();
      list.set([record('a', 'one'), record('b', 'two')]);
      const [a, b] = list.rows();
      createEffect(() => log.push(`a ${JSON.stringify(a!['title'])}`));
      createEffect(() => log.push(`b ${JSON.stringify(b!['title'])}`));
      return { log, list, dispose };
    });
    ran.log.length = 0;
    ran.list.set([record('a', 'one'), record('b', 'changed')]);
    expect(ran.log).toEqual(['b "changed"']);
    ran.dispose();
  });

  it('keep the value of a field that says the same', () => {
    inRoot((list) => {
      list.set([record('a', 'one', ['x'])]);
      const tags = list.rows()[0]!['tags'];
      list.set([record('a', 'two', ['x'])]);
      expect(list.rows()[0]!['tags']).toBe(tags);
    });
  });

  it('[N3][B72] follow a new order, an arrival and a departure', () => {
    inRoot((list) => {
      list.set([record('a', '1'), record('b', '2')]);
      const [a, b] = list.rows();
      list.set([record('b', '2'), record('c', '3'), record('a', '1')]);
      expect(list.rows().map(({ id }) => id)).toEqual(['b', 'c', 'a']);
      expect(list.rows()[0]).toBe(b);
      expect(list.rows()[2]).toBe(a);
      list.set([record('c', '3')]);
      expect(list.rows().map(({ id }) => id)).toEqual(['c']);
    });
  });
});
