import { expect, test } from 'vitest';
import type { FeedStatus } from '../../../src/proxy/live/live-feed.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { untilSettled } from '../../../src/proxy/static/settle.ts';
import type { ProxyStatus } from '../../../src/proxy/status.ts';
import { createTestClock } from '../fakes/clock.ts';

/** A base that reads as a test says, and a command that waits for it. */
function createWaiting() {
  const clock = createTestClock();
  const events: ProxyEvent[] = [];
  const base = {
    lastGoodAt: null as number | null,
    lastError: '',
    pending: 0,
    alarm: '',
    feeds: [] as FeedStatus[],
  };
  const status = () =>
    Promise.resolve({
      upstream: { isHeld: base.alarm !== '', alarm: base.alarm },
      tables: [
        {
          name: 'articles',
          lastGoodAt: base.lastGoodAt === null ? null : new Date(base.lastGoodAt).toISOString(),
          lastError: base.lastError,
        },
      ],
      media: { pending: base.pending },
      feeds: base.feeds,
    } as unknown as ProxyStatus);
  const { signal } = new AbortController();
  const report = (event: ProxyEvent) => void events.push(event);
  let end = '';
  const wait = () =>
    void untilSettled({ status, clock, report, signal }).then(
      () => (end = 'settled'),
      (error: Error) => (end = error.message),
    );
  return { clock, base, wait, events, end: () => end };
}

test('[invariant I16] what an earlier run read is not enough: every table is read again', async () => {
  const { clock, base, wait, end } = createWaiting();
  base.lastGoodAt = clock.now() - 1;
  wait();
  await clock.advance(10 * 60_000);
  expect(end()).toBe('');
  base.lastGoodAt = clock.now();
  await clock.advance(200);
  expect(end()).toBe('settled');
});

test('a base that fails for two minutes ends the wait in its own words, a shorter failure does not', async () => {
  const { clock, base, wait, end } = createWaiting();
  wait();
  base.lastError = '503';
  await clock.advance(100_000);
  base.lastError = '';
  await clock.advance(1_000);
  base.lastError = '401 unauthorized';
  await clock.advance(119_000);
  expect(end()).toBe('');
  await clock.advance(2_000);
  expect(end()).toBe('articles: 401 unauthorized');
});

test('[X14] a month with too few calls to read the tables ends the wait at once, in words', async () => {
  const { clock, base, wait, end } = createWaiting();
  wait();
  base.alarm = 'Since this start the tables are not read';
  await clock.advance(200);
  expect(end()).toBe('Since this start the tables are not read');
});

test('[B49] attachments are waited for, though not for ever', async () => {
  const { clock, base, wait, end, events } = createWaiting();
  wait();
  base.lastGoodAt = clock.now();
  base.pending = 2;
  await clock.advance(59_000);
  expect(end()).toBe('');
  await clock.advance(2_000);
  expect(end()).toBe('settled');
  expect(events).toEqual([
    {
      type: 'warned',
      text: '2 attachments could not be fetched yet; published without them',
    },
  ]);
});

test('waits for live feeds to say something, but not for long', async () => {
  const feed = { name: 'posts', entries: 0, seq: 0, checkedAt: null, lastError: '' };
  const { clock, base, wait, end } = createWaiting();
  base.feeds = [feed];
  base.lastGoodAt = clock.now();
  wait();
  await clock.advance(9_000);
  expect(end()).toBe('');
  await clock.advance(2_000);
  expect(end()).toBe('settled');

  const failing = createWaiting();
  failing.base.feeds = [{ ...feed, lastError: 'no connection' }];
  failing.base.lastGoodAt = failing.clock.now();
  failing.wait();
  await failing.clock.advance(200);
  expect(failing.end()).toBe('settled');
});
