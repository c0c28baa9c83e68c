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

async function world(publish: NonNullable<Collection['publish']>) {
  const made = await createProxyWorld({
    base: fixtureBase(12),
    collections: [{ ...people, publish }],
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

test('half-typed text does not go live: only what nobody has touched for the settle delay', async () => {
  const { pass, emulator, proxy } = await world({ settleSeconds: 20 });
  const table = emulator.table('people');
  for (const text of ['T', 'The', 'The ti', 'The tide']) {
    table.update(recordId(1), { name: text });
    await pass(8_000);
    expect(proxy.titles('people')[0]).toBe('Person 1');
  }
  const added = table.insert({ name: 'New' });
  table.remove(recordId(12));
  await pass(5_000);
  expect(proxy.records('people')).toHaveLength(11);
  await pass(12_000);
  expect(proxy.titles('people')[0]).toBe('The tide');
  expect(proxy.titles('people')).not.toContain('New');
  await pass(12_000);
  expect(proxy.titles('people')).toContain('New');
  table.update(added.id, { name: 'Gone soon' });
  table.remove(added.id);
  await pass(30_000);
  expect(proxy.records('people')).toHaveLength(11);
});
