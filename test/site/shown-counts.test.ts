import { expect, it } from 'vitest';
import { createShownCounts } from '../../src/site/shown-counts.ts';
import { createMemoryStorage } from './memory-storage.ts';

const KEY = 'offprint:/:shown';

it('knows after a reload how many rows each entry of the history shows, and of the newest hundred only', () => {
  const storage = createMemoryStorage();
  const load = () => createShownCounts(KEY, () => storage);
  const counts = load();
  for (let n = 0; n < 101; n++) counts.set(`entry ${n}`, n);
  counts.set('entry 1', 60);
  const later = load();
  expect(later.get('entry 1')).toBe(60);
  expect(later.get('entry 100')).toBe(100);
  expect([later.has('entry 0'), later.has('entry 2')]).toEqual([false, true]);
});

it('begins anew where what is stored is nothing that was written here', () => {
  for (const text of ['{', 'null', '{"a":1}', '[["a"],[1,2],["b",-0.5],["c","9"],["d",1e99]]']) {
    const storage = createMemoryStorage();
    storage.setItem(KEY, text);
    const counts = createShownCounts(KEY, () => storage);
    expect(['a', 'b', 'c', 'd'].filter((key) => counts.has(key))).toEqual([]);
  }
});

it('lasts as long as the page where nothing may be stored', () => {
  const counts = createShownCounts(KEY, () => {
    throw new Error('forbidden');
  });
  counts.set('entry', 40);
  expect(counts.get('entry')).toBe(40);
});
