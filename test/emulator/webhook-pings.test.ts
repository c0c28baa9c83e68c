// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { createHmac } from 'node:crypto';

import { describe, expect, it, onTestFinished } from 'vitest';

import { createTestClock } from '../proxy/fakes/clock.ts';
import { BASE_ID, recordId } from './fixture-base.ts';
import { createWorld, type Json } from './world.ts';

const HOOKS = `/v0/bases/${BASE_ID}/webhooks`;
const URL_OF_RECEIVER = 'https://receiver.test/ping';

type Receiver = (request: Request) => Promise<Response>;
const fine: Receiver = () => Promise.resolve(new Response(null, { status: 204 }));
const broken: Receiver = () => Promise.resolve(new Response(null, { status: 500 }));

async function withReceiver(first: Receiver) {
  const clock = createTestClock();
  const startedAt = clock.now();
  const receiver = { answer: first };
  const pings: { atMs: number; mac: string | null; body: string }[] = [];
  const world = createWorld({
    now: clock.now,
    sleep: clock.sleep,
    fetch: async (request) => {
      const { headers, method, url } = request;
      expect([method, url]).toEqual(['POST', URL_OF_RECEIVER]);
      const body = await request.clone().text();
      pings.push({
        atMs: clock.now() - startedAt,
        mac: headers.get('x-airtable-content-mac'),
        body,
      });
      return await receiver.answer(request);
    },
  });
  onTestFinished(world.emulator.stop);
  const specification = { options: { filters: { dataTypes: ['tableData'] } } };
  const { body: made } = await world.call('POST', HOOKS, {
    notificationUrl: URL_OF_RECEIVER,
    specification,
  });
  const edit = (age: number): void => {
    world.emulator.table('people').update(recordId(1), { age });
  };
  const state = async (): Promise<Json> => (await world.call('GET', HOOKS)).body.webhooks[0];
  return { clock, edit, made, pings, receiver, state, world };
}

describe('a webhook with an address', () => {
  it('is pinged with a signed body that names base and webhook, and nothing of the change', async () => {
    const { clock, edit, made, pings, state } = await withReceiver(fine);
    edit(30);
    await clock.advance(0);
    expect(pings).toHaveLength(1);
    const { body, mac } = pings[0]!;
    expect(JSON.parse(body)).toEqual({
      base: { id: BASE_ID },
      webhook: { id: made.id },
      timestamp: new Date(clock.now()).toISOString(),
    });
    const key = Buffer.from(made.macSecretBase64 as string, 'base64');
    expect(mac).toBe(`hmac-sha256=${createHmac('sha256', key).update(body).digest('hex')}`);
    expect((await state()).lastNotificationResult).toMatchObject({ success: true, retryNumber: 0 });
    expect((await state()).lastSuccessfulNotificationTime).not.toBeNull();
  });

  it('is pinged once for all that happens while a ping is under way', async () => {
    let finish = (): void => {};
    const slow: Receiver = () =>
      new Promise((resolve) => {
        finish = () => resolve(new Response(null, { status: 200 }));
      });
    const { clock, edit, pings } = await withReceiver(slow);
    for (let age = 20; age < 25; age += 1) edit(age);
    await clock.advance(0);
    expect(pings).toHaveLength(1);
    finish();
    await clock.advance(0);
    expect(pings).toHaveLength(2);
    finish();
    await clock.advance(60_000);
    expect(pings).toHaveLength(2);
  });

  it('is tried thirteen times more, from ten seconds on, and then no longer; payloads go on', async () => {
    const { clock, edit, made, pings, receiver, state, world } = await withReceiver(broken);
    edit(30);
    await clock.advance(24 * 3_600_000);
    expect(pings.map(({ atMs }) => atMs / 1_000)).toEqual(
      Array.from({ length: 14 }, (_, retry) => 10 * (2 ** retry - 1)),
    );
    expect(await state()).toMatchObject({
      areNotificationsEnabled: false,
      lastNotificationResult: { success: false, retryNumber: 13, willBeRetried: false },
    });
    edit(31);
    await clock.advance(60_000);
    expect(pings).toHaveLength(14);
    const read = await world.call('GET', `${HOOKS}/${String(made.id)}/payloads`);
    expect(read.body.payloads).toHaveLength(2);
    receiver.answer = fine;
    await world.call('POST', `${HOOKS}/${String(made.id)}/enableNotifications`, { enable: true });
    edit(32);
    await clock.advance(0);
    expect(pings).toHaveLength(15);
  });

  it('is given 25 seconds to answer', async () => {
    const { clock, edit, pings, state } = await withReceiver(() => new Promise(() => {}));
    edit(30);
    await clock.advance(34_999);
    expect(pings).toHaveLength(1);
    expect((await state()).lastNotificationResult).toMatchObject({
      success: false,
      durationMs: 25_000,
      willBeRetried: true,
    });
    await clock.advance(1);
    expect(pings).toHaveLength(2);
  });

  it('is left alone once it is deleted, or the emulator is stopped', async () => {
    const first = await withReceiver(broken);
    first.edit(30);
    await first.clock.advance(0);
    await first.world.call('DELETE', `${HOOKS}/${String(first.made.id)}`);
    await first.clock.advance(3_600_000);
    expect(first.pings).toHaveLength(1);
    const second = await withReceiver(broken);
    second.edit(30);
    await second.clock.advance(0);
    second.world.emulator.stop();
    await second.clock.advance(3_600_000);
    expect(second.pings).toHaveLength(1);
  });

  it('needs an address that is one', async () => {
    const { world } = await withReceiver(fine);
    const specification = { options: { filters: { dataTypes: ['tableData'] } } };
    const body = { notificationUrl: 'file:///etc/hostname', specification };
    expect((await world.call('POST', HOOKS, body)).status).toBe(422);
  });
});
