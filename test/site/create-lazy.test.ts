import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLazy } from '../../src/site/create-lazy.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A part whose first loads fail; it has no styles. */
function openLazy(failures: number) {
  let loads = 0;
  const load = () =>
    ++loads > failures ? Promise.resolve('here') : Promise.reject(new TypeError('Failed to fetch'));
  const { lazy, dispose } = createRoot((end) => ({
    lazy: createLazy<string>(load, undefined, () => undefined),
    dispose: end,
  }));
  return { lazy, dispose, loads: () => loads };
}

test('a part that the network lost is asked for again until it is here', async () => {
  const { lazy, loads, dispose } = openLazy(2);
  await vi.advanceTimersByTimeAsync(2_999);
  expect([lazy.part(), lazy.hasFailed(), loads()]).toEqual([undefined, true, 1]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([lazy.part(), loads()]).toEqual(['here', 3]);
  dispose();
});

test('nobody asks again for a part that is not wanted any more, not even where it is lost after that', async () => {
  const waiting = openLazy(Infinity);
  await vi.advanceTimersByTimeAsync(0);
  waiting.dispose();
  const loading = openLazy(Infinity);
  loading.dispose();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([waiting.loads(), loading.loads()]).toEqual([1, 1]);
});
