import { expect, test } from 'vitest';
import { watch } from '../../../src/proxy/static/watch.ts';
import { createTestClock } from '../fakes/clock.ts';

test('a folder that can’t be written is tried less and less often, and at once again when it can', async () => {
  const clock = createTestClock();
  const stopping = new AbortController();
  const startedAt = clock.now();
  const tries: number[] = [];
  let isFull = true;
  let reported = 0;
  let isOver = false;
  const write = () => {
    tries.push(clock.now() - startedAt);
    return isFull ? Promise.reject(new Error('ENOSPC')) : Promise.resolve();
  };
  const report = () => void reported++;
  const { signal } = stopping;
  void watch({ write, out: 'out', clock, report, signal }).then(() => (isOver = true));

  await clock.advance(10 * 60_000);
  expect(tries.slice(0, 4)).toEqual([500, 1_500, 3_500, 7_500]);
  expect(tries.at(-1)! - tries.at(-2)!).toBe(60_000);
  expect(reported).toBe(tries.length);

  isFull = false;
  await clock.advance(60_000);
  tries.length = 0;
  await clock.advance(2_000);
  expect(tries.length).toBe(4);
  stopping.abort();
  await clock.advance(500);
  expect(isOver).toBe(true);
});
