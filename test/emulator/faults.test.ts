import { describe, expect, it } from 'vitest';

import { fixtureBase, recordId } from './fixture-base.ts';
import { createWorld, ORIGIN } from './world.ts';

describe('a fault', () => {
  it('hits only what it matches, as often as it says', async () => {
    const { emulator, call } = createWorld();
    emulator.faults.add({ kind: 'status', status: 503, retryAfter: 2, match: '^PATCH ', times: 1 });
    expect((await call('GET', 'people')).status).toBe(200);
    const hit = await call('PATCH', `people/${recordId(1)}`, { fields: { age: 3 } });
    expect([hit.status, hit.headers.get('retry-after')]).toEqual([503, '2']);
    expect(hit.body.error.type).toBe('RETRIABLE_ERROR');
    expect((await call('PATCH', `people/${recordId(1)}`, { fields: { age: 3 } })).status).toBe(200);
    expect(emulator.faults.active()).toEqual([]);
  });

  it('can wait for the nth request', async () => {
    const { emulator, call } = createWorld();
    emulator.faults.add({ kind: 'status', status: 500, after: 2, times: 1 });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await call('GET', 'people')).status);
    expect(statuses).toEqual([200, 200, 500, 200]);
  });

  it('rate-limit starts the penalty', async () => {
    const { emulator, call, clock } = createWorld();
    emulator.faults.add({ kind: 'rate-limit', times: 1 });
    expect((await call('GET', 'people')).status).toBe(429);
    expect((await call('GET', 'people')).status).toBe(429);
    clock.nowMs += 30_000;
    expect((await call('GET', 'people')).status).toBe(200);
  });

  it('answer-lost does the write and breaks the connection', async () => {
    const { emulator, call } = createWorld();
    emulator.faults.add({ kind: 'answer-lost', match: '^POST ', times: 1 });
    await expect(call('POST', 'people', { fields: { name: 'Lost' } })).rejects.toThrow(
      'fetch failed',
    );
    expect(emulator.table('people').records().at(-1)?.fields['name']).toBe('Lost');
    expect(emulator.requests.entries().at(-1)).toMatchObject({ method: 'POST', status: 0 });
  });

  it('hang answers nothing until the client gives up', async () => {
    const { emulator } = createWorld();
    emulator.faults.add({ kind: 'hang' });
    const reason = new Error('too long');
    const controller = new AbortController();
    const request = new Request(`${ORIGIN}/v0/meta/whoami`, { signal: controller.signal });
    const answer = emulator.fetch(request);
    queueMicrotask(() => {
      controller.abort(reason);
    });
    await expect(answer).rejects.toThrow('too long');
  });

  it('slow waits by the clock it is given', async () => {
    const waits: number[] = [];
    const { emulator, call } = createWorld({
      sleep: async (ms) => {
        waits.push(ms);
        return await Promise.resolve();
      },
    });
    emulator.faults.add({ kind: 'slow', delayMs: 4_000 });
    expect((await call('GET', 'people')).status).toBe(200);
    expect(waits).toEqual([4_000]);
  });

  it('truncate, cut and html spoil the body', async () => {
    const { emulator } = createWorld();
    const read = async (): Promise<string> => {
      const response = await emulator.fetch(new Request(`${ORIGIN}/v0/meta/whoami`));
      return await response.text();
    };
    const whole = await read();
    emulator.faults.add({ kind: 'truncate', times: 1 });
    expect(await read()).toBe(whole.slice(0, Math.floor(whole.length / 2)));
    emulator.faults.add({ kind: 'cut', times: 1 });
    await expect(read()).rejects.toThrow('cut');
    emulator.faults.add({ kind: 'html', times: 1 });
    expect(await read()).toContain('<!doctype html>');
    expect(await read()).toBe(whole);
  });

  it('iterator-lost breaks a walk, empty-table empties a list', async () => {
    const { emulator, call } = createWorld({ base: fixtureBase(6) });
    const { offset } = (await call('GET', 'people?pageSize=5')).body;
    emulator.faults.add({ kind: 'iterator-lost', match: 'offset=itr', times: 1 });
    const lost = await call('GET', `people?offset=${encodeURIComponent(offset)}`);
    expect(lost.body.error.type).toBe('LIST_RECORDS_ITERATOR_NOT_AVAILABLE');
    emulator.faults.add({ kind: 'empty-table', match: '/people', times: 2 });
    expect((await call('GET', 'people')).body).toEqual({ records: [] });
    expect((await call('POST', 'people/listRecords', {})).body).toEqual({ records: [] });
    expect((await call('GET', 'people')).body.records).toHaveLength(6);
  });
});

describe('the switches at /_emulator', () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    new Request(`${ORIGIN}/_emulator/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
    });

  it('take faults as JSON, name what is wrong with them, and clear them', async () => {
    const { emulator } = createWorld();
    const good = await emulator.fetch(post('faults', [{ kind: 'slow', times: 2 }]));
    expect(await good.json()).toEqual({ faults: [{ kind: 'slow', times: 2 }] });
    for (const wrong of [
      { kind: 'nope' },
      { kind: 'slow', match: '(' },
      { kind: 'slow', times: -1 },
    ]) {
      expect((await emulator.fetch(post('faults', wrong))).status).toBe(422);
    }
    await emulator.fetch(new Request(`${ORIGIN}/_emulator/faults`, { method: 'DELETE' }));
    expect(emulator.faults.active()).toEqual([]);
  });

  it('show the requests, and reset everything to the seed', async () => {
    const { emulator, call } = createWorld();
    await call('DELETE', `people/${recordId(1)}`);
    const shown = await emulator.fetch(new Request(`${ORIGIN}/_emulator/requests`));
    expect(await shown.json()).toMatchObject({
      total: 1,
      requests: [{ method: 'DELETE', status: 200 }],
    });
    await emulator.fetch(post('reset', {}));
    expect((await call('GET', `people/${recordId(1)}`)).status).toBe(200);
    expect(emulator.requests.count(/^DELETE /)).toBe(0);
  });

  it('refuse a page of another site', async () => {
    const { emulator } = createWorld();
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'http://elsewhere.test', host: 'airtable.test' },
    ];
    for (const headers of foreign) {
      expect((await emulator.fetch(post('reset', {}, headers))).status).toBe(403);
    }
    const own = { origin: ORIGIN, host: 'airtable.test' };
    expect((await emulator.fetch(post('reset', {}, own))).status).toBe(200);
  });
});
