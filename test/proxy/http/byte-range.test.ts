import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteRangeOf } from '../../../src/proxy/http/byte-range.ts';

test.each([
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=2-5', { start: 2, end: 6 }],
  ['bytes=2-', { start: 2, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-99', { start: 0, end: 10 }],
  ['bytes=0-99', { start: 0, end: 10 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-2', undefined],
  ['bytes=0-1,3-4', undefined],
  ['bytes=a-b', undefined],
  ['items=0-1', undefined],
  ['bytes=-', undefined],
  [undefined, undefined],
] as const)('%s of ten bytes is %j', (header, range) => {
  expect(byteRangeOf(header, 10)).toEqual(range);
});

test('a range lies inside the bytes, whatever is asked', () => {
  fc.assert(
    fc.property(fc.nat(), fc.option(fc.nat()), fc.nat(1_000), (first, last, size) => {
      const range = byteRangeOf(`bytes=${first}-${last ?? ''}`, size);
      if (typeof range !== 'object') return;
      expect(range.start).toBeLessThan(range.end);
      expect(range.end).toBeLessThanOrEqual(size);
    }),
  );
});
