import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs } from '../../../src/proxy/backoff.ts';
import { createBudget, type Budget, type Lane } from '../../../src/proxy/source/airtable/budget.ts';
import { createLedger } from '../../../src/proxy/source/airtable/ledger.ts';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import { createTestClock } from '../fakes/clock.ts';

const never = new AbortController().signal;
const admit = (budget: Budget, lane: Lane, signal = never) =>
  budget.run(lane, () => Promise.resolve(), { signal });

/** Asks for these at once and gives when each was let through, in ms. */
async function admittedAt(lanes: readonly Lane[]): Promise<readonly (readonly [Lane, number])[]> {
  const clock = createTestClock(0);
  const budget = createBudget(clock);
  const admitted: (readonly [Lane, number])[] = [];
  const all = lanes.map((lane) =>
    admit(budget, lane).then(() => admitted.push([lane, clock.now()])),
  );
  await clock.settle(Promise.all(all), 600_000);
  return admitted;
}

describe('createBudget', () => {
  test('[X1] lets four of a burst through at once, and no fifth within the second', async () => {
    const times = (await admittedAt(Array.from({ length: 9 }, (): Lane => 'burst'))).map(
      ([, at]) => at,
    );
    expect(times).toEqual([0, 0, 0, 0, 1_001, 1_001, 1_001, 1_001, 2_002]);
  });

  test('[X1] lets steady reading through twice a second', async () => {
    const times = (await admittedAt(['steady', 'steady', 'steady', 'steady'])).map(([, at]) => at);
    expect(times).toEqual([0, 500, 1_000, 1_500]);
  });

  test('lets bursts pass steady reading, and steady reading pass the background', async () => {
    const order = (
      await admittedAt([
        'background',
        'background',
        'background',
        'steady',
        'steady',
        'burst',
        'burst',
        'burst',
        'burst',
        'burst',
        'burst',
      ])
    ).map(([lane]) => lane);
    expect(order.slice(-2)).toEqual(['background', 'background']);
    expect(order.indexOf('steady')).toBeGreaterThan(order.indexOf('burst'));
  });

  test('[fault N7] waits a second first where an earlier process may have used this one up', async () => {
    const clock = createTestClock(0);
    const kept = { plan: 'business', month: '1970-01', reads: 4, writes: 0, stoppedUntil: 0 };
    const page = { ...kept, silentUntil: 0, silenceMs: 0 };
    const budget = createBudget(clock, {
      ledger: createLedger({ plan: PLANS.business, clock, page }),
    });
    await clock.settle(admit(budget, 'burst'));
    expect(clock.now()).toBe(1_001);
  });

  test('[X2][B24] is silent for 30 s after a 429, longer where Retry-After says so, never shorter', async () => {
    for (const [retryAfterMs, silentMs] of [
      [undefined, 30_000],
      [1_000, 30_000],
      [90_000, 90_000],
    ] as const) {
      const clock = createTestClock(0);
      const budget = createBudget(clock);
      budget.penalise(retryAfterMs);
      budget.penalise();
      await clock.settle(admit(budget, 'burst'), 120_000);
      expect(clock.now()).toBe(silentMs);
      expect(budget.silentUntil()).toBe(0);
    }
  });

  test('forgets a waiter that gives up: it neither counts nor holds others back', async () => {
    const clock = createTestClock(0);
    const budget = createBudget(clock);
    const giveUp = new AbortController();
    budget.penalise();
    const waiting = admit(budget, 'burst', giveUp.signal);
    giveUp.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
    await clock.settle(admit(budget, 'background'), 40_000);
    expect([clock.now(), budget.calls()]).toEqual([30_000, 1]);
  });

  test('[fault N15] a clock set back does not hold calls up', async () => {
    let offset = 0;
    const clock = createTestClock(1_000_000);
    const skewed = { ...clock, now: () => clock.now() + offset };
    const budget = createBudget(skewed);
    for (let n = 0; n < 4; n++) await admit(budget, 'burst');
    offset = -3_600_000 / 4;
    await clock.settle(admit(budget, 'steady'), 2_000);
    expect(clock.now()).toBeLessThanOrEqual(1_000_000 + 1_001);
  });

  test('[fault N15] a clock set back does not lengthen the silence after a 429', async () => {
    let offset = 0;
    const clock = createTestClock(100_000_000);
    const budget = createBudget({ ...clock, now: () => clock.now() + offset });
    budget.penalise();
    offset = -8 * 3_600_000;
    const until = budget.silentUntil();
    expect(until - (clock.now() + offset)).toBe(30_000);
    await clock.settle(admit(budget, 'burst'), 60_000);
    expect(clock.now() - 100_000_000).toBe(30_000);
  });

  test('[X1][figure R17] never lets more than four through in any second, whoever asks when', async () => {
    const lanes = fc.constantFrom<Lane>('burst', 'steady', 'background');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(lanes, fc.nat(1_500)), { maxLength: 25 }),
        async (asks) => {
          const clock = createTestClock(0);
          const budget = createBudget(clock);
          const times: number[] = [];
          const all = asks.map(async ([lane, afterMs]) => {
            await clock.sleep(afterMs);
            await admit(budget, lane);
            times.push(clock.now());
          });
          await clock.settle(Promise.all(all), 600_000);
          for (const at of times) {
            expect(
              times.filter((other) => other >= at && other <= at + 1_000).length,
            ).toBeLessThanOrEqual(4);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('calls that are under way', () => {
  /** Makes these calls, each with its way there and back in ms, and gives when each began and when it arrived. */
  async function made(
    asks: readonly {
      lane: Lane;
      afterMs: number;
      thereMs: number;
      backMs: number;
      ends: boolean;
    }[],
  ) {
    const clock = createTestClock(0);
    const budget = createBudget(clock);
    const begun: number[] = [];
    const arrived: number[] = [];
    const all = asks.map(async ({ lane, afterMs, thereMs, backMs, ends }) => {
      await clock.sleep(afterMs);
      const call = async () => {
        begun.push(clock.now());
        await clock.sleep(thereMs);
        arrived.push(clock.now());
        await clock.sleep(backMs);
        if (!ends) throw new Error('cut');
      };
      await budget.run(lane, call, { signal: never }).catch(() => undefined);
    });
    await clock.settle(Promise.all(all), 3_600_000);
    return { begun, arrived };
  }
  const mostInASecond = (times: readonly number[]) =>
    Math.max(0, ...times.map((at) => times.filter((t) => t >= at && t <= at + 1_000).length));
  const same = (count: number, lane: Lane, backMs: number) =>
    Array.from({ length: count }, () => ({ lane, afterMs: 0, thereMs: 0, backMs, ends: true }));

  test('[X1][figure R17] never more than five arrive in any second, however long each takes there and back, also where they fail', async () => {
    const ask = fc.record({
      lane: fc.constantFrom<Lane>('write', 'burst', 'steady', 'background'),
      afterMs: fc.nat(2_000),
      thereMs: fc.oneof(fc.nat(300), fc.nat(4_000)),
      backMs: fc.oneof(fc.nat(300), fc.nat(4_000)),
      ends: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(ask, { maxLength: 25 }), async (asks) => {
        const { begun, arrived } = await made(asks);
        expect(arrived).toHaveLength(asks.length);
        expect(mostInASecond(begun)).toBeLessThanOrEqual(4);
        expect(mostInASecond(arrived)).toBeLessThanOrEqual(5);
      }),
      { numRuns: 30 },
    );
  });

  test('a call that hangs takes a place, and no more than one', async () => {
    const hangs = { lane: 'burst', afterMs: 0, thereMs: 600_000, backMs: 0, ends: true } as const;
    const { begun } = await made([hangs, ...same(20, 'write', 50)]);
    // The first four at once; from then on four places of a second and a twentieth each.
    expect(begun.at(-1)).toBeLessThanOrEqual(6 * 1_050);
    const { begun: never } = await made([
      ...Array.from({ length: 5 }, () => hangs),
      ...same(1, 'write', 50).map((one) => ({ ...one, afterMs: 5_000 })),
    ]);
    expect(never.at(-1)).toBe(600_000 + 1_001);
  });

  test.each([0, 50, 240])(
    'answers of %i ms hold up neither four writes a second nor two readings',
    async (backMs) => {
      const writes = await made(same(41, 'write', backMs));
      expect(writes.begun.at(-1)).toBe(10 * 1_001);
      const steady = await made(same(21, 'steady', backMs));
      expect(steady.begun.at(-1)).toBe(10_000);
    },
  );

  test('an answer of a second each leaves steady reading its pace', async () => {
    const { begun } = await made(same(21, 'steady', 1_000));
    expect(begun.at(-1)).toBe(10_000);
  });

  test('others need not wait for the rest of an answer that has begun', async () => {
    const clock = createTestClock(0);
    const budget = createBudget(clock);
    const begun: number[] = [];
    const call = async (answered: () => void) => {
      begun.push(clock.now());
      answered();
      answered();
      await clock.sleep(60_000);
    };
    const all = Array.from({ length: 13 }, () => budget.run('burst', call, { signal: never }));
    await clock.settle(Promise.all(all), 600_000);
    expect(begun.at(-1)).toBe(3 * 1_001);
  });
});

describe('[B24] backoffMs', () => {
  test('is max(Retry-After, random(0 … min(cap, base · 2ⁿ)))', () => {
    const options = { baseMs: 1_000, capMs: 300_000 };
    expect([0, 1, 2, 8, 9, 1_000].map((n) => backoffMs(n, () => 0.999_999, options))).toEqual([
      999, 1_999, 3_999, 255_999, 299_999, 299_999,
    ]);
    expect(backoffMs(9, () => 0, options)).toBe(0);
    expect(backoffMs(0, () => 0.5, { ...options, retryAfterMs: 30_000 })).toBe(30_000);
    expect(backoffMs(9, () => 0.5, { ...options, retryAfterMs: 30_000 })).toBe(150_000);
  });
});
