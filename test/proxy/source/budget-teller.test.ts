import { expect, test, vi } from 'vitest';
import { consoleReport } from '../../../src/proxy/console-report.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { createBudgetTeller } from '../../../src/proxy/source/airtable/budget-teller.ts';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import type { SourceStatus } from '../../../src/proxy/source/source.ts';
import { createTestClock } from '../fakes/clock.ts';
import { createPlanWorld } from '../fakes/edit-delays.ts';
import { publicStatus } from '../fakes/public-status.ts';

test('[fault N8] tells at the start, daily, at 50, 80 and 95 %, and when the reason for waiting changes', async () => {
  const clock = createTestClock(Date.UTC(2026, 0, 1));
  const events: ProxyEvent[] = [];
  let used = 0;
  let waiting = 'silent for 30 s more';
  const tell = createBudgetTeller({ clock, report: (event) => events.push(event) }, () => {
    const month = { name: '2026-01', endsAt: 0, limit: 1_000, used, left: 1_000 - used };
    return { plan: 'free', month, intervalMs: 1_000, waiting } as SourceStatus;
  });
  const toldAt: number[] = [];
  for (; used <= 1_000; used++) {
    const before = events.length;
    tell();
    if (events.length > before) toldAt.push(used);
  }
  expect(toldAt).toEqual([0, 500, 800, 950]);
  waiting = 'silent for 29 s more';
  tell();
  expect(events).toHaveLength(4);
  waiting = '';
  tell();
  await clock.advance(86_400_000);
  tell();
  expect(events).toHaveLength(6);
});

test('the status and a line of the log say plan, used, left, interval and why it waits', async () => {
  const world = createPlanWorld(PLANS.free);
  const { source } = world.start();
  await world.clock.until(() => world.sink.batches().length > 0);
  const status = publicStatus(source.status());
  expect(status.upstream).toMatchObject({
    plan: 'free',
    month: {
      name: '2026-01',
      endsAt: '2026-02-01T00:00:00.000Z',
      limit: 1_000,
      used: 4,
      left: 996,
    },
    waiting: 'the free plan’s calls are spread over the month: one in 60 min',
    webhook: 'working',
  });
  expect(status.upstream.intervalMs).toBeGreaterThan(3_500_000);
  const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
  consoleReport(world.events.find(({ type }) => type === 'budget')!);
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  expect(lines).toEqual([
    expect.stringMatching(
      /^budget: free plan, 4 of 1000 calls used in 2026-01, 996 left; read every \d+ s; the free plan’s calls/,
    ),
  ]);
});
