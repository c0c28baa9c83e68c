import { expect, test } from 'vitest';
import { defineCollection, field, type Collection } from '../../src/model/schema.ts';
import { fixtureBase, recordId } from '../emulator/fixture-base.ts';
import { createProxyWorld } from './fakes/proxy-world.ts';

const people = defineCollection({
  name: 'people',
  table: 'people',
  fields: { title: field('text', 'name') },
  indexes: {},
});

async function world(
  publish: NonNullable<Collection['publish']>,
  { base = fixtureBase(12), view = '' } = {},
) {
  const made = await createProxyWorld({
    base,
    collections: [{ ...people, publish, ...(view && { view }) }],
  });
  const proxy = await made.start();
  await proxy.ready();
  await made.pass(2_000);
  return { ...made, proxy };
}

test('only records with the checkbox ticked are published, and one that loses it leaves at once', async () => {
  const { pass, emulator, proxy } = await world({ checkbox: 'active' });
  expect(proxy.records('people')).toHaveLength(6);
  emulator.table('people').update(recordId(2), { active: false });
  emulator.table('people').update(recordId(1), { active: true });
  await pass(5_000);
  expect(proxy.titles('people')).toContain('Person 1');
  expect(proxy.titles('people')).not.toContain('Person 2');
});

test('[fault N12] a checkbox that is removed neither hides what stands nor shows what does not', async () => {
  const { pass, emulator, proxy } = await world({ checkbox: 'active' });
  emulator.table('people').removeField('active');
  emulator.table('people').update(recordId(1), { name: 'Still hidden' });
  emulator.table('people').update(recordId(2), { name: 'Still shown' });
  await pass(10_000);
  expect(proxy.records('people')).toHaveLength(6);
  expect(proxy.titles('people')).toContain('Still shown');
  expect((await proxy.status()).upstream.alarm).toContain('the field "active" is missing');
});

test('what is wrong with a record is told to nobody while its checkbox is not ticked', async () => {
  const made = await createProxyWorld({
    base: fixtureBase(2),
    collections: [
      { ...people, fields: { born: field('date', 'name') }, publish: { checkbox: 'active' } },
    ],
  });
  const proxy = await made.start();
  await proxy.ready();
  const problems = async () => (await proxy.status()).tables[0]!.problems.map((one) => one.problem);
  const table = made.emulator.table('people');
  table.update(recordId(1), { name: 'SECRET' });
  table.update(recordId(2), { name: 'soon' });
  await made.pass(5_000);
  expect(await problems()).toEqual(['is "soon", expected an ISO date']);
  table.update(recordId(2), { active: false });
  table.update(recordId(1), { active: true });
  await made.pass(5_000);
  expect(await problems()).toEqual(['is "SECRET", expected an ISO date']);
  expect(made.events.some((event) => JSON.stringify(event).includes('Person 1'))).toBe(false);
});

test('half-typed text does not go live: only what nobody has touched for the settle delay', async () => {
  const { pass, until, emulator, proxy } = await world({ settleSeconds: 20 });
  const table = emulator.table('people');
  for (const text of ['T', 'The', 'The ti', 'The tide']) {
    table.update(recordId(1), { name: text });
    await pass(8_000);
    expect(proxy.titles('people')[0]).toBe('Person 1');
  }
  const added = table.insert({ name: 'New' });
  table.remove(recordId(12));
  await until(() => proxy.records('people').length === 11);
  expect(proxy.titles('people')[0]).toBe('Person 1');
  await until(() => proxy.titles('people')[0] === 'The tide');
  expect(proxy.titles('people')).not.toContain('New');
  await until(() => proxy.titles('people').includes('New'));
  table.update(added.id, { name: 'Gone soon' });
  table.remove(added.id);
  await pass(30_000);
  expect(proxy.records('people')).toHaveLength(11);
});

/** The fixture with views: all people in the order they were dragged into, and the grown-up ones by age. */
function baseWithViews() {
  const base = fixtureBase(12);
  const [first, ...others] = base.tables;
  const views = [
    { id: 'viwGrid0000000001', name: 'All of them', type: 'grid' },
    {
      id: 'viwAdults00000001',
      name: 'Adults',
      type: 'grid',
      filter: '{age} > 8',
      sort: [{ field: 'age', direction: 'desc' as const }],
    },
  ];
  return { ...base, tables: [{ ...first!, views }, ...others] };
}

test('only records of the view are published, in no order of its own; whoever enters or leaves it follows', async () => {
  const { pass, emulator, proxy } = await world({ view: 'Adults' }, { base: baseWithViews() });
  expect(proxy.titles('people')).toEqual(['Person 9', 'Person 10', 'Person 11', 'Person 12']);
  const { root } = (await proxy.manifest()).collections['people']!;
  expect(await proxy.object(root)).not.toHaveProperty('order');
  emulator.table('people').update(recordId(1), { age: 40 });
  emulator.table('people').update(recordId(9), { age: 3 });
  await pass(5_000);
  expect(proxy.titles('people')).toEqual(['Person 1', 'Person 10', 'Person 11', 'Person 12']);
  emulator.table('people').insert({ name: 'Too young', age: 5 });
  await pass(5_000);
  expect(proxy.titles('people')).not.toContain('Too young');
});

test('a drag in a view that gives the order is one small change: no record, no chunk, one list', async () => {
  const { pass, emulator, proxy } = await world({}, { base: baseWithViews(), view: 'All of them' });
  const before = await proxy.manifest();
  emulator.table('people').move(recordId(12), recordId(2));
  // No webhook tells of a drag: the next slow sweep sees it.
  await pass(6 * 60_000);
  const after = await proxy.manifest();
  expect(after.seq).toBe(before.seq + 1);
  const change = after.delta!.collections['people']!;
  expect(change).toMatchObject({ changed: [], deleted: [], splices: [], ids: { at: {} } });
  const order = (await proxy.object(change.order!)) as readonly string[];
  expect(order.slice(0, 3)).toEqual([recordId(1), recordId(12), recordId(2)]);
  expect(order).toHaveLength(12);
});
