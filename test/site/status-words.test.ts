import { expect, test } from 'vitest';
import { bytesOf } from '../../src/site/status-words.ts';

test('a size is short enough for a narrow column, from nothing to gigabytes', () => {
  const sizes = [0, 99, 100, 812, 1_499, 68_400, 1_234_567, 12_345_678, 11e9];
  expect(sizes.map(bytesOf)).toEqual([
    '0 bytes',
    '99 bytes',
    '1 kB',
    '1 kB',
    '1 kB',
    '68 kB',
    '1.2 MB',
    '12 MB',
    '11 GB',
  ]);
});
