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

describe('the age of what is published', () => {
  it('[promise P8] counts from before the publication where a run ended before it noted any check', async () => {
    const clock = createTestClock();
    const freshness = await openFreshness({
      dataDir: await temporaryFolder(),
      clock,
      status: nothingKnown,
      restoredFrom: clock.now() - 37_000,
    });
    expect(freshness.secondsAgo(['posts'])).toBe(97);
  });

  it('begins at 0 where nothing was ever published', async () => {
    const freshness = await openFreshness({
      dataDir: await temporaryFolder(),
      clock: createTestClock(),
      status: nothingKnown,
      restoredFrom: undefined,
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
    const options = { dataDir, clock, restoredFrom: undefined };
    const first = await openFreshness({ ...options, status });
    await first.note();
    read = ['posts', 'people'];
    await first.note();

    const second = await openFreshness({ ...options, status: nothingKnown });
    expect(second.secondsAgo(['people'])).toBe(5);
  });
});
