// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { describe, expect, it } from 'vitest';

import type { SeedBase, SeedField } from '../../src/emulator/seed.ts';
import { fixtureBase, recordId } from './fixture-base.ts';
import { createWorld, type Json, type World } from './world.ts';

const TEAM = 'recTeam0000000001';
const computed = (id: string, rest: Omit<SeedField, 'id' | 'name'>): SeedField => ({
  id: `fld${id.padEnd(14, '0')}`,
  name: id,
  ...rest,
});
const members = {
  recordLinkFieldId: 'fldmembers0000000',
  fieldIdInLinkedTable: 'fldage00000000000',
};
const ofTeams: readonly SeedField[] = [
  computed('size', { type: 'count', options: { recordLinkFieldId: 'fldmembers0000000' } }),
  computed('ages', { type: 'multipleLookupValues', options: members }),
  computed('oldest', { type: 'rollup', options: { ...members, formula: 'MAX(values)' } }),
  computed('mean', { type: 'rollup', options: { ...members, formula: 'AVERAGE(values)' } }),
  computed('loud', { type: 'formula', options: { formula: 'UPPER({title}) & "!"' } }),
  computed('louder', { type: 'formula', options: { formula: '{loud} & "!"' } }),
  computed('wrong', { type: 'formula', options: { formula: '{nothing} + 1' } }),
  computed('circle', { type: 'formula', options: { formula: '{circle}' } }),
  computed('endless', { type: 'formula', options: { formula: `REPT('a', 10000000000)` } }),
  computed('halved', {
    type: 'formula',
    options: { formula: `ENCODE_URL_COMPONENT(LEFT('😀', 1))` },
  }),
  computed('deep', { type: 'formula', options: { formula: `${'('.repeat(100_000)}1` } }),
  computed('made', { type: 'createdTime' }),
  computed('changed', { type: 'lastModifiedTime' }),
];

function withComputed(): World {
  const base = fixtureBase();
  const tables: SeedBase['tables'] = base.tables.map((table) =>
    table.id === 'tblTeams000000001' ? { ...table, fields: [...table.fields, ...ofTeams] } : table,
  );
  return createWorld({ base: { ...base, tables } });
}

const team = async (world: World): Promise<Json> =>
  (await world.call('GET', `tblTeams000000001/${TEAM}`)).body.fields;

describe('a computed field', () => {
  it('is worked out from what it looks at, lookups always as lists', async () => {
    const world = withComputed();
    world.emulator.table('people').update(recordId(1), { teams: [TEAM] });
    world.emulator.table('people').update(recordId(7), { teams: [TEAM] });
    expect(await team(world)).toMatchObject({
      size: 2,
      ages: [1, 7],
      oldest: 7,
      mean: 4,
      loud: 'CORE!',
      louder: 'CORE!!',
      made: '2026-01-01T00:00:00.000Z',
      changed: '2026-06-01T12:00:00.000Z',
    });
  });

  it('shows errors and impossible numbers as objects, and leaves out what is empty', async () => {
    const fields = await team(withComputed());
    expect(fields.mean).toEqual({ specialValue: 'NaN' });
    expect(fields.wrong).toEqual({ error: '#ERROR!' });
    expect(fields.circle).toEqual({ error: '#ERROR!' });
    expect(fields.endless).toEqual({ error: '#ERROR!' });
    expect(fields.halved).toEqual({ error: '#ERROR!' });
    expect(fields.deep).toEqual({ error: '#ERROR!' });
    expect(fields.title).toBe('Core');
    expect(fields).not.toHaveProperty('ages');
  });

  it('is in the answer to the write that changes it, and can be filtered and sorted by', async () => {
    const world = withComputed();
    const { body } = await world.call('PATCH', `tblTeams000000001/${TEAM}`, {
      fields: { title: 'Edge', members: [recordId(9)] },
    });
    expect(body.fields).toMatchObject({ loud: 'EDGE!', ages: [9] });
    world.emulator.table('tblTeams000000001').insert({ title: 'Alone' });
    const titles = async (query: string): Promise<string[]> =>
      (await world.call('GET', `tblTeams000000001?${query}`)).body.records.map(
        (row: Json) => row.fields.title,
      );
    expect(await titles(`filterByFormula=${encodeURIComponent('{size} > 0')}`)).toEqual(['Edge']);
    expect(await titles('sort[0][field]=loud')).toEqual(['Alone', 'Edge']);
    expect(await titles('sort[0][field]=size&sort[0][direction]=desc')).toEqual(['Edge', 'Alone']);
  });

  it('cannot be written, and survives a PUT', async () => {
    const world = withComputed();
    const refused = await world.call('PATCH', `tblTeams000000001/${TEAM}`, {
      fields: { loud: 'x' },
    });
    expect(refused.body.error.message).toBe(
      'Field "loud" cannot accept a value because the field is computed',
    );
    const put = await world.call('PUT', `tblTeams000000001/${TEAM}`, { fields: { title: 'New' } });
    expect(put.body.fields.loud).toBe('NEW!');
  });
});
