import { describe, expect, test } from 'vitest';
import { Hono } from 'hono';
import { takeNotification } from '../../../src/proxy/http/webhook-route.ts';
import { createPlanWorld, ping } from '../fakes/edit-delays.ts';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import { recordId } from '../../emulator/fixture-base.ts';

const notificationUrl = 'https://site.test/v1/webhook';
const HOUR_MS = 3_600_000;
const PAYLOADS = /payloads/;

async function startNotified(options = {}) {
  const world = createPlanWorld(PLANS.free, { notificationUrl, ...options });
  const { source, stop } = world.start();
  await world.clock.until(() => world.sink.batches().length > 0);
  await world.clock.advance(60_000);
  world.emulator.requests.clear();
  return { ...world, world, source, stop };
}

describe('a notification', () => {
  test('has the changes read at once', async () => {
    const { source, clock, emulator, sink } = await startNotified();
    emulator.table('people').update(recordId(1), { name: 'Renamed' });
    await clock.advance(500);
    expect(sink.table('people').get(recordId(1))!.fields['name']).toBe('Renamed');
    expect(source.status().isNotified).toBe(true);
  });

  test('[X16] that is forged, stale or about another webhook costs no call', async () => {
    const { world, source, clock, requests } = await startNotified();
    expect(ping(world, source, { key: 'Zm9yZ2Vk' })).toBe('forged');
    expect(source.notify({ bytes: Buffer.from('{}'), mac: undefined })).toBe('forged');
    expect(source.notify({ bytes: Buffer.from('{}'), mac: 'hmac-sha256=ab' })).toBe('forged');
    expect(ping(world, source, { at: clock.now() - 2 * HOUR_MS })).toBe('stale');
    expect(ping(world, source, { at: clock.now() + 2 * HOUR_MS })).toBe('stale');
    expect(ping(world, source, { timestamp: 'soon' })).toBe('stale');
    const { secret } = world.cursorFile.place!;
    const other = {
      ...world,
      cursorFile: {
        ...world.cursorFile,
        place: { webhookId: 'achOther', cursor: 1, secret: secret! },
      },
    };
    expect(ping(other, source)).toBe('unexpected');
    await clock.advance(10 * 60_000);
    expect(requests()).toEqual([]);
  });

  test('[X16] that comes again is known, and read no second time', async () => {
    const { world, source, clock, requests } = await startNotified();
    const at = clock.now();
    expect([ping(world, source, { at }), ping(world, source, { at })]).toEqual(['news', 'known']);
    await clock.advance(10 * 60_000);
    expect(ping(world, source, { at })).toBe('known');
    await clock.advance(10 * 60_000);
    expect(requests(PAYLOADS)).toHaveLength(1);
  });

  test('[X16] in a flood of them is one of few that are heeded', async () => {
    const { world, source, clock, requests } = await startNotified();
    for (let n = 0; n < 600; n++) {
      expect(ping(world, source)).toBe('news');
      await clock.advance(100);
    }
    expect(requests().length).toBeLessThanOrEqual(3);
  });

  test('is unexpected where Airtable was told no address', async () => {
    const world = createPlanWorld(PLANS.free);
    const { source } = world.start();
    await world.clock.until(() => world.cursorFile.place !== undefined);
    expect(world.cursorFile.place).not.toHaveProperty('secret');
    expect(source.notify({ bytes: Buffer.from('{}'), mac: undefined })).toBe('unexpected');
  });

  test('waits like everything else while a 429 or a failure is waited out', async () => {
    const { world, source, clock, emulator, requests } = await startNotified();
    emulator.faults.add({ kind: 'rate-limit', times: 1 });
    ping(world, source);
    await clock.advance(1_000);
    emulator.requests.clear();
    for (let n = 0; n < 28; n++) {
      ping(world, source);
      await clock.advance(1_000);
    }
    expect(requests()).toEqual([]);
    await clock.advance(60_000);
    expect(requests(PAYLOADS).length).toBeGreaterThan(0);
  });
});

describe('the webhook behind it', () => {
  test('is asked to notify again where news came without a word', async () => {
    const { emulator, clock, source, requests, way } = await startNotified();
    const edit = (name: string) => emulator.table('people').update(recordId(1), { name });
    edit('Announced');
    await clock.advance(60_000);
    expect(source.status().isNotified).toBe(true);
    way.isOpen = false;
    edit('Unannounced');
    await clock.advance(31 * HOUR_MS);
    expect(source.status().isNotified).toBe(false);
    expect(requests(/enableNotifications/)).toHaveLength(1);
    // Airtable has given up by now, until the next news is found.
    edit('Also unannounced');
    await clock.advance(2 * HOUR_MS);
    expect(requests(/enableNotifications/)).toHaveLength(2);
    way.isOpen = true;
    edit('Announced again');
    await clock.advance(60_000);
    expect(source.status().isNotified).toBe(true);
  });

  test('is made anew, and the old one removed, where PUBLIC_URL changed', async () => {
    const { cursorFile, stop } = await startNotified();
    const { webhookId } = cursorFile.place!;
    await stop();
    const moved = createPlanWorld(PLANS.free, { notificationUrl: 'https://new.test/v1/webhook' });
    moved.cursorFile.place = { ...cursorFile.place!, webhookId };
    moved.start();
    await moved.clock.until(() => moved.sink.batches().length > 0);
    expect(moved.cursorFile.place).toMatchObject({
      notificationUrl: 'https://new.test/v1/webhook',
      cursor: 1,
    });
    expect(moved.cursorFile.place.webhookId).not.toBe(webhookId);
    expect(moved.requests(/DELETE .*webhooks/)).toHaveLength(1);
  });

  test('is made without an address where Airtable takes none of that kind', async () => {
    const world = createPlanWorld(PLANS.free, { notificationUrl });
    world.emulator.faults.add({ kind: 'status', match: 'POST .*/webhooks', status: 422, times: 1 });
    const { source } = world.start();
    await world.clock.until(() => world.sink.batches().length > 0);
    expect(source.status()).toMatchObject({ mode: 'cursor', isNotified: undefined });
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'warned' }));
  });

  test('that ended while the server was off is replaced: its payloads would be empty for ever', async () => {
    const { clock, stop, start, cursorFile, emulator, sink } = await startNotified();
    const before = cursorFile.place!.webhookId;
    await stop();
    await clock.advance(8 * 24 * HOUR_MS);
    start();
    await clock.advance(60_000);
    expect(cursorFile.place!.webhookId).not.toBe(before);
    emulator.table('people').update(recordId(1), { name: 'Later' });
    await clock.until(
      () => sink.table('people').get(recordId(1))!.fields['name'] === 'Later',
      2 * HOUR_MS,
    );
  });

  test('lives on while nothing changes for a month', async () => {
    const { clock, cursorFile, emulator, sink } = await startNotified({
      startMs: Date.UTC(2026, 0, 1),
    });
    const before = cursorFile.place!.webhookId;
    await clock.advance(29 * 24 * HOUR_MS);
    expect(cursorFile.place!.webhookId).toBe(before);
    emulator.table('people').update(recordId(1), { name: 'Later' });
    await clock.advance(7 * HOUR_MS);
    expect(sink.table('people').get(recordId(1))!.fields['name']).toBe('Later');
  });
});

describe('POST /v1/webhook', () => {
  const post = (body: BodyInit, notify: Parameters<typeof takeNotification>[1]) => {
    const app = new Hono();
    app.post('/v1/webhook', ({ req }) => takeNotification(req.raw, notify));
    return app.request('/v1/webhook', {
      method: 'POST',
      body,
      headers: { 'x-airtable-content-mac': 'hmac-sha256=ab' },
    });
  };

  test.each([
    ['news', 204],
    ['known', 204],
    ['forged', 401],
    ['stale', 400],
    ['unexpected', 404],
  ] as const)('answers one that is %s with %i', async (verdict, status) => {
    const response = await post('{}', () => verdict);
    expect(response.status).toBe(status);
    if (status === 204) expect(await response.text()).toBe('');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('hands on the raw bytes and the signature', async () => {
    const raw = '{ "b" : 1,\r\n"a":"\u00e9" }';
    await post(raw, ({ bytes, mac }) => {
      expect([Buffer.from(bytes).toString('utf8'), mac]).toEqual([raw, 'hmac-sha256=ab']);
      return 'news';
    });
    expect.assertions(1);
  });

  test('[X16] refuses a large one without looking at it', async () => {
    const response = await post('x'.repeat(5_000), () => {
      throw new Error('looked at');
    });
    expect(response.status).toBe(413);
  });
});
