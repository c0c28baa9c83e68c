import { describe, expect, it } from 'vitest';

import type { Snapshot } from '../../src/emulator/snapshot.ts';
import { createWorld, ORIGIN } from './world.ts';

const burst = async (world: ReturnType<typeof createWorld>, count: number): Promise<number[]> => {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push((await world.call('GET', 'people')).status);
  return statuses;
};

describe('the limits', () => {
  it('take five requests in any second, not a sixth', async () => {
    const world = createWorld({ limits: {} });
    expect(await burst(world, 6)).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('are a sliding window: five in one second, then one as each leaves it', async () => {
    const world = createWorld({ limits: {} });
    for (let n = 0; n < 20; n += 1) {
      expect(await burst(world, 1)).toEqual([200]);
      world.clock.nowMs += 200;
    }
  });

  it('refuse everything for 30 seconds after one too many, webhooks too', async () => {
    const world = createWorld({ limits: {} });
    await burst(world, 6);
    world.clock.nowMs += 29_999;
    expect((await world.call('GET', '/v0/bases/appFIXTUREbase001/webhooks')).status).toBe(429);
    world.clock.nowMs += 1;
    expect(await burst(world, 1)).toEqual([200]);
  });

  it('say so in the shape of live replies, or of the documentation', async () => {
    const live = createWorld({ limits: { perSecond: 0 } });
    const message = 'Rate limit exceeded. Please try again later';
    expect((await live.call('GET', 'people')).body).toEqual({
      errors: [{ error: 'RATE_LIMIT_REACHED', message }],
    });
    const documented = createWorld({ limits: { perSecond: 0, rateLimitBody: 'error' } });
    expect((await documented.call('GET', 'people')).body).toEqual({
      error: { type: 'RATE_LIMIT_REACHED', message },
    });
  });

  it('count a month of data calls, let metadata through, and begin anew with the next month', async () => {
    const world = createWorld({ limits: { perSecond: 100, perMonth: 3 } });
    expect(await burst(world, 4)).toEqual([200, 200, 200, 429]);
    expect((await world.call('GET', 'people')).body.errors[0].error).toBe(
      'PUBLIC_API_BILLING_LIMIT_EXCEEDED',
    );
    expect((await world.call('GET', '/v0/meta/bases')).status).toBe(200);
    world.clock.nowMs = Date.UTC(2026, 6, 1);
    expect(await burst(world, 1)).toEqual([200]);
  });

  it.each([
    ['free', 1_000],
    ['team', 100_000],
  ] as const)('give the plan %s %i calls a month', async (plan, calls) => {
    const spent = { month: '2026-06', calls: calls - 1 };
    let saved: Snapshot | undefined;
    const save = (snapshot: () => Snapshot): void => {
      saved = { ...snapshot(), monthlyUse: spent };
    };
    createWorld({ save }).emulator.table('people').insert({});
    const world = createWorld({ plan, limits: { perSecond: 100 }, load: () => saved });
    expect(await burst(world, 2)).toEqual([200, 429]);
  });

  it('can let two calls a second go on after the month is used up', async () => {
    const world = createWorld({ limits: { perSecond: 100, perMonth: 1, overrun: 'slow' } });
    expect(await burst(world, 4)).toEqual([200, 200, 200, 429]);
    world.clock.nowMs += 1_000;
    expect(await burst(world, 3)).toEqual([200, 200, 429]);
  });

  it('take fifty requests a second from one token, whatever they ask', async () => {
    const world = createWorld({ limits: {} });
    const statuses = [];
    for (let n = 0; n < 51; n += 1) {
      statuses.push((await world.call('GET', '/v0/meta/whoami')).status);
    }
    expect(statuses.indexOf(429)).toBe(50);
  });

  it('are not touched by the grid', async () => {
    const world = createWorld({ limits: {} });
    for (let n = 0; n < 20; n += 1) {
      const answer = await world.emulator.fetch(new Request(`${ORIGIN}/_emulator/grid/people`));
      expect(answer.status).toBe(200);
    }
    expect(await burst(world, 5)).toEqual([200, 200, 200, 200, 200]);
    expect(world.emulator.requests.total()).toBe(5);
  });
});
