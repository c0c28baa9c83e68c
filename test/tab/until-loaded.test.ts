import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { untilLoaded } from '../../src/tab/until-loaded.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('[S12] code that a line has lost is asked for again after one second, two, four, until it comes', async () => {
  const askedAt: number[] = [];
  const begin = Date.now();
  const code = untilLoaded(() => {
    askedAt.push((Date.now() - begin) / 1000);
    return askedAt.length < 5 ? Promise.reject(new TypeError('cut')) : Promise.resolve('here');
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await code).toBe('here');
  expect(askedAt).toEqual([0, 1, 3, 7, 15]);
});
