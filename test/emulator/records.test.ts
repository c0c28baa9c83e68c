// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { beforeEach, describe, expect, it } from 'vitest';

import { BASE_ID, recordId, TOKEN } from './fixture-base.ts';
import { createWorld, ORIGIN, type Json, type World } from './world.ts';

let world: World;

beforeEach(() => {
  world = createWorld();
});

const idsOf = (body: Json): string[] => body.records.map((record: Json) => record.id);
const ask = (path: string, init?: RequestInit) =>
  world.emulator.fetch(new Request(ORIGIN + path, init));

describe('the order of checks', () => {
  it('looks at the shape of the address before the token', async () => {
    expect((await ask('/v0/app1/people')).status).toBe(404);
    expect((await ask(`/v0/${BASE_ID}/people/rec1`)).status).toBe(404);
    expect(await (await ask('/v0/meta/bases/junk/tables')).json()).toEqual({ error: 'NOT_FOUND' });
  });

  it('looks at the token before the base, and at the base before the table', async () => {
    expect((await ask('/v0/appNOBODYhasTHIS0/people')).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await ask('/v0/appNOBODYhasTHIS0/people', { headers })).status).toBe(403);
    const wrong = { headers: { authorization: 'Bearer patNobody' } };
    expect(await (await ask(`/v0/${BASE_ID}/people`, wrong)).json()).toEqual({
      error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' },
    });
  });

  it('lets a token do only what it may', async () => {
    const limited = createWorld({ scopesByToken: { [TOKEN]: ['data.records:read'] } });
    const statusOf = async (method: string, path: string): Promise<number> =>
      (await limited.call(method, path, method === 'GET' ? undefined : {})).status;
    expect(await statusOf('GET', 'people')).toBe(200);
    expect(await statusOf('POST', 'people/listRecords')).toBe(200);
    expect(await statusOf('GET', `/v0/meta/bases/${BASE_ID}/tables`)).toBe(403);
    expect(await statusOf('POST', `/v0/bases/${BASE_ID}/webhooks`)).toBe(403);
    expect((await limited.call('POST', 'people', { fields: {} })).body).toEqual({
      error: {
        type: 'INVALID_PERMISSIONS',
        message: 'You are not permitted to perform this operation',
      },
    });
    const whoami = await limited.call('GET', '/v0/meta/whoami');
    expect(whoami.body.scopes).toEqual(['data.records:read']);
  });

  it('takes short ids where asked to', async () => {
    const lenient = createWorld({ hasLenientIds: true });
    expect((await lenient.call('GET', '/v0/app1/people')).status).toBe(403);
    expect((await lenient.call('GET', 'people/rec0')).status).toBe(403);
  });

  it('gives the same 403 for an unknown table as for an unknown base', async () => {
    const { status, body } = await world.call('POST', 'nothing', { nonsense: true });
    expect(status).toBe(403);
    expect(body.error.type).toBe('INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND');
  });
});

describe('the headers', () => {
  it('allow any page on answers and refusals, and carry an ETag on refusals only', async () => {
    const good = await world.call('GET', 'people');
    const bad = await world.call('GET', 'people?pageSize=101');
    expect(good.headers.get('access-control-allow-origin')).toBe('*');
    expect(bad.headers.get('access-control-allow-origin')).toBe('*');
    expect(good.headers.has('etag')).toBe(false);
    expect(bad.headers.get('etag')).toMatch(/^W\//);
  });

  it('answer a preflight without a token', async () => {
    const answer = await ask(`/v0/${BASE_ID}/people`, { method: 'OPTIONS' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization');
  });
});

describe('listing', () => {
  it('leaves empty cells out and keeps 0', async () => {
    await world.call('PATCH', `people/${recordId(1)}`, {
      fields: { age: 0, active: false, colour: null, name: '', tags: [] },
    });
    const { body } = await world.call('GET', `people/${recordId(1)}`);
    expect(body.fields).toEqual({ age: 0 });
  });

  it('tolerates a slash or a question mark at the end, and empty parameters', async () => {
    for (const path of ['people/', 'people/?', 'people?', 'people?offset=&view=']) {
      expect(idsOf((await world.call('GET', path)).body)).toHaveLength(12);
    }
  });

  it('finds tables and fields by id or name, and answers by id when asked', async () => {
    const path = 'tblPeople00000001?fields[]=fldname0000000000&fields[]=age&maxRecords=1';
    const byName = await world.call('GET', path);
    expect(byName.body.records[0].fields).toEqual({ name: 'Person 1', age: 1 });
    const byId = await world.call('GET', `${path}&returnFieldsByFieldId=1`);
    expect(byId.body.records[0].fields).toEqual({
      fldname0000000000: 'Person 1',
      fldage00000000000: 1,
    });
  });

  it('answers in record-id order without a view, and in grid order with one', async () => {
    const { id } = world.emulator.table('people').insert({ name: 'Last in the grid' });
    const plain = idsOf((await world.call('GET', 'people')).body);
    expect(plain).toEqual(plain.toSorted());
    const inView = idsOf((await world.call('GET', 'people?view=Grid%20view')).body);
    expect(inView.at(-1)).toBe(id);
    const unknown = await world.call('GET', 'people?view=Nothing');
    expect([unknown.status, unknown.body.error.type]).toEqual([422, 'VIEW_NAME_NOT_FOUND']);
  });

  it('sorts empties first going up, and selects by the order of their choices', async () => {
    await world.call('PATCH', `people/${recordId(5)}`, { fields: { colour: 'blue' } });
    const path = 'people?fields[]=colour&sort[0][field]=colour&sort[0][direction]=';
    const colours = async (direction: string): Promise<unknown[]> =>
      (await world.call('GET', path + direction)).body.records.map(
        (row: Json) => row.fields.colour,
      );
    const up = await colours('asc');
    expect([up[0], up.at(-2), up.at(-1)]).toEqual([undefined, 'red', 'blue']);
    expect((await colours('desc'))[0]).toBe('blue');
  });

  it('takes an address of at most 16,000 characters, and more by POST', async () => {
    const filterByFormula = `OR({age} = 1, '${'x'.repeat(16_000)}' = '')`;
    const query = new URLSearchParams({ filterByFormula });
    expect((await world.call('GET', `people?${query.toString()}`)).status).toBe(414);
    const posted = await world.call('POST', 'people/listRecords', { filterByFormula });
    expect(idsOf(posted.body)).toEqual([recordId(1)]);
  });

  it('reads one name of a field as a list only with its brackets', async () => {
    expect((await world.call('GET', 'people?fields=name')).status).toBe(422);
    const { body } = await world.call('GET', 'people?fields=name&fields=age&maxRecords=1');
    expect(Object.keys(body.records[0].fields).toSorted()).toEqual(['age', 'name']);
  });

  it('refuses an offset of null in a body, and takes a page size by its old name only by GET', async () => {
    expect((await world.call('POST', 'people/listRecords', { offset: null })).status).toBe(422);
    expect((await world.call('GET', 'people?limit=2')).body.records).toHaveLength(2);
    const posted = await world.call('POST', 'people/listRecords', { limit: 2 });
    expect(posted.body.records).toHaveLength(12);
  });

  it('can be in another order each time, as nobody promises one', async () => {
    const shuffled = createWorld({ order: 'chance' });
    const once = idsOf((await shuffled.call('GET', 'people')).body);
    const again = idsOf((await shuffled.call('GET', 'people')).body);
    expect(once).not.toEqual(again);
    expect(once.toSorted()).toEqual(again.toSorted());
  });

  it('reads the same parameters from the body of listRecords, and ignores unknown ones', async () => {
    const { body } = await world.call('POST', 'people/listRecords', {
      method: 'post',
      pageSize: 2,
      fields: ['name'],
      sort: [{ field: 'name', direction: 'desc' }],
    });
    expect(body.records.map((row: Json) => row.fields.name)).toEqual(['Person 9', 'Person 8']);
    const next = await world.call('POST', 'people/listRecords', {
      pageSize: 1,
      offset: body.offset,
      sort: [{ field: 'name', direction: 'desc' }],
    });
    expect(next.body.records[0].fields.name).toBe('Person 7');
  });

  it('refuses what it does not understand, by type', async () => {
    const typeOf = async (query: string): Promise<unknown> =>
      (await world.call('GET', `people?${query}`)).body.error.type;
    expect(await typeOf('pageSize=101')).toBe('INVALID_REQUEST_UNKNOWN');
    expect(await typeOf('fields[]=nope')).toBe('UNKNOWN_FIELD_NAME');
    expect(await typeOf('sort[0][field]=nope')).toBe('UNKNOWN_FIELD_NAME');
    expect(await typeOf('filterByFormula=%7Bnope%7D')).toBe('INVALID_FILTER_BY_FORMULA');
    expect(await typeOf('filterByFormula=AND(')).toBe('INVALID_FILTER_BY_FORMULA');
    expect(await typeOf('cellFormat=string')).toBe('INVALID_REQUEST_UNKNOWN');
    expect(await typeOf('sort[101][field]=name')).toBe('INVALID_REQUEST_UNKNOWN');
    expect(await typeOf('sort[4294967294][field]=name')).toBe('INVALID_REQUEST_UNKNOWN');
  });

  it('finds a record that is in another table of the base', async () => {
    const { body } = await world.call('GET', 'people/recTeam0000000001');
    expect(body.fields).toEqual({ title: 'Core' });
  });
});

describe('writing', () => {
  it('does a batch wholly or not at all', async () => {
    const { status, body } = await world.call('PATCH', 'people', {
      records: [
        { id: recordId(1), fields: { name: 'Changed' } },
        { id: recordId(2), fields: { number: 7 } },
      ],
    });
    expect([status, body.error.message]).toEqual([
      422,
      'Field "number" cannot accept a value because the field is computed',
    ]);
    const after = await world.call('GET', `people/${recordId(1)}`);
    expect(after.body.fields.name).toBe('Person 1');
  });

  it('refuses eleven records, none, and values of the wrong type', async () => {
    const eleven = { records: Array.from({ length: 11 }, () => ({ fields: {} })) };
    expect((await world.call('POST', 'people', eleven)).body.error.type).toBe('INVALID_RECORDS');
    expect((await world.call('PATCH', 'people', { records: [] })).status).toBe(422);
    const wrong = await world.call('POST', 'people', { fields: { age: 'ten' } });
    expect(wrong.body.error.message).toBe('Field "age" cannot accept the provided value');
    for (const born of ['soon', '99999-01-01', '+010000-01-01T00:00:00Z', '-000001-01-01', 7]) {
      const date = await world.call('POST', 'people', { fields: { born } });
      expect([born, date.status]).toEqual([born, 422]);
    }
    const option = await world.call('POST', 'people', { fields: { colour: 'green' } });
    expect(option.body.error.type).toBe('INVALID_MULTIPLE_CHOICE_OPTIONS');
    for (const url of ['http://', 'http://a b/', 'file:///etc/hostname']) {
      const file = await world.call('POST', 'people', { fields: { photo: [{ url }] } });
      expect([file.status, file.body.error.type]).toEqual([422, 'INVALID_ATTACHMENT_OBJECT']);
    }
  });

  it('with typecast reads numbers from text, makes options, and links by name', async () => {
    const { body } = await world.call('POST', 'people', {
      typecast: true,
      fields: { age: '42', colour: 'green', teams: 'Core' },
    });
    expect(body.fields).toMatchObject({ age: 42, colour: 'green', teams: ['recTeam0000000001'] });
    const schema = await world.call('GET', `/v0/meta/bases/${BASE_ID}/tables`);
    const colour = schema.body.tables[0].fields.find((field: Json) => field.name === 'colour');
    expect(colour.options.choices.map((choice: Json) => choice.name)).toContain('green');
  });

  it('ends rich text in one new line, counts by itself, and cuts times to whole seconds', async () => {
    world.clock.nowMs += 789;
    const { body } = await world.call('POST', 'people', { fields: { bio: 'a\n\n' } });
    expect(body.fields).toEqual({ number: 1, bio: 'a\n' });
    expect(body.createdTime).toBe('2026-06-01T12:00:00.000Z');
  });

  it('moves a written cell to the end of the record', async () => {
    const { body } = await world.call('PATCH', `people/${recordId(2)}`, {
      fields: { name: 'New' },
    });
    expect(Object.keys(body.fields)).toEqual(['active', 'age', 'name']);
  });

  it('keeps links in step on both sides, and lets a deleted row go from every link', async () => {
    const team = 'recTeam0000000001';
    const membersOf = async (): Promise<unknown> =>
      (await world.call('GET', `tblTeams000000001/${team}`)).body.fields.members;
    await world.call('PATCH', 'people', {
      records: [
        { id: recordId(1), fields: { teams: [team] } },
        { id: recordId(2), fields: { teams: [team] } },
      ],
    });
    expect(await membersOf()).toEqual([recordId(1), recordId(2)]);
    await world.call('PATCH', `people/${recordId(1)}`, { fields: { teams: null } });
    expect(await membersOf()).toEqual([recordId(2)]);
    await world.call('DELETE', `people/${recordId(2)}`);
    expect(await membersOf()).toBeUndefined();
    await world.call('PATCH', `people/${recordId(3)}`, { fields: { teams: [team] } });
    await world.call('DELETE', `tblTeams000000001/${team}`);
    expect((await world.call('GET', `people/${recordId(3)}`)).body.fields).not.toHaveProperty(
      'teams',
    );
    const gone = await world.call('POST', 'people', { fields: { teams: [team] } });
    expect(gone.body.error.type).toBe('ROW_DOES_NOT_EXIST');
  });

  it('deletes a batch, all or none', async () => {
    const one = `records[]=${recordId(1)}`;
    const bad = await world.call('DELETE', `people?${one}&records[]=recNobody00000000`);
    expect(bad.status).toBe(403);
    expect((await world.call('GET', `people/${recordId(1)}`)).status).toBe(200);
    const good = await world.call('DELETE', `people?${one}&records[]=${recordId(2)}`);
    expect(good.body).toEqual({
      records: [
        { deleted: true, id: recordId(1) },
        { deleted: true, id: recordId(2) },
      ],
    });
  });

  it('never reads a file of this machine because a request names one', async () => {
    const planted = {
      id: 'attPlanted0000001',
      file: '/etc/hostname',
      filename: 'x',
      type: 'text/plain',
      size: 1,
    };
    const { status } = await world.call('POST', 'people', { fields: { photo: [planted] } });
    expect(status).toBe(422);
  });

  it('answers a body that is not JSON with a sentence', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await ask(`/v0/${BASE_ID}/people`, { method: 'POST', headers, body: '{nope' });
    expect([answer.status, await answer.json()]).toEqual([
      422,
      { error: { type: 'INVALID_REQUEST_BODY', message: 'Could not parse request body' } },
    ]);
  });
});

describe('the bodies that are not settled', () => {
  it('are switches: a record that is gone, and a body that is not JSON', async () => {
    const older = createWorld({ missingRecord: 404, badJson: 400 });
    const gone = await older.call('GET', 'people/recNobody00000000');
    expect([gone.status, gone.body]).toEqual([
      404,
      { error: { type: 'MODEL_ID_NOT_FOUND', message: 'Record not found' } },
    ]);
    const bad = await older.call('POST', 'people', []);
    expect([bad.status, bad.body.error.type]).toEqual([400, 'INVALID_REQUEST_BODY']);
  });
});

describe('upsert', () => {
  const upsert = (records: unknown[], extra: object = {}) =>
    world.call('PATCH', 'people', {
      performUpsert: { fieldsToMergeOn: ['key'] },
      records,
      ...extra,
    });

  it('creates what matches nothing and updates what matches one, in the order asked for', async () => {
    const first = await upsert([{ fields: { key: 'k1', name: 'One' } }]);
    const id = first.body.records[0].id;
    expect(first.body).toMatchObject({ createdRecords: [id], updatedRecords: [] });
    const second = await upsert([{ fields: { key: 'k2' } }, { fields: { key: 'k1', age: 5 } }]);
    expect(second.body.updatedRecords).toEqual([id]);
    expect(second.body.createdRecords).toEqual([second.body.records[0].id]);
    expect(second.body.records[1].fields).toMatchObject({ key: 'k1', name: 'One', age: 5 });
  });

  it('refuses the whole request when one matches two', async () => {
    world.emulator.table('people').insert({ key: 'twice' });
    world.emulator.table('people').insert({ key: 'twice' });
    const { status } = await upsert([{ fields: { key: 'new' } }, { fields: { key: 'twice' } }]);
    expect(status).toBe(422);
    const made = await world.call(
      'GET',
      `people?filterByFormula=${encodeURIComponent("{key}='new'")}`,
    );
    expect(made.body.records).toEqual([]);
  });

  it('matches by several fields, keeps what PATCH does not name, and empties what PUT does not', async () => {
    const by = (method: string, fields: object) =>
      world.call(method, 'people', {
        performUpsert: { fieldsToMergeOn: ['fldname0000000000', 'age'] },
        records: [{ fields }],
      });
    const patched = await by('PATCH', { name: 'Person 2', age: 2, key: 'kept' });
    expect(patched.body.updatedRecords).toEqual([recordId(2)]);
    expect(patched.body.records[0].fields.active).toBe(true);
    const put = await by('PUT', { name: 'Person 2', age: 2 });
    expect(put.body.records[0].fields).toEqual({ name: 'Person 2', age: 2 });
    const other = await by('PATCH', { name: 'Person 2', age: 3 });
    expect(other.body.createdRecords).toHaveLength(1);
  });

  it('takes an id for what it is, and fails wholly when there is none such', async () => {
    const mixed = await upsert([
      { id: recordId(1), fields: { age: 9 } },
      { fields: { key: 'fresh' } },
    ]);
    expect(mixed.body.updatedRecords).toEqual([recordId(1)]);
    const lost = await upsert([
      { fields: { key: 'never' } },
      { id: 'recNobody00000000', fields: { age: 9 } },
    ]);
    expect(lost.status).toBe(403);
    const keys = world.emulator
      .table('people')
      .records()
      .map(({ fields }) => fields['key']);
    expect(keys).not.toContain('never');
  });

  it('refuses merge fields that are computed, too many, or without a value', async () => {
    const by = (fieldsToMergeOn: string[]) =>
      upsert([{ fields: { name: 'x' } }], { performUpsert: { fieldsToMergeOn } });
    expect((await by(['number'])).status).toBe(422);
    expect((await by(['name', 'age', 'key', 'site'])).status).toBe(422);
    expect((await by(['key'])).status).toBe(422);
  });
});
