import { describe, expect, test } from 'vitest';
import { defineCollection, field } from '../../src/model/schema.ts';
import { bindCollection } from '../../src/proxy/source/airtable/bind-collection.ts';
import { fixtureBase, recordId } from '../emulator/fixture-base.ts';
import { createProxyWorld, type ProxyWorldOptions } from './fakes/proxy-world.ts';

const people = defineCollection({
  name: 'people',
  table: 'people',
  fields: {
    title: field('text', 'name', 'required'),
    age: field('number', 'age'),
    isActive: field('checkbox', 'active'),
  },
  indexes: {},
});

async function world(options: Partial<ProxyWorldOptions> = {}) {
  const made = await createProxyWorld({ base: fixtureBase(30), collections: [people], ...options });
  const proxy = await made.start();
  await proxy.ready();
  await made.pass(2_000);
  return { ...made, proxy };
}

/** A token without the scopes whose calls match. */
const without = (pattern: RegExp) => async (request: Request, next: () => Promise<Response>) =>
  pattern.test(request.url)
    ? Response.json({ error: { type: 'INVALID_PERMISSIONS' } }, { status: 403 })
    : next();
const WEBHOOKS = /\/webhooks/;

describe.each([
  ['beside the change feed', undefined],
  ['by sweeps alone', without(WEBHOOKS)],
])('[fault N12] %s', (_, between) => {
  const options = between ? { between } : {};

  test('a renamed field changes nothing, and is followed over a restart', async () => {
    const { pass, emulator, proxy, start } = await world(options);
    const seq = proxy.seq();
    emulator.table('people').changeField('name', { name: 'Headline' });
    await pass(10_000);
    expect(proxy.seq()).toBe(seq);
    expect((await proxy.status()).upstream.alarm).toBe('');
    emulator.table('people').update(recordId(1), { Headline: 'Edited' });
    await pass(10_000);
    expect(proxy.titles('people')[0]).toBe('Edited');
    await proxy.stop();

    emulator.table('people').update(recordId(1), { Headline: 'Again' });
    const again = await start();
    await pass(10_000);
    expect(again.titles('people')[0]).toBe('Again');
    expect((await again.status()).upstream.alarm).toBe('');
  });

  test.each([
    ['removed', 'is missing'],
    ['retyped', 'is checkbox, expected number'],
  ])(
    'a %s field keeps its last values, raises an alarm, and the rest goes on',
    async (how, why) => {
      const { pass, emulator, proxy } = await world(options);
      const ages = proxy.titles('people', 'age');
      const table = emulator.table('people');
      if (how === 'removed') table.removeField('age');
      else table.changeField('age', { type: 'checkbox', options: {} });
      table.update(recordId(1), { name: 'Edited' });
      await pass(20_000);
      expect(proxy.titles('people', 'age')).toEqual(ages);
      expect(proxy.titles('people')[0]).toBe('Edited');
      const { upstream } = await proxy.status();
      expect(upstream.alarm).toContain(
        `people: the field "age" ${why}; the site keeps its last values`,
      );
      expect(upstream.schema).toEqual({
        by: 'ids',
        problems: [{ table: 'people', column: 'age', problem: why }],
      });
    },
  );

  test('a required field that is removed blanks nothing', async () => {
    const { pass, emulator, proxy, start } = await world(options);
    const titles = proxy.titles('people');
    emulator.table('people').removeField('name');
    emulator.table('people').update(recordId(1), { age: 49 });
    await pass(20_000);
    expect(proxy.titles('people')).toEqual(titles);
    expect(proxy.titles('people', 'age')[0]).toBe(49);
    await proxy.stop();

    const again = await start();
    await pass(10_000);
    expect(again.titles('people')).toEqual(titles);
    expect((await again.status()).upstream.alarm).toContain('"name" is missing');
  });
});

test('[fault N12] a field retyped between two pages of a walk is noticed before anything is published', async () => {
  let isChanging = false;
  const made = await createProxyWorld({
    base: fixtureBase(150),
    collections: [people],
    between: async (request, next) => {
      const answer = await without(WEBHOOKS)(request, next);
      if (isChanging && /offset=/.test(request.url)) {
        isChanging = false;
        made.emulator.table('people').changeField('age', { type: 'checkbox', options: {} });
      }
      return answer;
    },
  });
  const proxy = await made.start();
  await proxy.ready();
  const ages = proxy.titles('people', 'age');
  made.emulator.table('people').update(recordId(1), { name: 'Edited' });
  isChanging = true;
  await made.pass(10_000);
  expect(isChanging).toBe(false);
  expect(proxy.titles('people')[0]).toBe('Edited');
  expect(proxy.titles('people', 'age')).toEqual(ages);
});

test('a field that the site has and Airtable never had is empty, and an alarm says so', async () => {
  const collections = [{ ...people, fields: { ...people.fields, motto: field('text', 'motto') } }];
  const { proxy, pass, emulator } = await world({ collections });
  expect(proxy.records('people')).toHaveLength(30);
  expect(proxy.titles('people', 'motto')[0]).toBe('');
  expect((await proxy.status()).upstream.alarm).toContain('people: the field "motto" is missing');
  emulator
    .table('people')
    .addField({ id: 'fldmotto000000000', name: 'motto', type: 'singleLineText' });
  emulator.table('people').update(recordId(1), { motto: 'Here' });
  await pass(20_000);
  expect(proxy.titles('people', 'motto')[0]).toBe('Here');
  expect((await proxy.status()).upstream.alarm).toBe('');
});

test('[fault N12] what never was there is not said to be kept, over a restart too; what was is', async () => {
  const fields = {
    ...people.fields,
    motto: field('text', 'motto'),
    grown: field('checkbox', 'age'),
  };
  const { proxy, pass, emulator, start } = await world({ collections: [{ ...people, fields }] });
  const alarmOf = async ({ status }: Pick<typeof proxy, 'status'>) =>
    (await status()).upstream.alarm;
  expect(await alarmOf(proxy)).toContain('"motto" is missing. ');
  expect(await alarmOf(proxy)).not.toContain('keeps');
  await proxy.stop();
  const again = await start();
  await pass(10_000);
  expect(await alarmOf(again)).not.toContain('keeps');
  emulator.table('people').removeField('active');
  emulator.table('people').update(recordId(1), { name: 'Edited' });
  await pass(20_000);
  expect(await alarmOf(again)).toContain(
    'the field "active" is missing; the site keeps its last values',
  );
});

test('[fault N12] a view that is gone is said to be kept as long as it is gone, and one that never was is not', async () => {
  const schema = {
    id: 'tblPeople',
    name: 'people',
    fields: [],
    views: [{ id: 'viw1', name: 'Shown' }],
  };
  const viewed = { ...people, fields: {}, view: 'Shown' };
  const first = bindCollection(viewed, [schema]);
  expect(first.problems).toEqual([]);
  const gone = { table: 'people', column: '', problem: 'its view "Shown" is missing' };
  let { binding } = first;
  for (let n = 0; n < 2; n++) {
    const bound = bindCollection(viewed, [{ ...schema, views: [] }], binding);
    expect(bound.problems).toEqual([gone]);
    binding = bound.binding;
  }
  let never = bindCollection(viewed, [{ ...schema, views: [] }]);
  never = bindCollection(viewed, [{ ...schema, views: [] }], never.binding);
  expect(never.problems).toEqual([{ ...gone, isNew: true }]);
});

test('[fault N12] a table is named as the site declares it where that is not the name of its collection', async () => {
  const collections = [people, { ...people, name: 'others', table: 'Peopel' }];
  const made = await createProxyWorld({ base: fixtureBase(3), collections });
  const proxy = await made.start();
  await made.until(() => proxy.records('people').length === 3);
  await made.pass(2_000);
  const { upstream, tables } = await proxy.status();
  expect(upstream.alarm).toBe('others: the table "Peopel" is missing. npm run doctor tells more');
  expect(tables.find(({ name }) => name === 'others')?.lastError).toBe(
    'the table "Peopel" is missing',
  );
});

test('a table that is removed stays as it was, and an alarm says so', async () => {
  const collections = [people, { ...people, name: 'others', table: 'others' }];
  const made = await createProxyWorld({ base: fixtureBase(3), collections });
  const proxy = await made.start();
  await made.until(() => proxy.records('people').length === 3);
  await made.pass(2_000);
  expect((await proxy.status()).upstream.alarm).toContain('others: the table is missing');
});

test('without schema.bases:read names are used, and a missing field raises an alarm', async () => {
  const { proxy, pass, emulator, events } = await world({
    between: without(/\/meta\/|\/webhooks/),
  });
  expect(proxy.records('people')).toHaveLength(30);
  expect((await proxy.status()).upstream).toMatchObject({ alarm: '', schema: { by: 'names' } });
  expect(events).toContainEqual(expect.objectContaining({ type: 'warned' }));
  emulator.table('people').removeField('age');
  await pass(10_000);
  expect(proxy.titles('people', 'age')[0]).toBe(1);
  expect((await proxy.status()).upstream.alarm).toContain('is not in Airtable');
});
