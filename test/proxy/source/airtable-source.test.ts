import { createStatus } from '../../../src/proxy/status.ts';
import { describe, expect, test } from 'vitest';
import { defineCollection, field } from '../../../src/model/schema.ts';
import { PLANS } from '../../../src/proxy/source/airtable/plan.ts';
import { recordId, TOKEN } from '../../emulator/fixture-base.ts';
import { createTestClock } from '../fakes/clock.ts';
import { createAirtableWorld, people, teams } from '../fakes/airtable-world.ts';

const PAYLOADS = /GET .*\/payloads/;
const LISTS = /GET .*\/people\?/;

describe('at start', () => {
  test('asks for a webhook, then reads every table whole and publishes them together', async () => {
    const { clock, sink, start, requests } = createAirtableWorld();
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    expect(sink.batches()[0]!.changes.map((change) => change.collection)).toEqual([
      'people',
      'teams',
    ]);
    expect(sink.table('people').size).toBe(12);
    expect(sink.table('people').get(recordId(3))!.fields).toEqual({ name: 'Person 3', age: 3 });
    expect(
      requests()
        .map(({ call }) => call.replace(/\?.*/, ''))
        .slice(0, 2),
    ).toEqual([
      'GET /v0/meta/bases/appFIXTUREbase001/tables',
      'POST /v0/bases/appFIXTUREbase001/webhooks',
    ]);
    expect(source.status().mode).toBe('cursor');
  });

  test('[B9] reads a table of more than 100 records whole', async () => {
    const { clock, sink, start } = createAirtableWorld({ people: 250 });
    start();
    await clock.until(() => sink.batches().length > 0);
    expect(sink.table('people').size).toBe(250);
  });

  test('[fault N7] [figure R17] a process that follows another adds no burst to the calls of its last second', async () => {
    const { clock, sink, start, requests } = createAirtableWorld({ people: 1_000 });
    // Each ends in the midst of its first sweep: nothing is published, but it has made its calls.
    for (let run = 1; run <= 3; run++) {
      const { stop } = start();
      await clock.until(() => requests().length >= 4 * run);
      await stop();
    }
    start();
    await clock.until(() => sink.batches().length > 0);
    const times = requests().map(({ at }) => at);
    const inSecondFrom = (at: number) => times.filter((t) => t >= at && t <= at + 1_000).length;
    expect(Math.max(...times.map(inSecondFrom))).toBeLessThanOrEqual(5);
  });

  test('asks for the columns of the site’s schema and no others', async () => {
    const { clock, sink, start, requests } = createAirtableWorld();
    start();
    await clock.until(() => sink.batches().length > 0);
    const { call } = requests(LISTS)[0]!;
    expect(new URLSearchParams(call.split('?')[1]).getAll('fields[]')).toEqual([
      'fldname0000000000',
      'fldage00000000000',
    ]);
  });
});

describe('by the cursor', () => {
  test('costs one call a second for the whole base while nothing changes', async () => {
    const { clock, sink, start, requests, emulator } = createAirtableWorld();
    start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(2_000);
    emulator.requests.clear();
    await clock.advance(60_000);
    expect(requests(PAYLOADS).length).toBeGreaterThanOrEqual(55);
    expect(requests().length).toBe(requests(PAYLOADS).length);
    expect(sink.batches()).toHaveLength(1);
  });

  test('publishes an edit, an insert and a delete within two seconds, by reading only those records', async () => {
    const { clock, sink, start, emulator, requests } = createAirtableWorld();
    start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(1_500);
    emulator.requests.clear();
    emulator.table('people').update(recordId(1), { name: 'Renamed' });
    const inserted = emulator.table('people').insert({ name: 'New' });
    emulator.table('people').remove(recordId(2));
    const editedAt = clock.now();
    await clock.until(() => sink.batches().length === 2, 5_000);
    expect(clock.now() - editedAt).toBeLessThanOrEqual(2_000);
    expect(sink.table('people').get(recordId(1))!.fields['name']).toBe('Renamed');
    expect(sink.table('people').has(inserted.id)).toBe(true);
    expect(sink.table('people').has(recordId(2))).toBe(false);
    expect(requests(LISTS)).toEqual([]);
    expect(requests(/listRecords/)).toHaveLength(1);
  });

  test('publishes several tables changed between two polls as one', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld();
    start();
    await clock.until(() => sink.batches().length > 0);
    emulator.table('people').update(recordId(1), { name: 'Renamed' });
    emulator.table(teams.table).insert({ title: 'New team' });
    await clock.until(() => sink.batches().length === 2);
    expect(sink.batches()[1]!.changes.map((change) => change.collection)).toEqual([
      'people',
      'teams',
    ]);
  });

  test('[X4] stores the cursor only after its changes are published', async () => {
    const { clock, sink, start, emulator, cursorFile, events } = createAirtableWorld();
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(1_500);
    expect(source.status().alarm).toBe('');
    const before = cursorFile.place!.cursor;
    sink.failNext(new Error('disk full'));
    emulator.table('people').update(recordId(1), { name: 'Renamed' });
    await clock.until(() => events.some(({ type }) => type === 'reading-failed'));
    expect(source.status().alarm).toContain(
      'cannot be published; make room on the disk of DATA_DIR',
    );
    expect(sink.batches()).toHaveLength(1);
    expect(cursorFile.place!.cursor).toBe(before);
    await clock.until(() => sink.batches().length === 2, 30_000);
    expect(sink.table('people').get(recordId(1))!.fields['name']).toBe('Renamed');
    expect(cursorFile.place!.cursor).toBeGreaterThan(before);
    expect(source.status().alarm).toBe('');
  });

  test('goes on from the stored cursor after a restart, with the same webhook', async () => {
    const { clock, sink, start, emulator, requests } = createAirtableWorld();
    const first = start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(1_500);
    await first.stop();
    emulator.table('people').remove(recordId(5));
    start();
    await clock.advance(5_000);
    expect(sink.table('people').has(recordId(5))).toBe(false);
    expect(requests(/POST .*\/webhooks(\?|$)/)).toHaveLength(1);
  });

  test('keeps what the cursor brought while a long sweep was under way, which saw older pages', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld({ people: 950 });
    start();
    await clock.until(() => sink.batches().length > 0);
    // The slow check of people: ten pages at two a second.
    emulator.requests.clear();
    await clock.until(() => emulator.requests.count(LISTS) >= 3, 400_000);
    emulator.table('people').update(recordId(1), { name: 'Renamed' });
    emulator.table('people').remove(recordId(2));
    await clock.until(() => emulator.requests.count(LISTS) >= 10, 60_000);
    await clock.advance(3_000);
    expect(
      sink
        .batches()
        .slice(1)
        .map(({ changes }) => changes[0]!.kind),
    ).toEqual(['part', 'whole']);
    expect(sink.table('people').get(recordId(1))!.fields['name']).toBe('Renamed');
    expect(sink.table('people').has(recordId(2))).toBe(false);
    expect(sink.table('people').size).toBe(949);
  });

  test('reads a table whole after a change of its columns', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld();
    start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(1_500);
    emulator.requests.clear();
    emulator.table('people').changeField('age', { description: 'in years' });
    emulator.table('people').update(recordId(1), { age: 7 });
    await clock.until(() => sink.batches().length > 1);
    expect(sink.table('people').get(recordId(1))!.fields['age']).toBe(7);
  });

  test('sweeps each table every five minutes, one at a time, since the cursor does not tell everything', async () => {
    const { clock, sink, start, requests, emulator } = createAirtableWorld();
    start();
    await clock.until(() => sink.batches().length > 0);
    emulator.requests.clear();
    await clock.advance(15 * 60_000);
    const sweeps = requests(/GET .*\/(people|teams[^/]*)\?/);
    expect(sweeps.length).toBeGreaterThanOrEqual(5);
    expect(sweeps.length).toBeLessThanOrEqual(7);
    sweeps.slice(1).forEach(({ at }, i) => expect(at - sweeps[i]!.at).toBeGreaterThan(60_000));
  });

  test('makes a new webhook and reads everything anew where the old one is gone', async () => {
    const { clock, sink, start, emulator, cursorFile } = createAirtableWorld();
    cursorFile.place = { webhookId: 'achGONE0000000000', cursor: 4 };
    start();
    await clock.until(() => sink.batches().length > 0);
    await clock.until(
      () => cursorFile.place?.webhookId !== 'achGONE0000000000' && cursorFile.place !== undefined,
      30_000,
    );
    await clock.advance(3_000);
    emulator.table('people').update(recordId(1), { name: 'Renamed' });
    await clock.until(
      () => sink.table('people').get(recordId(1))!.fields['name'] === 'Renamed',
      5_000,
    );
  });

  test('[promise P8] never calls a table read by a webhook that was made after the edit', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld({
      collections: [people],
      intervalMs: 10_000,
    });
    emulator.faults.add({ kind: 'status', match: 'POST .*/webhooks', status: 503, times: 1 });
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    const editedAt = clock.now();
    emulator.table('people').update(recordId(1), { name: 'Renamed' });
    const isPublished = () => sink.table('people').get(recordId(1))!.fields['name'] === 'Renamed';
    for (let n = 0; n < 100 && !isPublished(); n++) {
      expect(source.status().tables[0]!.lastGoodAt).toBeLessThanOrEqual(editedAt);
      await clock.advance(50);
    }
    expect(isPublished()).toBe(true);
    expect(source.status().mode).toBe('cursor');
  });
});

test('[fault N12] a field that is missing is named in the log, once', async () => {
  const broken = { ...people, fields: { ...people.fields, hat: field('text', 'hats') } };
  const { clock, events, start, sink } = createAirtableWorld({ collections: [broken] });
  start();
  await clock.until(() => sink.batches().length > 0);
  await clock.advance(12 * 60 * 60_000);
  expect(events.filter(({ type }) => type === 'warned')).toEqual([
    {
      type: 'warned',
      text: 'people: the field "hats" is missing. npm run doctor tells more',
    },
  ]);
});

describe('without a webhook', () => {
  const refused = { kind: 'status', match: 'POST .*/webhooks', status: 403 } as const;

  test('[B21] sweeps a table again an interval after its last sweep ended, and never two at once', async () => {
    const { clock, sink, start, emulator, requests } = createAirtableWorld({
      collections: [people],
    });
    emulator.faults.add(refused, { kind: 'slow', match: 'GET .*/people', delayMs: 3_000 });
    const { source } = start();
    await clock.until(() => sink.batches().length === 4, 60_000);
    expect(source.status().mode).toBe('sweeps');
    const ends = requests(LISTS).map(({ at }) => at);
    const batchTimes = sink.batches().map(({ at }) => at);
    batchTimes.slice(1).forEach((at, i) => expect(at - batchTimes[i]!).toBe(4_000));
    expect(ends.length).toBe(new Set(ends).size);
  });

  test.each([
    [
      'webhook:manage',
      'webhooks are refused .*the token needs the scope webhook:manage',
      /^refused;/,
    ],
    [
      'schema.bases:read',
      'what a webhook tells is understood by the schema alone',
      /^of no use without the schema;/,
    ],
  ])('says why it sweeps with a token that lacks %s', async (lacking, why, words) => {
    const scopes = ['data.records:read', 'schema.bases:read', 'webhook:manage'];
    const { clock, events, start } = createAirtableWorld({
      emulator: { scopesByToken: { [TOKEN]: scopes.filter((scope) => scope !== lacking) } },
    });
    const { source } = start();
    const chosen = () => events.find(({ type }) => type === 'reading-mode');
    await clock.until(() => chosen() !== undefined);
    expect(chosen()).toMatchObject({
      mode: 'sweeps',
      why: expect.stringMatching(why) as string,
    });
    const status = createStatus({
      source: source.status(),
      publication: undefined,
      problems: [],
      deletions: [],
      checkedSecondsAgo: 0,
      lastGoodAtOf: () => undefined,
      mediaPending: 0,
      feeds: [],
    });
    expect(status.upstream.webhook).toMatch(words);
  });

  test('says that the base has too many webhooks, not that the token lacks a scope', async () => {
    const { clock, events, start, cursorFile } = createAirtableWorld();
    for (let n = 0; n < 10; n++) {
      const { source, stop } = start();
      await clock.until(() => source.status().mode === 'cursor');
      await stop();
      // As with a new data folder.
      cursorFile.place = undefined;
    }
    const { source } = start();
    await clock.until(() => source.status().mode === 'sweeps');
    const chosen = events.filter(({ type }) => type === 'reading-mode').at(-1);
    expect(chosen).toMatchObject({
      why: expect.stringMatching(
        /^webhooks are refused \(TOO_MANY_WEBHOOKS_IN_BASE\); the base has as many as Airtable allows/,
      ) as string,
    });
    expect(JSON.stringify(chosen)).not.toContain('webhook:manage');
  });

  test('publishes an edit with the next sweep, both tables of a round as one', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld();
    emulator.faults.add(refused);
    start();
    await clock.until(() => sink.batches().length === 2);
    expect(sink.batches()[1]!.changes).toHaveLength(2);
    emulator.table('people').remove(recordId(1));
    await clock.advance(3_500);
    expect(sink.table('people').has(recordId(1))).toBe(false);
  });

  test('asks about it again after six hours', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld({
      intervalMs: 600_000,
    });
    emulator.faults.add({ ...refused, times: 1 });
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    expect(source.status().mode).toBe('sweeps');
    await clock.until(() => source.status().mode === 'cursor', 7 * 60 * 60_000);
  });
});

describe('when reading fails', () => {
  test('[X3][B9] a failure on page 2 leaves the table as it was', async () => {
    const { clock, sink, start, emulator, events } = createAirtableWorld({ people: 150 });
    emulator.faults.add({ kind: 'status', match: 'offset=', status: 500, times: 1 });
    start();
    await clock.until(() => sink.batches().length === 1);
    expect(sink.batches()[0]!.changes.map((change) => change.collection)).toEqual(['teams']);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'reading-failed', table: 'people', status: 500 }),
    );
    await clock.until(() => sink.table('people').size === 150, 10_000);
  });

  test('[fault N10] a lost iterator starts the walk over, at most three times, then waits', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld({
      people: 250,
      collections: [people],
    });
    emulator.faults.add({ kind: 'iterator-lost', match: 'GET .*offset=', times: 2 });
    start();
    await clock.until(() => sink.table('people').size === 250, 20_000);
    expect(emulator.requests.count(/GET .*people\?(?!.*offset=)/)).toBe(3);
  });

  test('[X3][B18] a table that fails keeps its last state and age, the others are published', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld();
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(2_000);
    const lostAt = clock.now();
    emulator.faults.add({
      kind: 'status',
      match: '/people',
      status: 422,
      body: { error: { type: 'UNKNOWN_FIELD_NAME', message: 'in tblPeople00000001' } },
    });
    emulator.table('people').update(recordId(1), { name: 'Unread' });
    emulator.table(teams.table).insert({ title: 'Read' });
    await clock.advance(20_000);
    const [first, second] = source.status().tables;
    expect(first).toMatchObject({
      collection: 'people',
      lastError: '422 UNKNOWN_FIELD_NAME',
    });
    expect(first!.lastGoodAt).toBeLessThanOrEqual(lostAt + 1_000);
    expect(second!.lastGoodAt).toBeGreaterThan(lostAt + 15_000);
    expect(sink.table('people').get(recordId(1))!.fields['name']).toBe('Person 1');
    expect([...sink.table('teams').values()].some((row) => row.fields['title'] === 'Read')).toBe(
      true,
    );
    emulator.faults.clear();
    await clock.until(
      () => sink.table('people').get(recordId(1))!.fields['name'] === 'Unread',
      400_000,
    );
  });

  test('[B18] a table that does not answer leaves the others serving and polling', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld();
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(2_000);
    emulator.faults.add({ kind: 'hang', match: '/people' });
    emulator.table('people').update(recordId(1), { name: 'Unread' });
    emulator.table(teams.table).insert({ title: 'Read' });
    const hungAt = clock.now();
    const hasTeam = () =>
      [...sink.table('teams').values()].some((row) => row.fields['title'] === 'Read');
    await clock.until(hasTeam, 60_000);
    expect(clock.now() - hungAt).toBeLessThan(4_000);
    expect(sink.table('people').get(recordId(1))!.fields['name']).toBe('Person 1');
    await clock.advance(120_000);
    const [, second] = source.status().tables;
    expect(second!.lastGoodAt).toBeGreaterThan(hungAt + 30_000);
    emulator.faults.clear();
    await clock.until(
      () => sink.table('people').get(recordId(1))!.fields['name'] === 'Unread',
      400_000,
    );
  });

  test('[B24] after a 429 nothing at all goes to the base for 30 s, then it recovers', async () => {
    const { clock, sink, start, emulator, requests } = createAirtableWorld();
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    emulator.faults.add({ kind: 'rate-limit', times: 1 });
    emulator.requests.clear();
    await clock.until(() => requests().some(({ status }) => status === 429));
    const refusedAt = clock.now();
    expect(source.status().waiting).toMatch(
      /^Airtable was asked too often; silent for \d+ s more$/,
    );
    emulator.requests.clear();
    await clock.advance(29_900);
    expect(requests()).toEqual([]);
    await clock.advance(5_000);
    expect(requests(PAYLOADS).length).toBeGreaterThan(0);
    expect(requests().every(({ status }) => status === 200)).toBe(true);
    expect(clock.now() - refusedAt).toBeLessThan(40_000);
    expect(source.status().waiting).toBe('');
  });

  test('[fault N8] a storm of 429 is met by at most one call in 30 s', async () => {
    const { clock, start, emulator, requests } = createAirtableWorld();
    emulator.faults.add({ kind: 'rate-limit' });
    start();
    await clock.advance(10 * 60_000);
    expect(requests().length).toBeLessThanOrEqual(21);
    requests()
      .slice(1)
      .forEach(({ at }, i) => expect(at - requests()[i]!.at).toBeGreaterThanOrEqual(30_000));
  });

  test('[fault N8] a month that is used up is asked about no more until it turns, over a restart too', async () => {
    const { clock, start, requests } = createAirtableWorld({
      emulator: { limits: { perMonth: 0 } },
    });
    const first = start();
    await clock.advance(60_000);
    const metered = () => requests().filter(({ call }) => !call.includes('/meta/'));
    expect(metered().map(({ status }) => status)).toEqual([429]);
    expect(first.source.status()).toMatchObject({
      waiting:
        'Airtable says that this month’s calls are used up; silent until 2026-03-01T00:00Z, or a start with another AIRTABLE_PLAN',
    });
    await first.stop();
    start();
    await clock.advance(Date.UTC(2026, 2, 1) - clock.now() - 1);
    expect(metered()).toHaveLength(1);
    await clock.advance(60_000);
    expect(metered().length).toBeGreaterThan(1);
  });

  test('[fault N8] asks again within the hour where the refusal may belong to the month before', async () => {
    const { clock, start, emulator, sink } = createAirtableWorld({
      clock: createTestClock(Date.UTC(2026, 2, 1, 0, 0, 5)),
    });
    const body = { errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED', message: 'x' }] };
    emulator.faults.add({ kind: 'status', status: 429, body });
    start();
    await clock.advance(60_000);
    emulator.faults.clear();
    await clock.until(() => sink.batches().length > 0, 2 * 60 * 60_000);
  });

  test('a refused token is asked about every five minutes, with an alarm, and all is well again by itself', async () => {
    const { clock, sink, start, emulator, requests } = createAirtableWorld();
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    emulator.faults.add({
      kind: 'status',
      status: 401,
      body: { error: { type: 'AUTHENTICATION_REQUIRED' } },
    });
    await clock.advance(5_000);
    emulator.requests.clear();
    await clock.advance(60 * 60_000);
    expect(requests().length).toBeLessThanOrEqual(3 * 13);
    expect(source.status().alarm).toMatch(/refuses the token/);
    emulator.faults.clear();
    emulator.table('people').update(recordId(1), { name: 'Back' });
    await clock.until(
      () => sink.table('people').get(recordId(1))!.fields['name'] === 'Back',
      11 * 60_000,
    );
    await clock.advance(6 * 60_000);
    expect(source.status().alarm).toBe('');
  });

  test('a token that is refused from the very first is explained once, in a sentence, and again only after it was good', async () => {
    const { clock, sink, start, emulator, events } = createAirtableWorld();
    const explained = () => events.filter(({ type }) => type === 'upstream-refused');
    emulator.faults.add({
      kind: 'status',
      status: 401,
      body: { error: { type: 'AUTHENTICATION_REQUIRED' } },
    });
    start();
    await clock.advance(30 * 60_000);
    // No line for each table besides.
    expect(events.filter(({ type }) => type !== 'budget')).toEqual([
      { type: 'upstream-refused', tables: [], code: 'AUTHENTICATION_REQUIRED', status: 401 },
    ]);
    emulator.faults.clear();
    await clock.until(() => sink.batches().length > 0, 11 * 60_000);
    await clock.advance(11 * 60_000);
    emulator.faults.add({ kind: 'status', status: 403 });
    await clock.advance(60 * 60_000);
    expect(explained().slice(1)).toMatchObject([{ tables: ['people', 'teams'], status: 403 }]);
  });

  test('a token that is revoked while the change feed is read is explained in the same one sentence', async () => {
    const { clock, sink, start, emulator, events } = createAirtableWorld();
    start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(10_000);
    const body = { error: { type: 'AUTHENTICATION_REQUIRED' } };
    emulator.faults.add({ kind: 'status', status: 401, body });
    events.length = 0;
    await clock.advance(60 * 60_000);
    expect(events.filter(({ type }) => type !== 'budget')).toEqual([
      { type: 'upstream-refused', tables: [], code: 'AUTHENTICATION_REQUIRED', status: 401 },
    ]);
  });

  test('a token that is revoked again after the change feed alone was read is explained again', async () => {
    // On this plan each table is checked every half hour only.
    const { clock, sink, start, emulator, events } = createAirtableWorld({ plan: PLANS.team });
    start();
    await clock.until(() => sink.batches().length > 0);
    await clock.advance(10_000);
    const body = { error: { type: 'AUTHENTICATION_REQUIRED' } };
    for (let times = 1; times <= 2; times++) {
      emulator.faults.add({ kind: 'status', status: 401, body });
      await clock.advance(60_000);
      expect(events.filter(({ type }) => type === 'upstream-refused')).toHaveLength(times);
      emulator.faults.clear();
      await clock.advance(6 * 60_000);
    }
  });

  test('[fault N9] an outage is retried ever more slowly, at most every five minutes', async () => {
    const { clock, sink, start, emulator, requests } = createAirtableWorld();
    start();
    await clock.until(() => sink.batches().length > 0);
    emulator.faults.add({ kind: 'cut' });
    emulator.requests.clear();
    await clock.advance(60 * 60_000);
    const gaps = requests(PAYLOADS).map(({ at }, i, all) => at - (all[i - 1]?.at ?? at));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5 * 60_000);
    // Two tables and the cursor.
    expect(requests().length).toBeLessThan(3 * 40);
    emulator.faults.clear();
    emulator.table('people').update(recordId(1), { name: 'Back' });
    await clock.until(
      () => sink.table('people').get(recordId(1))!.fields['name'] === 'Back',
      6 * 60_000,
    );
  });

  test('[B26] a request that never answers times out and reading goes on', async () => {
    const { clock, sink, start, emulator } = createAirtableWorld();
    start();
    await clock.until(() => sink.batches().length > 0);
    emulator.faults.add({ kind: 'hang', match: 'payloads', times: 1 });
    await clock.advance(3_000);
    emulator.table('people').update(recordId(1), { name: 'Later' });
    await clock.until(
      () => sink.table('people').get(recordId(1))!.fields['name'] === 'Later',
      20_000,
    );
  });

  test('[fault D5] a disk that is full raises an alarm until a table is published again', async () => {
    const { clock, sink, start } = createAirtableWorld({
      plan: { ...PLANS.business, checkEveryMs: 10_000 },
    });
    const { source } = start();
    await clock.until(() => sink.batches().length > 0);
    sink.failNext(Object.assign(new Error('ENOSPC: …, write'), { code: 'ENOSPC' }));
    await clock.until(() => source.status().alarm !== '', 60_000);
    expect(source.status().alarm).toBe(
      'What came from Airtable cannot be published; make room on the disk of DATA_DIR and see that it can be written to',
    );
    expect(source.status().tables.map(({ lastError }) => lastError)).toContain(
      'what came could not be published: the disk is full',
    );
    await clock.until(() => source.status().alarm === '', 60_000);
  });

  test('[B25] an exception inside a poll is contained and reading starts over', async () => {
    const { clock, sink, start, events } = createAirtableWorld({
      plan: { ...PLANS.business, checkEveryMs: 10_000 },
    });
    start();
    await clock.until(() => sink.batches().length > 0);
    sink.failNext(new Error('boom'));
    await clock.until(() => events.some(({ type }) => type === 'failed'), 60_000);
    const batches = sink.batches().length;
    await clock.until(() => sink.batches().length > batches, 60_000);
  });
});

test('[B24] [B25] one exception now and then is no row of failures: each is tried again soon', async () => {
  const { clock, sink, start, events } = createAirtableWorld({
    plan: { ...PLANS.business, checkEveryMs: 10_000 },
  });
  start();
  await clock.until(() => sink.batches().length > 0);
  const failures = () => events.filter(({ type }) => type === 'failed').length;
  const { tick } = sink;
  for (let times = 1; times <= 9; times++) {
    Object.assign(sink, {
      tick: () => {
        Object.assign(sink, { tick });
        throw new Error('boom');
      },
    });
    await clock.until(() => failures() === times, 60_000);
    const batches = sink.batches().length;
    await clock.until(() => sink.batches().length > batches, 30_000);
    await clock.advance(11 * 60_000);
  }
});

test('an alarm names the table that alone is refused', async () => {
  const { clock, sink, start, emulator } = createAirtableWorld();
  const { source } = start();
  await clock.until(() => sink.batches().length > 0);
  const body = { error: { type: 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND' } };
  emulator.faults.add({ kind: 'status', status: 403, match: 'teams', body });
  await clock.until(() => source.status().alarm !== '', 60 * 60_000);
  expect(source.status().alarm).toBe(
    'teams: Airtable refuses the token, its scopes or its grants; ask the owner to check them',
  );
});

describe('the budget', () => {
  test('[figure R17] never lets a fifth call start in any second, whatever happens', async () => {
    const { clock, start, emulator, requests } = createAirtableWorld({ people: 600 });
    start();
    for (let n = 0; n < 60; n++) {
      emulator.table('people').update(recordId(1 + (n % 600)), { name: `Edit ${n}` });
      if (n % 20 === 10) emulator.loseIterators();
      await clock.advance(1_300);
    }
    const times = requests().map(({ at }) => at);
    for (const at of times) {
      expect(times.filter((other) => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(
        4,
      );
    }
    expect(requests().every(({ status }) => status !== 429)).toBe(true);
  });
});

test('a view-ordered collection is swept where one of its records changes: the view alone knows the order', async () => {
  const viewed = defineCollection({
    name: 'viewed',
    table: people.table,
    view: 'Grid view',
    fields: { name: field('text', 'name') },
    indexes: {},
  });
  const { clock, sink, start, emulator, requests } = createAirtableWorld({ collections: [viewed] });
  start();
  await clock.until(() => sink.batches().length > 0);
  emulator.requests.clear();
  emulator.table('people').insert({ name: 'New' });
  await clock.until(() => sink.batches().length === 2, 5_000);
  expect(sink.batches()[1]!.changes[0]!.kind).toBe('whole');
  expect(requests(/listRecords/)).toEqual([]);
});
