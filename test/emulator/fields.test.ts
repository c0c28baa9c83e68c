// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { describe, expect, it } from 'vitest';

import { BASE_ID, recordId } from './fixture-base.ts';
import { createWorld, type Json, type World } from './world.ts';

const HOOKS = `/v0/bases/${BASE_ID}/webhooks`;
const first = async (world: World): Promise<Json> =>
  (await world.call('GET', `people/${recordId(1)}`)).body.fields;

async function watched(dataTypes: readonly string[]) {
  const world = createWorld();
  const specification = { options: { filters: { dataTypes } } };
  const { body } = await world.call('POST', HOOKS, { specification });
  const changes = async (): Promise<Json[]> =>
    (await world.call('GET', `${HOOKS}/${String(body.id)}/payloads`)).body.payloads.map(
      (payload: Json) => payload.changedTablesById.tblPeople00000001,
    );
  return { world, people: world.emulator.table('people'), changes };
}

describe('a field', () => {
  it('keeps its id and its cells when it is renamed', async () => {
    const { world, people, changes } = await watched(['tableFields']);
    people.changeField('age', { name: 'years' });
    expect(await first(world)).toEqual({ name: 'Person 1', years: 1 });
    expect((await world.call('GET', 'people?fields[]=age')).status).toBe(422);
    expect(await changes()).toEqual([
      {
        changedFieldsById: {
          fldage00000000000: {
            current: { name: 'years', type: 'number' },
            previous: { name: 'age', type: 'number' },
          },
        },
      },
    ]);
  });

  it('is gone with its cells when it is removed', async () => {
    const { world, people, changes } = await watched(['tableFields']);
    people.removeField('age');
    expect(await first(world)).toEqual({ name: 'Person 1' });
    const schema = await world.call('GET', `/v0/meta/bases/${BASE_ID}/tables`);
    expect(schema.body.tables[0].fields.map((field: Json) => field.name)).not.toContain('age');
    expect(await changes()).toEqual([{ destroyedFieldIds: ['fldage00000000000'] }]);
  });

  it('keeps what fits when its type changes, and loses the rest', async () => {
    const { world, people } = await watched(['tableFields']);
    people.changeField('age', { type: 'singleLineText' });
    expect((await first(world)).age).toBe('1');
    people.changeField('name', { type: 'number' });
    expect(await first(world)).not.toHaveProperty('name');
  });

  it('can be added, and written at once', async () => {
    const { people, changes } = await watched(['tableFields', 'tableData']);
    people.addField({ id: 'fldadded000000000', name: 'added', type: 'singleLineText' });
    people.update(recordId(1), { added: 'yes' });
    expect(await changes()).toEqual([
      { createdFieldsById: { fldadded000000000: { name: 'added', type: 'singleLineText' } } },
      {
        changedRecordsById: {
          [recordId(1)]: { current: { cellValuesByFieldId: { fldadded000000000: 'yes' } } },
        },
      },
    ]);
  });

  it('is nothing to a webhook that listens to records only', async () => {
    const { people, changes } = await watched(['tableData']);
    people.changeField('age', { name: 'years' });
    expect(await changes()).toEqual([]);
  });

  it('that nobody has is named', () => {
    const people = createWorld().emulator.table('people');
    expect(() => people.removeField('nope')).toThrow('people has no field nope');
  });
});
