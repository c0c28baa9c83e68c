// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { describe, expect, it } from 'vitest';

import { fixtureBase, recordId } from './fixture-base.ts';
import { NAMED_FAULTS } from '../../src/emulator/named-faults.ts';
import { createWorld, ORIGIN, type Json, type World } from './world.ts';

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

describe('what happens between pages', () => {
  const people = 'people?pageSize=3';
  const read = async (world: World, how: 'GET' | 'POST'): Promise<Json[]> => {
    const records: Json[] = [];
    let offset: string | undefined;
    do {
      const place = offset === undefined ? '' : `&offset=${encodeURIComponent(offset)}`;
      const { body, status } =
        how === 'GET'
          ? await world.call('GET', people + place)
          : await world.call('POST', 'people/listRecords', { pageSize: 3, offset });
      if (status !== 200) return body.error.type;
      records.push(...body.records);
      offset = body.offset;
    } while (offset !== undefined);
    return records;
  };

  it.each(['GET', 'POST'] as const)(
    '[fault N10] by %s: a record goes before the next page',
    async (how) => {
      const world = createWorld({ base: fixtureBase(7) });
      world.emulator.faults.add({ kind: 'record-removed', times: 1 });
      const ids = (await read(world, how)).map(({ id }) => id as string);
      expect(ids).toEqual([1, 2, 3, 5, 6, 7].map(recordId));
      expect(world.emulator.faults.active()).toEqual([]);
    },
  );

  it('[fault N10] a record comes, which the walk under way does not have and the next one does', async () => {
    const world = createWorld({ base: fixtureBase(7) });
    world.emulator.faults.add({ kind: 'record-added', times: 1 });
    expect(await read(world, 'GET')).toHaveLength(7);
    expect(await read(world, 'GET')).toHaveLength(8);
  });

  it('[fault N10] the iterator is lost on the page asked for', async () => {
    const world = createWorld({ base: fixtureBase(10) });
    world.emulator.faults.add({ kind: 'iterator-lost', after: 1, times: 1 });
    expect(await read(world, 'GET')).toBe('LIST_RECORDS_ITERATOR_NOT_AVAILABLE');
    expect(world.emulator.requests.total()).toBe(3);
    expect(await read(world, 'GET')).toHaveLength(10);
  });

  it.each([
    [{ change: { name: 'years' } }, 'years'],
    [{ change: 'removed' }, undefined],
    [{}, 'age (renamed)'],
  ] as const)('[fault N12] the schema changes: %j', async (how, name) => {
    const world = createWorld({ base: fixtureBase(4) });
    world.emulator.faults.add({ kind: 'schema-changed', field: 'age', times: 1, ...how });
    const [first, , , last] = await read(world, 'GET');
    expect(first.fields.age).toBe(1);
    expect(last.fields).not.toHaveProperty('age');
    if (name !== undefined) expect(last.fields[name]).toBe(4);
  });

  it('hits no request for a first page, and no picture', async () => {
    const world = createWorld();
    world.emulator.faults.add({ kind: 'record-removed' });
    await world.call('GET', 'people');
    await world.call('PATCH', `people/${recordId(1)}`, { fields: { age: 3 } });
    expect(world.emulator.table('people').records()).toHaveLength(12);
  });
});

describe('a broken day', () => {
  it('[fault N9] offline does nothing of what was asked', async () => {
    const world = createWorld();
    world.emulator.faults.add({ kind: 'offline', times: 1 });
    await expect(world.call('POST', 'people', { fields: { name: 'x' } })).rejects.toThrow(
      'fetch failed',
    );
    expect(world.emulator.table('people').records()).toHaveLength(12);
  });

  it('[fault N8] a used-up month says so on data, and lets metadata through by its name', async () => {
    const world = createWorld();
    await world.emulator.fetch(
      new Request(`${ORIGIN}/_emulator/faults`, {
        method: 'POST',
        body: JSON.stringify({ name: 'monthly cap reached' }),
      }),
    );
    const refused = await world.call('GET', 'people');
    expect([refused.status, refused.body.errors[0].error]).toEqual([
      429,
      'PUBLIC_API_BILLING_LIMIT_EXCEEDED',
    ]);
    expect((await world.call('GET', '/v0/meta/bases')).status).toBe(200);
  });

  it('[fault N9] a stalled body has half of its bytes, and then nothing until the client gives up', async () => {
    const { emulator } = createWorld();
    emulator.faults.add({ kind: 'stall', times: 1 });
    const stopping = new AbortController();
    const answer = await emulator.fetch(
      new Request(`${ORIGIN}/v0/meta/whoami`, { signal: stopping.signal }),
    );
    const body = answer.body?.getReader();
    const { value } = (await body?.read()) ?? {};
    expect(value?.byteLength).toBe(Math.floor(Number(answer.headers.get('content-length')) / 2));
    const rest = body?.read();
    stopping.abort(new Error('too long'));
    await expect(rest).rejects.toThrow('too long');
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
    expect(await good.json()).toMatchObject({ faults: [{ kind: 'slow', times: 2 }] });
    for (const wrong of [
      { kind: 'nope' },
      { kind: 'slow', match: '(' },
      { kind: 'slow', times: -1 },
      { name: 'a nice day' },
    ]) {
      expect((await emulator.fetch(post('faults', wrong))).status).toBe(422);
    }
    await emulator.fetch(new Request(`${ORIGIN}/_emulator/faults`, { method: 'DELETE' }));
    expect(emulator.faults.active()).toEqual([]);
  });

  it.each(NAMED_FAULTS.map(({ name }) => name))('know "%s" by its name', async (name) => {
    const { emulator } = createWorld();
    const isOn = async (request: Request): Promise<unknown> => {
      const { named }: Json = await (await emulator.fetch(request)).json();
      return named.filter((fault: Json) => fault.isOn).map((fault: Json) => fault.name);
    };
    expect(await isOn(post('faults', { name }))).toEqual([name]);
    expect(await isOn(post('faults', { name }))).toEqual([name]);
    expect(emulator.faults.active()).toHaveLength(1);
    const off = `${ORIGIN}/_emulator/faults?name=${encodeURIComponent(name)}`;
    expect(await isOn(new Request(off, { method: 'DELETE' }))).toEqual([]);
  });

  it('move the clock on, for all that expires and all who wait, and back', async () => {
    const { emulator, call } = createWorld({
      sleep: async (_ms, signal) => {
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      },
    });
    const { offset } = (await call('GET', 'people?pageSize=5')).body;
    emulator.faults.add({ kind: 'slow', delayMs: 60_000, times: 1 });
    const slow = call('GET', 'people');
    const moved = await emulator.fetch(post('clock', { advanceMs: 300_000 }));
    expect(await moved.json()).toEqual({ now: '2026-06-01T12:05:00.000Z', aheadMs: 300_000 });
    expect((await slow).status).toBe(200);
    const lost = await call('GET', `people?offset=${encodeURIComponent(offset)}`);
    expect(lost.body.error.type).toBe('LIST_RECORDS_ITERATOR_NOT_AVAILABLE');
    await emulator.fetch(post('clock', { aheadMs: 0 }));
    const shown = await emulator.fetch(new Request(`${ORIGIN}/_emulator/clock`));
    expect(await shown.json()).toMatchObject({ aheadMs: 0 });
    expect((await emulator.fetch(post('clock', { advanceMs: -1 }))).status).toBe(422);
  });

  it('take another base as JSON, and say what is wrong with one', async () => {
    const { emulator, call } = createWorld();
    const [people, teams] = fixtureBase(3).tables;
    const other = { id: 'appOTHERbase00001', tokens: ['patOther'], tables: [people, teams] };
    expect((await emulator.fetch(post('seed', other))).status).toBe(200);
    expect((await call('GET', 'people')).status).toBe(401);
    const headers = { authorization: 'Bearer patOther' };
    const answer = await emulator.fetch(
      new Request(`${ORIGIN}/v0/appOTHERbase00001/people`, { headers }),
    );
    expect((await answer.json()) as Json).toMatchObject({ records: { length: 3 } });
    const record = {
      ...people?.records[0],
      fields: { photo: [{ id: 'att1', file: '/etc/hostname' }] },
    };
    for (const wrong of [
      {},
      { ...other, id: 'base' },
      { tables: [{}] },
      { tables: [{ ...people, records: [{ ...record, fields: { age: 'ten' } }] }, teams] },
      { tables: [{ ...people, records: [record] }, teams] },
    ]) {
      const refused = await emulator.fetch(post('seed', wrong));
      expect([refused.status, typeof ((await refused.json()) as Json).error]).toEqual([
        422,
        'string',
      ]);
    }
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
