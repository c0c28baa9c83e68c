import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowanceOf } from '../../../src/proxy/source/airtable/allowance.ts';
import { createBudget } from '../../../src/proxy/source/airtable/budget.ts';
import { createLedger, type LedgerPage } from '../../../src/proxy/source/airtable/ledger.ts';
import { openLedgerFile } from '../../../src/proxy/source/airtable/ledger-file.ts';
import { monthOf } from '../../../src/proxy/source/airtable/month.ts';
import { PLANS, type Plan } from '../../../src/proxy/source/airtable/plan.ts';
import type { ProxyEvent } from '../../../src/proxy/report.ts';
import { createTestClock } from '../fakes/clock.ts';
import { temporaryFolder } from '../fakes/folder.ts';

const DAY_MS = 86_400_000;
const signal = new AbortController().signal;
const work = () => Promise.resolve('done');

/** A ledger whose page outlives it. */
function createRuns(plan: Plan, startMs = Date.UTC(2026, 0, 1)) {
  const clock = createTestClock(startMs);
  const events: ProxyEvent[] = [];
  const disk: { page?: LedgerPage; writes: number } = { writes: 0 };
  /** How wrong the clock is. */
  const offset = { ms: 0 };
  const start = (now = plan) =>
    createLedger({
      plan: now,
      clock: { ...clock, now: () => clock.now() + offset.ms },
      report: (event) => void events.push(event),
      page: disk.page,
      save: (page) => {
        disk.page = page;
        disk.writes++;
        return Promise.resolve();
      },
    });
  return { clock, disk, start, offset, events };
}

describe('the ledger', () => {
  test('[X14][invariant I11] counts exactly over an orderly restart', async () => {
    const { start } = createRuns(PLANS.free);
    const first = start();
    for (let n = 0; n < 7; n++) first.count('reads');
    first.count('writes');
    await first.close();
    expect(start().allowance().used).toBe(8);
  });

  test('[X14][fault N8] after a kill it counts a little too much, never too little, and writes one time in many', async () => {
    for (const [plan, least, most] of [
      [PLANS.free, 4, 2],
      [PLANS.team, 100, 50],
    ] as const) {
      const { start, disk, clock } = createRuns(plan);
      const killed = start();
      for (let n = 0; n < 300; n++) killed.count('reads');
      await clock.advance(0);
      const { used } = start().allowance();
      expect(used).toBeGreaterThanOrEqual(300);
      expect(used).toBeLessThanOrEqual(300 + least);
      expect(disk.writes).toBeLessThanOrEqual(300 / (most / 2) + 3);
    }
  });

  test('[fault N8] after a kill it says how many calls were only counted in advance; after a proper stop, none', async () => {
    const { start, clock } = createRuns(PLANS.free);
    const killed = start();
    for (let n = 0; n < 20; n++) killed.count('reads');
    await clock.advance(0);
    const next = start();
    const { used, uncertain = 0 } = next.allowance();
    expect(uncertain).toBeGreaterThan(0);
    expect(used - uncertain).toBeLessThanOrEqual(20);
    next.count('reads');
    await next.close();
    // What was uncertain stays so until the month turns.
    expect(start().allowance()).toMatchObject({ used: used + 1, uncertain });
    await clock.advance(40 * 86_400_000);
    expect(start().allowance()).toMatchObject({ used: 0, uncertain: 0 });
  });

  test('begins a new page when the month turns (UTC), also in the middle of a run', async () => {
    const { start, clock } = createRuns(PLANS.team, Date.UTC(2026, 0, 31, 23, 59, 59));
    const ledger = start();
    ledger.count('reads');
    expect(ledger.allowance()).toMatchObject({ month: '2026-01', used: 1 });
    await clock.advance(1_000);
    expect(ledger.allowance()).toMatchObject({ month: '2026-02', used: 0 });
    await ledger.close();
    expect(start().allowance()).toMatchObject({ month: '2026-02', used: 0 });
  });

  test('[fault N15] a clock set back to the month before goes on with the page', async () => {
    const { start, disk } = createRuns(PLANS.free, Date.UTC(2026, 1, 1));
    const ledger = start();
    for (let n = 0; n < 20; n++) ledger.count('reads');
    await ledger.close();
    const back = createLedger({
      plan: PLANS.free,
      clock: createTestClock(Date.UTC(2026, 0, 31)),
      page: disk.page,
    });
    expect(back.allowance()).toMatchObject({ month: '2026-02', used: 20 });
    expect(back.allowance().reads).toBeGreaterThan(700);
  });

  test('[fault N15] a clock that was years ahead, at one start or in a run, takes nothing from the months that come, nor gives to this one', async () => {
    for (const isRestarted of [true, false]) {
      const { start, clock, offset, events } = createRuns(PLANS.free, Date.UTC(2026, 10, 20));
      let ledger = start();
      const setClock = async (years: number) => {
        offset.ms = years * 366 * DAY_MS;
        if (!isRestarted) return;
        await ledger.close();
        ledger = start();
      };
      for (let n = 0; n < 300; n++) ledger.count('reads');
      await setClock(5);
      for (let n = 0; n < 20; n++) ledger.count('reads');
      expect(ledger.allowance().month).toBe('2031-11');
      ledger.stop();
      expect(events).toEqual([]);

      await setClock(0);
      expect(ledger.allowance()).toMatchObject({ month: '2026-11', used: 320 });
      expect(ledger.stoppedUntil()).toBe(Date.UTC(2026, 11, 1));
      expect(events).toEqual([
        {
          type: 'warned',
          text: 'the clock went back from 2031-11 to 2026-11; Airtable’s calls are counted for 2026-11 again, 320 so far',
        },
      ]);
      await clock.advance(15 * DAY_MS);
      expect(ledger.allowance()).toMatchObject({ month: '2026-12', used: 0 });
      expect(ledger.stoppedUntil()).toBe(0);
    }
  });

  test('[fault N15] a month that the clock said too early, for a moment, is not charged with the one before it', async () => {
    const { start, clock, offset } = createRuns(PLANS.free, Date.UTC(2026, 10, 20));
    const ledger = start();
    for (let n = 0; n < 300; n++) ledger.count('reads');
    offset.ms = 50 * DAY_MS;
    for (let n = 0; n < 5; n++) ledger.count('reads');
    expect(ledger.allowance()).toMatchObject({ month: '2027-01', used: 5 });
    offset.ms = 0;
    expect(ledger.allowance()).toMatchObject({ month: '2026-11', used: 305 });
    await clock.advance(15 * DAY_MS);
    for (let n = 0; n < 600; n++) ledger.count('reads');
    await clock.advance(31 * DAY_MS);
    expect(ledger.allowance()).toMatchObject({ month: '2027-01', used: 5 });
  });

  test('[fault N15] a clock that was months behind, and is set right, finds what it had counted', async () => {
    const { start, offset } = createRuns(PLANS.free, Date.UTC(2026, 10, 20));
    const ledger = start();
    for (let n = 0; n < 300; n++) ledger.count('reads');
    offset.ms = -90 * DAY_MS;
    for (let n = 0; n < 20; n++) ledger.count('writes');
    expect(ledger.allowance()).toMatchObject({ month: '2026-08', used: 320 });
    offset.ms = 0;
    expect(ledger.allowance()).toMatchObject({ month: '2026-11', used: 320 });
  });

  test('[fault N15][invariant I11] a clock that jumps about gets no month’s calls twice', async () => {
    const jumps = fc.array(
      fc.record({ days: fc.integer({ min: -75, max: 75 }), isRestarted: fc.boolean() }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(jumps, async (clockSays) => {
        const { start, clock, offset, disk } = createRuns(PLANS.free, Date.UTC(2026, 6, 15));
        let ledger = start();
        const months = new Set<string>();
        let calls = 0;
        for (const { days, isRestarted } of clockSays) {
          offset.ms = days * DAY_MS;
          // As after a kill: the page that is on disk.
          await clock.advance(0);
          if (isRestarted) ledger = start();
          for (let n = 0; n < 400 && ledger.allowance().reads >= 1; n++, calls++) {
            ledger.count('reads');
          }
          months.add(ledger.allowance().month);
        }
        expect(calls).toBeLessThanOrEqual(900 * months.size);
        expect(disk.page?.left?.length ?? 0).toBeLessThanOrEqual(6);
      }),
      { numRuns: 200 },
    );
  });

  test('a month that Airtable called used up stays so over a restart, but not under another plan', async () => {
    const { start, clock } = createRuns(PLANS.free, Date.UTC(2026, 0, 20));
    start().stop();
    await clock.advance(0);
    expect(start().stoppedUntil()).toBe(Date.UTC(2026, 1, 1));
    expect(start(PLANS.team).stoppedUntil()).toBe(0);
  });

  test('is kept in a file about one base, and a damaged one counts as none', async () => {
    const dataDir = await temporaryFolder();
    const page = { plan: 'free', month: '2026-01', reads: 3, writes: 1, ahead: 2 };
    const carried = { reads: 1, writes: 0 };
    const moved = { ...page, carried, left: [{ month: '2031-05', use: carried }] };
    const rest = { stoppedUntil: 0, silentUntil: 5, silenceMs: 30_000 };
    await openLedgerFile(dataDir, 'app1').write({ ...page, ...rest });
    expect(await openLedgerFile(dataDir, 'app1').read()).toEqual({ ...page, ...rest });
    expect(await openLedgerFile(dataDir, 'app2').read()).toBeUndefined();
    await openLedgerFile(dataDir, 'app1').write({ ...moved, ...rest });
    expect(await openLedgerFile(dataDir, 'app1').read()).toEqual({ ...moved, ...rest });
    const path = join(dataDir, 'airtable', 'ledger.json');
    expect(await readFile(path, 'utf8')).not.toContain('app1');
    await writeFile(path, '{"base":');
    expect(await openLedgerFile(dataDir, 'app1').read()).toBeUndefined();
  });
});

describe('the budget of a month', () => {
  test('[B24] [fault N7] the silence after a 429 outlives a restart', async () => {
    const { start, clock } = createRuns(PLANS.business);
    createBudget(clock, { ledger: start() }).penalise(90_000);
    await clock.advance(10_000);
    const next = createBudget(clock, { ledger: start() });
    const before = clock.now();
    await clock.settle(next.run('write', work, { signal }), 200_000);
    expect(clock.now() - before).toBe(80_000);
  });

  test('[fault N15] a kept silence never lasts longer than it was to', async () => {
    const { start, clock, disk } = createRuns(PLANS.business);
    createBudget(clock, { ledger: start() }).penalise();
    await clock.advance(0);
    const earlier = createTestClock(clock.now() - 86_400_000);
    const ledger = createLedger({ plan: PLANS.business, clock: earlier, page: disk.page });
    const before = earlier.now();
    await earlier.settle(createBudget(earlier, { ledger }).run('burst', work, { signal }));
    expect(earlier.now() - before).toBe(30_000);
  });

  test('[X15] likes cannot use up what is kept for reading, nor reading what is kept for writing', async () => {
    for (const [greedy, other, least] of [
      ['write', 'steady', 599],
      ['steady', 'write', 100],
    ] as const) {
      const { start, clock } = createRuns(PLANS.free);
      const budget = createBudget(clock, { ledger: start() });
      let error: unknown;
      for (let n = 0; n < 1_000 && !error; n++) {
        const asked = budget.run(greedy, work, { signal });
        error = await clock.settle(asked).then(
          () => undefined,
          (reason: unknown) => reason,
        );
      }
      expect(error).toMatchObject({
        code: 'rate-limited',
        message: `the month’s calls that are left are kept for ${greedy === 'write' ? 'reading' : 'writing'}`,
      });
      const { reads, writes } = budget.allowance();
      expect(greedy === 'write' ? reads : writes).toBeGreaterThan(least);
      expect(await clock.settle(budget.run(other, work, { signal }))).toBe('done');
    }
  });

  test('what writing leaves over falls to reading as the month goes', () => {
    const month = monthOf(Date.UTC(2026, 0, 1));
    const at = (day: number) =>
      allowanceOf(1_000, { reads: 0, writes: 0 }, { month, nowMs: Date.UTC(2026, 0, day) });
    expect(at(1)).toMatchObject({ reads: 750, writes: 150 });
    expect(at(16).reads).toBeGreaterThan(820);
    expect(at(31).reads).toBeGreaterThan(890);
  });

  test('metadata is asked for after the month’s last call too, and does not count', async () => {
    const { start, clock } = createRuns(PLANS.free, Date.UTC(2026, 0, 20));
    const ledger = start();
    const budget = createBudget(clock, { ledger });
    budget.stopForMonth();
    await expect(budget.run('burst', work, { signal })).rejects.toMatchObject({
      type: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED',
    });
    expect(await budget.run('burst', work, { signal, isFree: true })).toBe('done');
    expect(budget.allowance().used).toBe(0);
  });

  test('[X14][figure R17] whoever calls at the pace it tells, with whatever was used before, never passes the cap', () => {
    fc.assert(
      fc.property(
        fc.nat(1_200),
        fc.nat(300),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (reads, writes, part) => {
          const month = monthOf(Date.UTC(2026, 0, 1));
          const use = { reads, writes };
          let nowMs = month.startsAt + part * (month.endsAt - month.startsAt);
          for (;;) {
            const allowance = allowanceOf(1_000, use, { month, nowMs });
            if (allowance.reads >= 1) use.reads++;
            nowMs += allowance.readEveryMs;
            if (nowMs >= month.endsAt) break;
          }
          expect(use.reads + writes).toBeLessThanOrEqual(Math.max(900, reads + writes));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('writes go before reads, and reads before sweeps', async () => {
    const { start, clock } = createRuns(PLANS.business);
    start();
    await clock.advance(0);
    const budget = createBudget(clock, { ledger: start() });
    const order: string[] = [];
    const all = (['background', 'steady', 'burst', 'write'] as const).map((lane) =>
      budget.run(lane, () => Promise.resolve(order.push(lane)), { signal }),
    );
    await clock.settle(Promise.all(all));
    expect(order).toEqual(['write', 'burst', 'steady', 'background']);
  });
});
