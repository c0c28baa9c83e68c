import { expect, test } from 'vitest';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import { recordId } from '../../emulator/fixture-base.ts';
import { createAirtableWorld } from '../fakes/airtable-world.ts';

const HOUR_MS = 3_600_000;
const LISTS = /GET .*\/people\?/;

test('[X14][fault N8] a large table is not begun anew amid the month where the calls that are left do not cover it; the others are read on', async () => {
  const { clock, sink, start, requests, emulator, cursorFile } = createAirtableWorld({
    plan: PLANS.free,
    people: 50_000,
    startMs: Date.UTC(2026, 10, 1),
    emulator: { limits: { perMonth: 1_000 } },
  });
  const { source } = start();
  await clock.until(() => sink.batches().length > 0, HOUR_MS);
  expect(requests(LISTS)).toHaveLength(500);
  // It is gone, and what happened since the last reading of the tables is known to nobody.
  const before = cursorFile.place!.webhookId;
  emulator.faults.add({ kind: 'status', match: 'GET .*/payloads', status: 404, times: 1 });
  await clock.until(() => ![undefined, before].includes(cursorFile.place?.webhookId), 24 * HOUR_MS);
  await clock.advance(24 * HOUR_MS);
  expect(
    sink
      .batches()
      .at(-1)!
      .changes.map(({ collection }) => collection),
  ).toEqual(['teams']);
  expect(source.status().alarm).toMatch(
    /^people: to read that anew takes 500 calls, and the month has 2\d\d left for reading; what was published stands until there are enough, mostly when the month turns, 2026-12-01T00:00Z; sooner with a larger plan/,
  );

  emulator.table('people').update(recordId(1), { name: 'Renamed' });
  const isPublished = () => sink.table('people').get(recordId(1))!.fields['name'] === 'Renamed';
  await clock.until(isPublished, 24 * HOUR_MS);
  await clock.advance(Date.UTC(2026, 11, 1) - clock.now() - 1);
  expect(requests(LISTS)).toHaveLength(500);
  await clock.until(() => requests(LISTS).length === 1_000, HOUR_MS);
  await clock.advance(60_000);
  expect(source.status().alarm).toBe('');
});
