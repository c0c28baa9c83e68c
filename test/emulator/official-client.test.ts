import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Airtable from 'airtable';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startEmulator, type RunningEmulator } from '../../src/emulator/server.ts';
import { BASE_ID, fixtureBase, recordId, TOKEN } from './fixture-base.ts';

let dataDir: string;
let running: RunningEmulator;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'emulator-'));
  running = await startEmulator({
    base: fixtureBase(250),
    port: 0,
    dataDir,
    limits: { perSecond: Number.POSITIVE_INFINITY },
  });
});

afterAll(async () => {
  await running.close();
  await rm(dataDir, { recursive: true });
});

const baseWith = (token = TOKEN, id = BASE_ID) =>
  new Airtable({ apiKey: token, endpointUrl: running.url, noRetryIfRateLimited: true }).base(id);

const refusalOf = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    const { statusCode, error: type } = error as { statusCode: number; error: string };
    return [statusCode, type];
  }
  return 'no refusal';
};

describe('the official Airtable client, unchanged, over HTTP', () => {
  it('reads 250 records page by page, each once', async () => {
    const sizes: number[] = [];
    const ids: string[] = [];
    await baseWith()('people')
      .select({ fields: ['name'] })
      .eachPage((records, next) => {
        sizes.push(records.length);
        ids.push(...records.map((record) => record.id));
        next();
      });
    expect(sizes).toEqual([100, 100, 50]);
    expect(new Set(ids).size).toBe(250);
  });

  it('stops at maxRecords, in pages of the size asked for', async () => {
    const sizes: number[] = [];
    await baseWith()('people')
      .select({ pageSize: 10, maxRecords: 25 })
      .eachPage((records, next) => {
        sizes.push(records.length);
        next();
      });
    expect(sizes).toEqual([10, 10, 5]);
  });

  it('sends a formula too long for an address as a POST, and it works', async () => {
    const terms = Array.from({ length: 500 }, (_, at) => `RECORD_ID()='${recordId(at + 1)}'`);
    const filterByFormula = `OR(${terms.join(', ')})`;
    expect(filterByFormula.length).toBeGreaterThan(15_000);
    const records = await baseWith()('people').select({ filterByFormula }).all();
    expect(records).toHaveLength(250);
  });

  it('sorts, and picks fields', async () => {
    const records = await baseWith()('people')
      .select({ sort: [{ field: 'age', direction: 'desc' }], fields: ['age'], maxRecords: 2 })
      .all();
    expect(records.map((record) => record.fields)).toEqual([{ age: 49 }, { age: 49 }]);
  });

  it('creates, finds, updates, replaces and destroys one record', async () => {
    const people = baseWith()('people');
    const created = await people.create({ name: 'Wren', age: 0, bio: '**hello**' });
    expect(created.fields).toMatchObject({ name: 'Wren', age: 0, bio: '**hello**\n' });
    expect((await people.find(created.id)).get('name')).toBe('Wren');
    const updated = await people.update(created.id, { active: true });
    expect(updated.fields).toMatchObject({ name: 'Wren', active: true });
    const replaced = await people.replace(created.id, { name: 'Only' });
    expect(Object.keys(replaced.fields).toSorted()).toEqual(['name', 'number']);
    expect((await people.destroy(created.id)).id).toBe(created.id);
    expect(await refusalOf(people.find(created.id))).toEqual([403, 'NOT_AUTHORIZED']);
  });

  it('creates, updates and destroys in batches of ten', async () => {
    const people = baseWith()('people');
    const rows = Array.from({ length: 10 }, (_, n) => ({ fields: { name: `Batch ${String(n)}` } }));
    const created = await people.create(rows);
    const ids = created.map((record) => record.id);
    expect(new Set(ids).size).toBe(10);
    const updated = await people.update(ids.map((id) => ({ id, fields: { age: 7 } })));
    expect(updated.map((record) => record.get('age'))).toEqual(ids.map(() => 7));
    expect(await people.destroy([...ids])).toHaveLength(10);
  });

  it('reaches a table whose name is full of signs', async () => {
    const teams = await baseWith()('teams & ☕/50%').select().all();
    expect(teams.map((team) => team.get('title'))).toEqual(['Core']);
    expect((await baseWith()('teams & ☕/50%').create({ title: 'New' })).get('title')).toBe('New');
  });

  it('finds by formulas with quotes and dates', async () => {
    const people = baseWith()('people');
    const tricky = 'O\'Hara "the first"';
    const { id } = await people.create({ name: tricky, born: '2000-02-29' });
    const filterByFormula = `AND({name} = 'O\\'Hara "the first"', IS_AFTER({born}, '2000-02-28'))`;
    const found = await people.select({ filterByFormula }).all();
    expect(found.map((record) => record.get('name'))).toEqual([tricky]);
    await people.destroy(id);
  });

  it('reads a view, text cells, and fields by id', async () => {
    const { id: _id, fields } = (
      await baseWith()('people')
        .select({
          view: 'Grid view',
          maxRecords: 1,
          cellFormat: 'string',
          timeZone: 'utc',
          userLocale: 'en',
          returnFieldsByFieldId: true,
        })
        .all()
    )[0]!;
    expect(fields).toEqual({ fldname0000000000: 'Person 1', fldage00000000000: '1' });
  });

  it('replaces, and reads and removes by the batch what it made with typecast', async () => {
    const people = baseWith()('people');
    const made = await people.create(
      [{ fields: { name: 'Typed', age: '7' as unknown as number, colour: 'violet' } }],
      { typecast: true },
    );
    const id = made[0]!.id;
    expect(made[0]!.fields).toMatchObject({ age: 7, colour: 'violet' });
    const replaced = await people.replace([{ id, fields: { name: 'Replaced' } }]);
    expect(Object.keys(replaced[0]!.fields).toSorted()).toEqual(['name', 'number']);
    expect((await people.destroy([id]))[0]!.id).toBe(id);
  });

  it('refuses a whole batch with one wrong record, and one of eleven', async () => {
    const people = baseWith()('people');
    const wrong = [{ fields: { name: 'Half' } }, { fields: { number: 1 } }];
    expect(await refusalOf(people.create(wrong))).toEqual([422, 'INVALID_VALUE_FOR_COLUMN']);
    const half = await people.select({ filterByFormula: "{name} = 'Half'" }).all();
    expect(half).toEqual([]);
    const eleven = Array.from({ length: 11 }, () => ({ fields: {} }));
    expect(await refusalOf(people.create(eleven))).toEqual([422, 'INVALID_RECORDS']);
  });

  it.each([
    ['429 storm', 429, 'TOO_MANY_REQUESTS'],
    ['server errors', 500, 'SERVER_ERROR'],
    ['down for maintenance', 503, 'SERVICE_UNAVAILABLE'],
  ])('is told of a day of %s', async (name, status, type) => {
    const switchTo = async (body: object): Promise<void> => {
      const address = `${running.url}/_emulator/faults`;
      await fetch(address, { method: 'POST', body: JSON.stringify(body) });
    };
    await switchTo({ name, times: 1, match: '/people' });
    const refusal = await refusalOf(baseWith()('people').select({ maxRecords: 1 }).firstPage());
    running.emulator.reset();
    expect(refusal).toEqual([status, type]);
  });

  it('is told 401, 403, 404 and 422', async () => {
    const first = recordId(1);
    expect(await refusalOf(baseWith('patWrong')('people').find(first))).toEqual([
      401,
      'AUTHENTICATION_REQUIRED',
    ]);
    expect(await refusalOf(baseWith()('nothing').find(first))).toEqual([403, 'NOT_AUTHORIZED']);
    const otherBase = baseWith(TOKEN, 'appSOMEotherBASE1')('people');
    expect(await refusalOf(otherBase.find(first))).toEqual([403, 'NOT_AUTHORIZED']);
    expect(await refusalOf(baseWith()('people').find('nonsense'))).toEqual([404, 'NOT_FOUND']);
    expect(await refusalOf(baseWith()('people').create({ nope: 1 }))).toEqual([
      422,
      'UNKNOWN_FIELD_NAME',
    ]);
  });
});
