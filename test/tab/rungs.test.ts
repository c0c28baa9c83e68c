import { expect, it } from 'vitest';
import { readRungs, rungQuery } from '../../src/tab/rungs.ts';

it('forces a rung by address and keeps it on internal links', () => {
  expect(readRungs('')).toEqual({ shared: true, worker: true, idb: true, sw: true, bc: true });
  expect(readRungs('?shared=0&idb=0&page=2')).toMatchObject({
    shared: false,
    idb: false,
    worker: true,
  });
  expect(rungQuery(readRungs('?idb=0&x=1&shared=0'))).toBe('shared=0&idb=0');
  expect(rungQuery(readRungs('?shared=1'))).toBe('');
});
