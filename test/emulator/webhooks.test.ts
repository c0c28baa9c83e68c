// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { describe, expect, it } from 'vitest';

import { BASE_ID, recordId } from './fixture-base.ts';
import { createWorld, type Json, type World } from './world.ts';

const DAY = 86_400_000;
const HOOKS = `/v0/bases/${BASE_ID}/webhooks`;

async function withWebhook(filters: object = {}, includes?: object) {
  const world = createWorld();
  const options = { filters: { dataTypes: ['tableData'], ...filters }, includes };
  const { body } = await world.call('POST', HOOKS, { specification: { options } });
  const id = String(body.id);
  const payloads = async (cursor?: number, limit = 50): Promise<Json> => {
    const query = cursor === undefined ? '' : `?cursor=${String(cursor)}&limit=${String(limit)}`;
    return (await world.call('GET', `${HOOKS}/${id}/payloads${query}`)).body;
  };
  return { world, id, payloads, created: body };
}

const people = (world: World) => world.emulator.table('people');
const tableOf = (payload: Json): Json => payload.changedTablesById.tblPeople00000001;

describe('a webhook', () => {
  it('is made with a secret that is shown once, and listed without', async () => {
    const { world, created } = await withWebhook();
    expect(created.id).toMatch(/^ach\w{14}$/);
    expect(Buffer.from(created.macSecretBase64, 'base64')).toHaveLength(64);
    expect(created.expirationTime).toBe('2026-06-08T12:00:00.000Z');
    const { webhooks } = (await world.call('GET', HOOKS)).body;
    expect(webhooks).toHaveLength(1);
    expect(webhooks[0]).toMatchObject({
      id: created.id,
      notificationUrl: null,
      cursorForNextPayload: 1,
    });
    expect(webhooks[0]).not.toHaveProperty('macSecretBase64');
  });

  it('hands out one payload per transaction from cursor 1 on, each once', async () => {
    const { world, payloads } = await withWebhook();
    expect(await payloads()).toEqual({ cursor: 1, mightHaveMore: false, payloads: [] });
    for (let n = 0; n < 5; n += 1) people(world).update(recordId(1), { age: 100 + n });
    const ages: number[] = [];
    let page: Json = { cursor: 1, mightHaveMore: true };
    while (page.mightHaveMore) {
      page = await payloads(page.cursor, 2);
      ages.push(
        ...page.payloads.map(
          (payload: Json) =>
            tableOf(payload).changedRecordsById[recordId(1)].current.cellValuesByFieldId
              .fldage00000000000,
        ),
      );
    }
    expect(ages).toEqual([100, 101, 102, 103, 104]);
    expect(page.cursor).toBe(6);
    expect((await payloads(6)).payloads).toEqual([]);
  });

  it('tells what was made, changed and destroyed, by field id and in the V2 form', async () => {
    const { world, payloads } = await withWebhook();
    const { id } = people(world).insert({
      name: 'New',
      colour: 'red',
      teams: ['recTeam0000000001'],
    });
    people(world).update(id, { colour: null });
    people(world).remove(id, recordId(1));
    const [made, changed, destroyed] = (await payloads(1)).payloads;
    expect(made).toMatchObject({
      payloadFormat: 'v0',
      baseTransactionNumber: 1,
      actionMetadata: { source: 'client' },
    });
    expect(tableOf(made).createdRecordsById[id].cellValuesByFieldId).toMatchObject({
      fldname0000000000: 'New',
      fldcolour00000000: { id: 'selRed00000000001', name: 'red', color: 'redLight2' },
      fldteams000000000: [{ id: 'recTeam0000000001', name: 'Core' }],
    });
    // The other side of the link is in the same transaction.
    expect(made.changedTablesById.tblTeams000000001.changedRecordsById.recTeam0000000001).toEqual({
      current: { cellValuesByFieldId: { fldmembers0000000: [{ id, name: 'New' }] } },
    });
    expect(tableOf(changed).changedRecordsById[id].current.cellValuesByFieldId).toEqual({
      fldcolour00000000: null,
    });
    expect(tableOf(destroyed)).toEqual({ destroyedRecordIds: [id, recordId(1)] });
  });

  it('hears nothing of a write that changes nothing', async () => {
    const { world, payloads } = await withWebhook();
    await world.call('PATCH', `people/${recordId(1)}`, { fields: { name: 'Person 1' } });
    expect((await payloads(1)).payloads).toEqual([]);
  });

  it('hears only the table, the changes, the sources and the fields it asked for', async () => {
    const heard = async (filters: object): Promise<number> => {
      const { world, payloads } = await withWebhook(filters);
      people(world).update(recordId(1), { name: 'By hand' });
      await world.call('PATCH', `people/${recordId(1)}`, { fields: { age: 77 } });
      await world.call('DELETE', `people/${recordId(2)}`);
      return (await payloads(1)).payloads.length;
    };
    expect(await heard({})).toBe(3);
    expect(await heard({ recordChangeScope: 'tblTeams000000001' })).toBe(0);
    expect(await heard({ changeTypes: ['remove'] })).toBe(1);
    expect(await heard({ fromSources: ['client'] })).toBe(1);
    expect(await heard({ watchDataInFieldIds: ['fldage00000000000'] })).toBe(2);
  });

  it('includes previous and unchanged values when asked', async () => {
    const { world, payloads } = await withWebhook(
      {},
      {
        includePreviousCellValues: true,
        includeCellValuesInFieldIds: ['fldname0000000000'],
      },
    );
    people(world).update(recordId(1), { age: 9 });
    expect(tableOf((await payloads(1)).payloads[0]).changedRecordsById[recordId(1)]).toEqual({
      current: { cellValuesByFieldId: { fldage00000000000: 9 } },
      previous: { cellValuesByFieldId: { fldage00000000000: 1 } },
      unchanged: { cellValuesByFieldId: { fldname0000000000: 'Person 1' } },
    });
  });

  it('lives seven days, extended by every listing and every refresh', async () => {
    const { world, id, payloads } = await withWebhook();
    for (let week = 0; week < 3; week += 1) {
      world.clock.nowMs += 6 * DAY;
      await payloads(1);
    }
    world.clock.nowMs += 6 * DAY;
    const { body } = await world.call('POST', `${HOOKS}/${id}/refresh`);
    expect(Date.parse(body.expirationTime)).toBe(world.clock.nowMs + 7 * DAY);
  });

  it('after expiry hears nothing new, stays readable for seven days, and then is gone', async () => {
    const { world, id, payloads } = await withWebhook();
    world.clock.nowMs += 4 * DAY;
    people(world).update(recordId(1), { age: 1_000 });
    world.clock.nowMs += 3 * DAY;
    people(world).update(recordId(1), { age: 1_001 });
    expect((await payloads(1)).payloads).toHaveLength(1);
    world.clock.nowMs += 7 * DAY;
    expect((await world.call('GET', `${HOOKS}/${id}/payloads`)).status).toBe(404);
  });

  it('keeps a payload for seven days; a cursor before that starts at the oldest kept', async () => {
    const { world, payloads } = await withWebhook();
    people(world).update(recordId(1), { age: 500 });
    world.clock.nowMs += 5 * DAY;
    await payloads(1);
    people(world).update(recordId(1), { age: 501 });
    world.clock.nowMs += 3 * DAY;
    people(world).update(recordId(1), { age: 502 });
    const page = await payloads(1);
    expect(page.payloads).toHaveLength(2);
    expect(page.cursor).toBe(4);
  });

  it('can be deleted, and a base has at most ten', async () => {
    const { world, id } = await withWebhook();
    const specification = { options: { filters: { dataTypes: ['tableData'] } } };
    for (let n = 1; n < 10; n += 1) await world.call('POST', HOOKS, { specification });
    expect((await world.call('POST', HOOKS, { specification })).status).toBe(403);
    expect((await world.call('DELETE', `${HOOKS}/${id}`)).status).toBe(200);
    expect((await world.call('POST', HOOKS, { specification })).status).toBe(200);
    expect((await world.call('GET', `${HOOKS}/${id}/payloads`)).status).toBe(404);
  });

  it('refuses a specification that says nothing', async () => {
    const { world } = await withWebhook();
    expect((await world.call('POST', HOOKS, { specification: {} })).status).toBe(422);
  });
});
