import { expect, test } from 'vitest';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import { createPlanWorld, editDelays } from '../fakes/edit-delays.ts';

// A file of its own, so that its 90,000 calls run beside the other plans'.
test('[B27] [fault N8] team: for 31 days half of the edits within 20 s, each within 45, and never dry', async () => {
  const world = createPlanWorld(PLANS.team);
  const { source } = world.start();
  const delays = await editDelays(world, { hours: 743, everyHours: 6 });
  expect(delays[delays.length >> 1]).toBeLessThan(20_000);
  expect(delays.at(-1)).toBeLessThan(45_000);
  const { used } = source.status().month;
  expect(used).toBeGreaterThan(85_000);
  expect(used).toBeLessThanOrEqual(90_000);
  expect(world.requests().every(({ status }) => status === 200)).toBe(true);
}, 120_000);

test('[B27] team: every edit at once where Airtable can notify PUBLIC_URL', async () => {
  const world = createPlanWorld(PLANS.team, { notificationUrl: 'https://site.test/v1/webhook' });
  world.start();
  const delays = await editDelays(world, { hours: 48, everyHours: 0.5 });
  expect(delays.at(-1)).toBeLessThan(2_000);
});
