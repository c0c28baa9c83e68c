import { expect, test } from 'vitest';
import { hasCurrent, wantedEncodings } from '../../../src/proxy/http/negotiate.ts';

test.each([
  [undefined, []],
  ['', []],
  ['gzip, deflate, br', ['br', 'gzip']],
  ['GZIP', ['gzip']],
  ['br;q=0, gzip;q=0.5', ['gzip']],
  ['*', ['br', 'gzip']],
  ['*;q=0', []],
  ['identity', []],
  ['br ; q=nonsense', []],
] as const)('Accept-Encoding %j wants %j', (header, wanted) => {
  expect(wantedEncodings(header)).toEqual(wanted);
});

test.each([
  [undefined, false],
  ['W/"log.3"', true],
  ['"log.3"', true],
  ['"log.2", W/"log.3"', true],
  ['*', true],
  ['W/"log.30"', false],
  ['log.3', false],
])('If-None-Match %j: %j', (header, current) => {
  expect(hasCurrent(header, 'W/"log.3"')).toBe(current);
});
