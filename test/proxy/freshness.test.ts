import { describe, expect, it } from 'vitest';
import { openFreshness } from '../../src/proxy/freshness.ts';
import type { SourceStatus } from '../../src/proxy/source/source.ts';
import { createTestClock } from './fakes/clock.ts';
import { temporaryFolder } from './fakes/folder.ts';

const nothingKnown = (): SourceStatus => ({
  kind: 'airtable',
  plan: 'business',
  calls: 0,
  month: { name: '2026-02', endsAt: 0, limit: undefined, used: 0, left: undefined },
  isNotified: undefined,
  intervalMs: 1_000,
  waiting: '',
  alarm: '',
  mode: 'undecided',
  cursorError: '',
  tables: [],
});

function publishedAgo(clock: ReturnType<typeof createTestClock>, ms: number) {
  return { publishedAt: new Date(clock.now() - ms).toISOString(), collections: { posts: {} } };
}

describe('the age of what is published', () => {
  it('[promise P8] counts from before the publication where a run ended before it noted any check', async () => {
    const clock = createTestClock();
    const freshness = await openFreshness({
      dataDir: await temporaryFolder(),
      clock,
      status: nothingKnown,
      restored: publishedAgo(clock, 37_000),
    });
    expect(freshness.secondsAgo(['posts'])).toBe(97);
  });

  it('[promise P8] counts from the start of the run that published it, however long Airtable kept that waiting', async () => {
    const clock = createTestClock();
    const options = { dataDir: await temporaryFolder(), clock, status: nothingKnown };
    await openFreshness({ ...options, restored: undefined });
    await clock.advance(500_000);
    const restored = publishedAgo(clock, 0);
    const next = await openFreshness({ ...options, restored });
    await clock.advance(7_000);
    // One that begins and ends beside it, having read nothing, changes nothing.
    const third = await openFreshness({ ...options, restored });
    expect(next.secondsAgo(['posts'])).toBe(507);
    expect(third.secondsAgo(['posts'])).toBe(507);
  });

  it('[promise P8] does not grow younger by what later runs published of other collections', async () => {
    const clock = createTestClock();
    const dataDir = await temporaryFolder();
    const options = { dataDir, clock, status: nothingKnown };
    await openFreshness({ ...options, restored: publishedAgo(clock, 300_000) });
    // It ended before it read anything; its own write was published 200 s later.
    const next = await openFreshness({ ...options, restored: publishedAgo(clock, 100_000) });
    expect(next.secondsAgo(['posts'])).toBe(360);
  });

  it('begins at 0 where nothing was ever published', async () => {
    const freshness = await openFreshness({
      dataDir: await temporaryFolder(),
      clock: createTestClock(),
      status: nothingKnown,
      restored: undefined,
    });
    expect(freshness.secondsAgo([])).toBe(0);
  });

  it('[promise P8] notes a collection that was never noted as soon as it was read', async () => {
    const clock = createTestClock();
    const dataDir = await temporaryFolder();
    let read: readonly string[] = ['posts'];
    const status = (): SourceStatus => ({
      ...nothingKnown(),
      tables: read.map((collection) => ({
        collection,
        lastGoodAt: clock.now() - 5_000,
        lastError: '',
        failures: 0,
        isRefused: false,
      })),
    });
    const options = { dataDir, clock, restored: undefined };
    const first = await openFreshness({ ...options, status });
    await first.note();
    read = ['posts', 'people'];
    await first.note();

    const second = await openFreshness({ ...options, status: nothingKnown });
    expect(second.secondsAgo(['people'])).toBe(5);
  });
});
