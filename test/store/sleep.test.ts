import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { sleep } from '../../src/store/sleep.ts';

it('[N8] a sleep that is over leaves nothing on its signal, which lives as long as the tab', async () => {
  const { signal } = new AbortController();
  await sleep(0, signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('[fault B1] a sleep that begins after the end is over at once', async () => {
  const stop = new AbortController();
  stop.abort(new Error('the page was left'));
  await expect(sleep(60_000, stop.signal)).rejects.toThrow('the page was left');
});
