// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { describe, expect, it } from 'vitest';

import { BASE_ID, fixtureBase, recordId } from './fixture-base.ts';
import { createWorld, type Json, type World } from './world.ts';

const ADULTS = 'viwAdults00000001';
const TEAMS = 'viwTeams000000001';

function withViews(): World {
  const base = fixtureBase(6);
  const [people, teams] = base.tables;
  if (people === undefined || teams === undefined) throw new Error('The fixture has two tables.');
  const grid = { id: 'viwGrid0000000001', name: 'All of them', type: 'grid' };
  const views = [
    grid,
    {
      id: ADULTS,
      name: 'Adults',
      type: 'kanban',
      filter: '{age} > 2',
      sort: [{ field: 'age', direction: 'desc' as const }],
    },
    {
      id: 'viwShort000000001',
      name: 'Short',
      type: 'grid',
      visibleFieldIds: ['fldname0000000000'],
    },
  ];
  const ofTeams = { ...teams, views: [{ id: TEAMS, name: 'Teams', type: 'grid' }] };
  return createWorld({ base: { ...base, tables: [{ ...people, views }, ofTeams] } });
}

const listed = async (world: World, query: string): Promise<number[]> =>
  (await world.call('GET', `people?${query}`)).body.records.map((record: Json) =>
    Number(record.id.slice(-8)),
  );

describe('a view', () => {
  it('shows its records in its order; a sort of the request goes first, its filter is added', async () => {
    const world = withViews();
    expect(await listed(world, `view=${ADULTS}`)).toEqual([6, 5, 4, 3]);
    expect(await listed(world, 'view=Adults&sort[0][field]=age')).toEqual([3, 4, 5, 6]);
    expect(await listed(world, 'view=Adults&filterByFormula=%7Bage%7D<5')).toEqual([4, 3]);
  });

  it('keeps the order of a drag, which no webhook hears of', async () => {
    const world = withViews();
    const specification = { options: { filters: { dataTypes: ['tableData'] } } };
    const hooks = `/v0/bases/${BASE_ID}/webhooks`;
    const { body } = await world.call('POST', hooks, { specification });
    world.emulator.table('people').move(recordId(5), recordId(2));
    world.emulator.table('people').move(recordId(1));
    expect(await listed(world, 'view=All%20of%20them')).toEqual([5, 2, 3, 4, 6, 1]);
    expect(await listed(world, '')).toEqual([1, 2, 3, 4, 5, 6]);
    const payloads = await world.call('GET', `${hooks}/${String(body.id)}/payloads`);
    expect(payloads.body.payloads).toEqual([]);
  });

  it('still answers the fields it hides', async () => {
    const { body } = await withViews().call('GET', 'people?view=Short&maxRecords=1');
    expect(Object.keys(body.records[0].fields)).toContain('age');
  });

  it('is described in the schema, with what it shows only when asked and only for a grid', async () => {
    const world = withViews();
    const path = `/v0/meta/bases/${BASE_ID}/tables`;
    const { views } = (await world.call('GET', path)).body.tables[0];
    expect(views[1]).toEqual({ id: ADULTS, name: 'Adults', type: 'kanban' });
    const asked = await world.call('GET', `${path}?include[]=visibleFieldIds`);
    const [all, kanban, short] = asked.body.tables[0].views;
    expect(all.visibleFieldIds).toHaveLength(15);
    expect(kanban).not.toHaveProperty('visibleFieldIds');
    expect(short.visibleFieldIds).toEqual(['fldname0000000000']);
  });

  it('of another table, or of none, is refused by type', async () => {
    const world = withViews();
    const typeOf = async (view: string): Promise<unknown> =>
      (await world.call('GET', `people?view=${view}`)).body.error.type;
    expect(await typeOf(TEAMS)).toBe('FAILED_STATE_CHECK');
    expect(await typeOf('viwNobody00000001')).toBe('VIEW_ID_NOT_FOUND');
    expect(await typeOf('Nobody')).toBe('VIEW_NAME_NOT_FOUND');
  });
});
