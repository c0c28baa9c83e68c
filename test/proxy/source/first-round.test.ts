import { expect, test } from 'vitest';
import type { Collection } from '../../../src/model/schema.ts';
import { allowanceOf, restartAt } from '../../../src/proxy/source/airtable/allowance.ts';
import { monthOf } from '../../../src/proxy/source/airtable/month.ts';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import { waitingWords } from '../../../src/proxy/source/airtable/source-words.ts';
import type { SourceStatus } from '../../../src/proxy/source/source.ts';
import { createAirtableWorld, people, teams } from '../fakes/airtable-world.ts';
import { publicStatus } from '../fakes/public-status.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOVEMBER_23 = Date.UTC(2026, 10, 23);
const DECEMBER = Date.UTC(2026, 11, 1);
const LISTS = /GET .*\/people\?/;

/** The free plan on the 23rd, and a base of so many records. */
const createFreeWorld = (count: number, collections: readonly Collection[] = [people, teams]) =>
  createAirtableWorld({
    plan: PLANS.free,
    people: count,
    startMs: NOVEMBER_23,
    collections,
    emulator: { limits: { perMonth: 1_000 } },
  });

test('while the base is read for the first time the status says how far that is, and a line when it is over', async () => {
  const { clock, sink, start, requests, events } = createAirtableWorld({ people: 4_950 });
  const { source, stop } = start();
  const pagesOf = (status: SourceStatus) => (status.tables[0]!.reading ?? 0) / 100;
  await clock.until(() => pagesOf(source.status()) >= 20);
  const pages = pagesOf(source.status());
  expect(source.status().waiting).toBe(`reading the base: ${pages} pages so far`);
  expect(publicStatus(source.status()).tables).toMatchObject([
    { name: 'people', reading: pages * 100, lastGoodAt: null },
    { name: 'teams', reading: null },
  ]);
  await clock.until(() => sink.batches().length > 0);
  await clock.advance(0);
  expect(source.status().waiting).toBe('');
  expect(publicStatus(source.status()).tables.map(({ reading }) => reading)).toEqual([null, null]);
  const read = events.filter(({ type }) => type === 'base-read');
  expect(read).toMatchObject([{ records: 4_950 + sink.table('teams').size, tables: 2 }]);
  expect(read).toMatchObject([{ calls: requests().length, tookMs: expect.closeTo(12_000, -4) }]);
  await stop();

  const again = start();
  await clock.until(() => pagesOf(again.source.status()) >= 30);
  // The small table was read and published before.
  expect(
    sink
      .batches()
      .at(-1)!
      .changes.map(({ collection }) => collection),
  ).toEqual(['teams']);
  const words = `reading the base: ${pagesOf(again.source.status()) + 1} of about 51 pages so far`;
  expect(again.source.status().waiting).toBe(words);
  await clock.until(() => sink.batches().length > 2);
  await clock.advance(0);
  expect(again.source.status().waiting).toBe('');
  expect(events.filter(({ type }) => type === 'base-read')).toHaveLength(2);
});

test('the first page is called one', () => {
  const table = { collection: 'people', lastGoodAt: undefined, lastError: '', failures: 0 };
  const facts = { nowMs: NOVEMBER_23, silentUntil: 0, stoppedUntil: 0, intervalMs: 1_000 };
  const words = waitingWords({
    ...facts,
    allowance: allowanceAt(NOVEMBER_23, 0),
    plan: 'free',
    round: { kind: 'under-way', pages: undefined },
    tables: [{ ...table, isRefused: false, reading: 100 }],
    recordsOf: () => 0,
    isIdle: false,
  });
  expect(words).toBe('reading the base: 1 page so far');
});

test('[X14][fault N8] a start that would use up the month is held: what an earlier one published stands, and an alarm says until when', async () => {
  const { clock, sink, start, requests } = createFreeWorld(50_000);
  const first = start();
  await clock.until(() => sink.batches().length > 0, HOUR_MS);
  await clock.advance(MINUTE_MS);
  await first.stop();
  const before = requests().length;
  expect(before).toBeGreaterThan(500);

  const { source } = start();
  await clock.advance(HOUR_MS);
  expect(requests()).toHaveLength(before);
  expect(publicStatus(source.status()).upstream).toMatchObject({
    isHeld: true,
    waiting:
      'what was published stands; too few of the month’s calls are left to read the tables anew',
    alarm: expect.stringMatching(
      /^Since this start the tables are not read: that takes up to 511 calls, and the month has 3\d\d left for reading\. What was published stands, and grows old until 2026-12-01T00:00Z, when they are read without being asked; sooner with a larger plan, set AIRTABLE_PLAN and start again$/,
    ),
  });
  expect(sink.table('people').size).toBe(50_000);

  await clock.advance(DECEMBER - clock.now() - 1);
  expect(requests()).toHaveLength(before);
  await clock.until(() => sink.batches().length > 1, 10 * MINUTE_MS);
  await clock.advance(0);
  expect(source.status()).toMatchObject({ alarm: '', isHeld: false });
});

test('[X14] without an earlier publication a start reads, whatever is left', async () => {
  const { clock, start, requests } = createFreeWorld(50_000);
  const first = start();
  await clock.until(() => requests(LISTS).length === 450, HOUR_MS);
  await first.stop();
  const { source } = start();
  await clock.until(() => requests(LISTS).length > 460);
  expect(source.status().waiting).toMatch(/^reading the base: \d+ pages so far$/);
});

test('[X14] a collection that was never published is read at once while the others are held', async () => {
  const collections: Collection[] = [people];
  const { clock, sink, start } = createFreeWorld(50_000, collections);
  const first = start();
  await clock.until(() => sink.batches().length > 0, HOUR_MS);
  await first.stop();
  collections.push(teams);
  const { source } = start();
  await clock.until(() => sink.batches().length > 1);
  expect(sink.batches()[1]!.changes.map(({ collection }) => collection)).toEqual(['teams']);
  await clock.advance(HOUR_MS);
  expect(sink.batches()).toHaveLength(2);
  expect(source.status()).toMatchObject({ isHeld: true });
});

test('[X14] one of these that fails is tried again within its own backoff, however long the others are held', async () => {
  const collections: Collection[] = [people];
  const { clock, sink, start, emulator } = createFreeWorld(50_000, collections);
  const first = start();
  await clock.until(() => sink.batches().length > 0, HOUR_MS);
  await first.stop();
  collections.push(teams);
  emulator.faults.add({ kind: 'status', match: 'GET .*/teams', status: 503, times: 2 });
  const { source } = start();
  await clock.until(() => source.status().tables[1]!.failures > 0);
  await clock.until(() => sink.batches().length > 1, MINUTE_MS);
  expect(sink.batches()[1]!.changes.map(({ collection }) => collection)).toEqual(['teams']);
});

test('[X14] what was read counts, also where less of it is published', async () => {
  const { clock, sink, start, requests, disk } = createFreeWorld(60);
  const first = start();
  await clock.until(() => sink.batches().length > 0);
  await clock.advance(MINUTE_MS);
  await first.stop();
  expect(disk.sizes).toEqual({ pages: { people: 1, teams: 1 } });
  disk.sizes = { pages: { people: 5_000, gone: 1, teams: 'many' } };
  const before = requests().length;
  const { source } = start();
  await clock.advance(HOUR_MS);
  expect(requests()).toHaveLength(before);
  expect(source.status().alarm).toMatch(
    /up to 5011 calls, and the month has \d+ left .* grows old\. No month of this plan has so many; with a larger plan, set AIRTABLE_PLAN and start again$/,
  );
});

test('[X14][fault N8] after too many starts the alarm says that these were too many', async () => {
  const world = createFreeWorld(60);
  const first = world.start();
  await world.clock.until(() => world.sink.batches().length > 0);
  await first.stop();
  world.disk.ledger = { ...world.disk.ledger!, reads: 780 };
  const { source } = world.start();
  await world.clock.advance(MINUTE_MS);
  expect(source.status().alarm).toMatch(
    /up to 12 calls, and after so many starts .* until 2026-11-2/,
  );
  await world.clock.advance(3 * 24 * HOUR_MS);
  expect(world.sink.batches().length).toBeGreaterThan(1);
});

test('[fault N8] an alarm says that the calls for reading are used up days before the month’s end', async () => {
  const { clock, sink, start } = createFreeWorld(60);
  const { budget, source } = start();
  const { signal } = new AbortController();
  await clock.until(() => sink.batches().length > 0);
  while (budget.allowance().reads >= 1) {
    await clock.settle(budget.run('burst', () => Promise.resolve(), { signal }));
  }
  expect(source.status().alarm).toBe(
    'This month’s calls for reading are used up: nothing is read until 2026-12-01T00:00Z, and what was published stands; sooner with a larger plan, set AIRTABLE_PLAN and start again',
  );
});

test.each([
  [0, 100],
  [0, 800],
  [400, 400],
  [507, 513],
  [700, 10],
  [899, 880],
])(
  '[X14] with %d calls made, a start of %d may be made from the moment that is told on',
  (used, calls) => {
    const { limit, endsAt } = allowanceAt(NOVEMBER_23, used);
    const at = restartAt({ limit, used, endsAt }, calls);
    const mayAt = (nowMs: number) => {
      const { mayRestart, reads } = allowanceAt(nowMs, nowMs < DECEMBER ? used : 0);
      return mayRestart && reads >= calls;
    };
    expect(mayAt(at + MINUTE_MS)).toBe(true);
    if (at > monthOf(NOVEMBER_23).startsAt) expect(mayAt(at - MINUTE_MS)).toBe(false);
  },
);

test('[X14] a start of more calls than a month has may never be made', () => {
  expect(restartAt({ limit: 1_000, used: 0, endsAt: DECEMBER }, 901)).toBe(Infinity);
});

function allowanceAt(nowMs: number, used: number) {
  return allowanceOf(1_000, { reads: used, writes: 0 }, { month: monthOf(nowMs), nowMs });
}
