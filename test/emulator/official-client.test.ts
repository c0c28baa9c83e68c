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
