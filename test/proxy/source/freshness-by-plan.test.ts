import { describe, expect, test } from 'vitest';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import type { Source } from '../../../src/proxy/source/source.ts';
import { createPlanWorld, editDelays } from '../fakes/edit-delays.ts';

/** The README's table of freshness is this file's expectations, and those of `freshness-team.test.ts`. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MONTH = { hours: 743, everyHours: 6 };
const notificationUrl = 'https://site.test/v1/webhook';

const half = (delays: readonly number[]) => delays[delays.length >> 1]!;
const refused = { kind: 'status', match: 'POST .*/webhooks', status: 403 } as const;

function expectWithinPlan(world: ReturnType<typeof createPlanWorld>, source: Source) {
  const { month } = source.status();
  expect(month.used).toBeLessThanOrEqual(0.9 * month.limit!);
  expect(world.requests().every(({ status }) => status === 200 || status === 403)).toBe(true);
}

describe('31 days on the free plan, three small tables', () => {
  test('[X14][B27] [fault N8] shows half of the edits within 40 minutes, each within 80, and never runs dry', async () => {
    const world = createPlanWorld(PLANS.free);
    const { source } = world.start();
    const delays = await editDelays(world, MONTH);
    expect(half(delays)).toBeLessThan(40 * MINUTE_MS);
    expect(delays.at(-1)).toBeLessThan(80 * MINUTE_MS);
    expectWithinPlan(world, source);
    // Little is left over: it is as fast as the plan allows.
    expect(source.status().month.used).toBeGreaterThan(850);
  });

  test('[B27] shows every edit at once where Airtable can notify PUBLIC_URL', async () => {
    const world = createPlanWorld(PLANS.free, { notificationUrl });
    const { source } = world.start();
    const delays = await editDelays(world, MONTH);
    expect(half(delays)).toBeLessThan(1_000);
    expect(delays.at(-1)).toBeLessThan(40_000);
    expectWithinPlan(world, source);
  });

  test('shows half of the edits within 75 minutes, each within three hours, where a webhook is refused', async () => {
    const world = createPlanWorld(PLANS.free);
    world.emulator.faults.add(refused);
    const { source } = world.start();
    const delays = await editDelays(world, MONTH);
    expect(half(delays)).toBeLessThan(75 * MINUTE_MS);
    expect(delays.at(-1)).toBeLessThan(3 * HOUR_MS);
    expectWithinPlan(world, source);
  });

  test('[fault N8] an editor who types all day gets slower, and uses up nothing', async () => {
    const world = createPlanWorld(PLANS.free, { notificationUrl });
    const { source } = world.start();
    await world.clock.until(() => world.sink.batches().length > 0);
    for (let n = 0; n < 2_000; n++) {
      world.emulator.table('places').insert({ name: `Place ${n}` });
      await world.clock.advance(20_000);
    }
    expect(source.status().month.used).toBeLessThan(130);
    world.way.isOpen = false;
    // Should the notifications then fail, a lost one is found within six hours.
    const delays = await editDelays(world, { hours: 700, everyHours: 12 });
    expect(delays.at(-1)).toBeLessThan(6.1 * HOUR_MS);
    expectWithinPlan(world, source);
  });

  test('[X14][fault N8] a server that is started anew all the time keeps calls for the rest of the month', async () => {
    const world = createPlanWorld(PLANS.free);
    for (let n = 0; n < 300; n++) {
      const { stop } = world.start();
      await world.clock.advance(3 * MINUTE_MS);
      await stop();
    }
    const { source, budget } = world.start();
    expect(budget.allowance().mayRestart).toBe(false);
    expect(budget.allowance().reads).toBeGreaterThan(350);
    await world.clock.advance(4 * HOUR_MS);
    const delays = await editDelays(world, { hours: 600, everyHours: 12 });
    expect(delays.at(-1)).toBeLessThan(4 * HOUR_MS);
    expectWithinPlan(world, source);
  });

  test.each([
    ['an outage', { kind: 'status', status: 503 }],
    ['a broken line', { kind: 'cut' }],
    ['a revoked token', { kind: 'status', status: 401 }],
  ] as const)('[fault N9] %s of three days uses up little of the month', async (_, fault) => {
    const world = createPlanWorld(PLANS.free);
    const { source } = world.start();
    await world.clock.advance(HOUR_MS);
    world.emulator.faults.add(fault);
    await world.clock.advance(72 * HOUR_MS);
    expect(source.status().month.used).toBeLessThan(120);
    world.emulator.faults.clear();
    await world.clock.advance(8 * HOUR_MS);
    const delays = await editDelays(world, { hours: 600, everyHours: 12 });
    expect(delays.at(-1)).toBeLessThan(80 * MINUTE_MS);
    expect(source.status().alarm).toBe('');
  });

  test('begins the next month with all of its calls', async () => {
    const world = createPlanWorld(PLANS.free, { startMs: Date.UTC(2026, 0, 28) });
    const { source } = world.start();
    await world.clock.advance(4 * 24 * HOUR_MS - MINUTE_MS);
    expect(source.status().month).toMatchObject({ name: '2026-01', limit: 1_000 });
    // What is left of a month that was begun late is spent on those few days.
    expect(source.status().month.used).toBeGreaterThan(700);
    await world.clock.advance(MINUTE_MS);
    expect(source.status().month).toMatchObject({ name: '2026-02', used: 0, left: 1_000 });
    expectWithinPlan(world, source);
  });
});

describe('a day without a cap', () => {
  const day = { hours: 23.9, everyHours: 0.5 };

  test('[B27] business: half of the edits within 0.6 s, each within 1.1, at a second’s interval', async () => {
    const world = createPlanWorld(PLANS.business);
    const { source } = world.start();
    const delays = await editDelays(world, { hours: 1, everyHours: 0.02 });
    expect(half(delays)).toBeLessThan(600);
    expect(delays.at(-1)).toBeLessThan(1_100);
    expect(source.status().month).toMatchObject({ limit: undefined, left: undefined });
    expect(world.requests().every(({ status }) => status === 200)).toBe(true);
  });

  test('[B27] business: half of the edits within 2.1 s, each within 4, where a webhook is refused', async () => {
    const world = createPlanWorld(PLANS.business);
    world.emulator.faults.add(refused);
    world.start();
    const delays = await editDelays(world, { hours: 0.25, everyHours: 0.01 });
    expect(half(delays)).toBeLessThan(2_100);
    expect(delays.at(-1)).toBeLessThan(4_000);
  });

  test('business: reads slowly while nobody does, and at once when somebody comes', async () => {
    const world = createPlanWorld(PLANS.business, { idleAfterMs: 10 * MINUTE_MS });
    const { source } = world.start();
    const delays = await editDelays(world, day);
    expect(source.status().waiting).toMatch(/nobody is reading/);
    expect(delays.at(-1)).toBeLessThan(61_000);
    expect(source.status().month.used).toBeLessThan(24 * 60 * 2.5);
    world.emulator.table('places').insert({ name: 'Seen at once' });
    source.readerSeen();
    await world.clock.advance(1_000);
    expect([...world.sink.table('places').values()]).toHaveLength(1);
    expect(source.status().waiting).toBe('');
  });

  test('[B27] enterprise: every ten seconds, for a day', async () => {
    const world = createPlanWorld(PLANS.enterprise, { intervalMs: 10_000 });
    world.start();
    const delays = await editDelays(world, day);
    expect(delays.at(-1)).toBeLessThan(10_100);
    expect(world.requests().every(({ status }) => status === 200)).toBe(true);
  });
});
