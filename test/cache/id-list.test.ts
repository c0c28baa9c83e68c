import { expect, test } from 'vitest';
import { buildIdList } from '../../src/cache/id-list.ts';
import type { Hash } from '../../src/model/hash.ts';
import type { Root } from '../../src/protocol/root.ts';

const root = { count: 3, chunks: [{ hash: 'one' }, { hash: 'two' }] } as unknown as Root;
const build = (one: readonly string[], two: readonly string[]) =>
  buildIdList('notes', root, (hash) => (hash === ('one' as Hash) ? one : two));

test('an id is found by binary search, and with it its chunk', () => {
  expect(build(['b', 'c'], ['a'])).toEqual({
    ids: ['a', 'b', 'c'],
    chunkOf: Uint32Array.from([1, 0, 0]),
  });
});

test.each([
  ['one too few', ['b'], ['a']],
  ['one too many', ['b', 'c'], ['a', 'd']],
  ['one twice', ['b', 'c'], ['c']],
])('a root whose chunks hold %s does not describe them', (_, one, two) => {
  expect(() => build(one, two)).toThrow('notes: the root counts 3 records');
});
