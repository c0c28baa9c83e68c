import { expect, test } from 'vitest';
import { createRateLimit } from '../../../src/proxy/http/rate-limit.ts';

test('[fault N15] a clock set back by a day keeps nobody waiting for a day, and gives nothing', () => {
  let now = 100_000_000;
  const limit = createRateLimit({ burst: 2, perSecond: 1 }, () => now);
  limit.take('asker', 2);
  now -= 24 * 3_600_000;
  expect(limit.take('asker')).toBe(1_000);
  now += 1_000;
  expect([limit.take('asker'), limit.take('asker')]).toEqual([0, 1_000]);
});
