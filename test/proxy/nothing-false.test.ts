import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findRemoved } from '../../src/proxy/publish/find-removed.ts';
import { defineCollection, field } from '../../src/model/schema.ts';
import { fixtureBase, recordId } from '../emulator/fixture-base.ts';
import { createProxyWorld, type ProxyWorldOptions } from './fakes/proxy-world.ts';

const people = defineCollection({
  name: 'people',
  table: 'people',
  fields: { title: field('text', 'name'), age: field('number', 'age') },
  indexes: {},
});
const teams = defineCollection({
  name: 'teams',
  table: 'teams & ☕/50%',
  fields: { title: field('text', 'title') },
  indexes: {},
});
const MINUTE = 60_000;

async function world(count: number, options: Partial<ProxyWorldOptions> = {}) {
  const made = await createProxyWorld({
    base: fixtureBase(count),
    collections: [people, teams],
    ...options,
  });
  const proxy = await made.start();
  await proxy.ready();
  return { ...made, proxy };
}

/** A token without `webhook:manage`: every table is swept. */
const withoutWebhooks = async (request: Request, next: () => Promise<Response>) =>
  request.url.includes('/webhooks')
    ? Response.json({ error: { type: 'INVALID_PERMISSIONS' } }, { status: 403 })
    : next();

const ids = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => recordId(from + n));

describe('table suddenly empty', () => {
  test('[promise P9] [fault N13] [invariant I13] leaves the site as it was, and the status says why', async () => {
    const { pass, emulator, proxy } = await world(30);
    const seq = proxy.seq();
    emulator.faults.add({ kind: 'empty-table' });
    await pass(6 * MINUTE);
    expect(proxy.records('people')).toHaveLength(30);
    expect(proxy.records('teams')).toHaveLength(1);
    expect(proxy.seq()).toBe(seq);
    const { deletions, publication } = await proxy.status();
    expect(deletions).toMatchObject([
      { collection: 'people', count: 30, of: 30, sweepsAgreed: 1 },
      { collection: 'teams', count: 1, of: 1, sweepsAgreed: 1 },
    ]);
    expect(deletions[0]!.release).toContain('npm run confirm-deletions');
    // What is shown is as old as the last sweep that agreed with it (P8).
    expect(publication!.checkedSecondsAgo).toBeGreaterThan(60);

    emulator.faults.clear();
    await pass(6 * MINUTE);
    expect((await proxy.status()).deletions).toEqual([]);
    expect((await proxy.status()).publication!.checkedSecondsAgo).toBeLessThan(10);
    expect(proxy.seq()).toBe(seq);
  });

  test('an edit and a new record go out meanwhile, and an edited record is not taken for a deleted one', async () => {
    const { pass, emulator, proxy } = await world(30);
    emulator.faults.add({ kind: 'empty-table', match: 'GET .*/people' });
    await pass(6 * MINUTE);
    emulator.table('people').update(recordId(1), { name: 'Edited' });
    emulator.table('people').insert({ name: 'New' });
    await pass(5_000);
    expect(proxy.titles('people')).toContain('Edited');
    expect(proxy.titles('people')).toContain('New');
    expect(proxy.records('people')).toHaveLength(31);

    emulator.faults.clear();
    emulator.faults.add({ kind: 'empty-table' });
    emulator.table('people').update(recordId(2), { name: 'Too' });
    await pass(5_000);
    expect(proxy.records('people')).toHaveLength(31);
  });

  test('[fault N13] a half list is held too, without the change feed', async () => {
    const { pass, emulator, proxy } = await world(30, { between: withoutWebhooks });
    emulator.faults.add({ kind: 'empty-table' });
    await pass(20_000);
    expect(proxy.records('people')).toHaveLength(30);
    expect((await proxy.status()).deletions).toMatchObject([{ count: 30 }, { count: 1 }]);
  });

  test('a restart keeps what is held, and how far it is agreed', async () => {
    const { pass, emulator, proxy, start } = await world(30, { between: withoutWebhooks });
    emulator.table('people').remove(...ids(1, 20));
    await pass(11 * MINUTE);
    expect((await proxy.status()).deletions).toMatchObject([{ count: 20, sweepsAgreed: 2 }]);
    await proxy.stop();

    const again = await start();
    expect(again.records('people')).toHaveLength(30);
    expect((await again.status()).deletions).toMatchObject([{ count: 20, sweepsAgreed: 2 }]);
    await pass(8 * MINUTE);
    expect(again.records('people')).toHaveLength(30);
    await pass(2 * MINUTE);
    expect(again.records('people')).toHaveLength(10);
    expect((await again.status()).deletions).toEqual([]);
  });
});

describe('a record that was removed by mistake', () => {
  test('[fault N13] is back, as it was, within seconds of being there upstream again', async () => {
    const { pass, emulator, proxy, start, dataDir } = await world(30, { between: withoutWebhooks });
    const before = proxy.records('people');
    emulator.faults.add({ kind: 'empty-table', match: 'GET .*/people' });
    await pass(5_000);
    await proxy.app.request('/v1/deletions/confirm', {
      method: 'POST',
      headers: { authorization: 'Bearer editor-test' },
    });
    expect(proxy.records('people')).toEqual([]);
    await proxy.stop();
    const again = await start();
    await pass(5_000);
    expect(again.records('people')).toEqual([]);
    const removed = await findRemoved(dataDir);
    expect(removed.map(({ record }) => record)).toEqual(before);
    expect(new Set(removed.map(({ collection }) => collection))).toEqual(new Set(['people']));
    const seq = again.seq();
    emulator.faults.clear();
    await pass(5_000);
    expect(again.records('people')).toEqual(before);
    expect(again.seq()).toBe(seq + 1);
    expect(await findRemoved(dataDir)).toEqual([]);
  });

  test('[fault N13] is told by npm run removed for thirty days, as it last was', async () => {
    const { pass, emulator, proxy, dataDir } = await world(30);
    emulator.table('people').update(recordId(3), { name: 'Before the mistake' });
    await pass(5_000);
    emulator.table('people').remove(recordId(3), recordId(4));
    await pass(5_000);
    expect(proxy.records('people')).toHaveLength(28);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [resolve('src/proxy/removed.ts')],
      { env: { ...process.env, DATA_DIR: dataDir } },
    );
    const told = JSON.parse(stdout) as Awaited<ReturnType<typeof findRemoved>>;
    expect(told.map(({ collection, record }) => [collection, record['title']])).toEqual([
      ['people', 'Before the mistake'],
      ['people', 'Person 4'],
    ]);
  });
});

test.each(['removed', 'confirm-deletions'])(
  'npm run %s names a DATA_DIR that is not there, and what to do',
  async (command) => {
    const env = { ...process.env, DATA_DIR: '/nowhere/data' };
    const run = promisify(execFile)(process.execPath, [resolve(`src/proxy/${command}.ts`)], {
      env,
    });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^DATA_DIR \/nowhere\/data .*; set it to the folder that the server uses\.\n$/,
      ) as string,
    });
  },
);

describe('a deletion that is meant', () => {
  test.each([
    ['by the change feed', undefined],
    ['by sweeps', withoutWebhooks],
  ])('[B35] goes out at once when it is small, %s', async (_, between) => {
    const { pass, emulator, proxy } = await world(30, between ? { between } : {});
    emulator.table('people').remove(...ids(1, 10));
    await pass(5_000);
    expect(proxy.records('people')).toHaveLength(20);
  });

  test.each([
    ['a change feed named it', undefined],
    ['it is not found while another table’s record is', withoutWebhooks],
  ])(
    '[fault N13] goes out at once, the last record of a table too, when %s',
    async (_, between) => {
      const { pass, emulator, proxy } = await world(12, between ? { between } : {});
      emulator.table('teams & ☕/50%').remove('recTeam0000000001');
      await pass(5_000);
      expect(proxy.records('teams')).toEqual([]);
      expect((await proxy.status()).deletions).toEqual([]);
    },
  );

  test('goes out when an editor confirms it, and only then', async () => {
    const { pass, emulator, proxy } = await world(30);
    emulator.table('people').remove(...ids(1, 30));
    await pass(5_000);
    expect(proxy.records('people')).toHaveLength(30);
    const post = (headers: Record<string, string>) =>
      proxy.app.request('/v1/deletions/confirm', { method: 'POST', headers });
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: 'Bearer editor-test', origin: 'https://other.example' },
    ] as Record<string, string>[]) {
      expect((await post(headers)).status).toBeGreaterThanOrEqual(401);
    }
    expect(proxy.records('people')).toHaveLength(30);
    const answer = await post({ authorization: 'Bearer editor-test' });
    expect(await answer.json()).toEqual({ released: { people: 30 } });
    expect(proxy.records('people')).toEqual([]);
    expect((await proxy.status()).deletions).toEqual([]);
  });

  test('goes out by npm run confirm-deletions, whether the server runs or not', async () => {
    const { pass, emulator, proxy, dataDir, start } = await world(30);
    emulator.table('people').remove(...ids(1, 30));
    await pass(5_000);
    const command = promisify(execFile)(
      process.execPath,
      [resolve('src/proxy/confirm-deletions.ts')],
      { env: { ...process.env, DATA_DIR: dataDir } },
    );
    let isDone = false;
    void command.finally(() => {
      isDone = true;
    });
    while (!isDone) await pass(1_000);
    expect((await command).stdout).toMatch(/people: 30 deletions, .*\nThey are deleted now\.\n/);
    expect(proxy.records('people')).toEqual([]);
    await proxy.stop();
    expect((await start()).records('people')).toEqual([]);
  });
});

test('[fault N10] a record that slips between two pages of a walk is not taken for a deleted one', async () => {
  const slipped = recordId(120);
  let isSlipping = false;
  const { pass, proxy } = await world(150, {
    between: async (request, next) => {
      const answer = await withoutWebhooks(request, next);
      if (!isSlipping || !/offset=/.test(request.url)) return answer;
      const page = (await answer.json()) as { records: { id: string }[] };
      return Response.json({ ...page, records: page.records.filter(({ id }) => id !== slipped) });
    },
  });
  isSlipping = true;
  await pass(10_000);
  expect(proxy.records('people').some(({ id }) => id === slipped)).toBe(true);
  expect(proxy.records('people')).toHaveLength(150);
});

test('[B23] what an earlier run published is served from the first second, Airtable down, with its age', async () => {
  const { pass, emulator, proxy, start } = await world(30);
  await pass(70_000);
  await proxy.stop();
  emulator.faults.add({ kind: 'cut' });
  await pass(60 * MINUTE);
  const again = await start();
  const manifest = await again.app.request('/v1/manifest.json');
  expect(manifest.status).toBe(200);
  expect(Number(manifest.headers.get('x-offprint-checked'))).toBeGreaterThanOrEqual(3_600);
  expect(again.records('people')).toHaveLength(30);
  await pass(10 * MINUTE);
  expect(again.records('people')).toHaveLength(30);
});
