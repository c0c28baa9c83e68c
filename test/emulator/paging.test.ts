// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fixtureBase, recordId } from './fixture-base.ts';
import { createWorld, type Json, type World } from './world.ts';

/** Walks through a table; `between` is called after each page. */
async function walk(
  world: World,
  query: string,
  between: () => void = () => {},
): Promise<string[]> {
  const ids: string[] = [];
  let offset = '';
  do {
    const { body } = await world.call(
      'GET',
      `people?${query}&offset=${encodeURIComponent(offset)}`,
    );
    ids.push(...body.records.map((record: Json) => record.id));
    offset = body.offset ?? '';
    between();
  } while (offset !== '');
  return ids;
}

describe('a walk through pages', () => {
  it('yields each record exactly once, whatever the page size, the order and the filter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 130 }),
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom(
          '',
          'sort[0][field]=colour',
          'sort[0][field]=age&sort[0][direction]=desc',
          'view=Grid%20view',
        ),
        async (people, pageSize, order) => {
          const world = createWorld({ base: fixtureBase(people) });
          const ids = await walk(world, `pageSize=${String(pageSize)}&${order}`);
          expect(ids.toSorted()).toEqual(Array.from({ length: people }, (_, n) => recordId(n + 1)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('has no offset on its last page, even when that page is full', async () => {
    const { body } = await createWorld().call('GET', 'people?pageSize=12');
    expect(body).not.toHaveProperty('offset');
  });

  it('is no snapshot: a row deleted on the way is left out, an edit is seen', async () => {
    const world = createWorld();
    let page = 0;
    const ids = await walk(world, 'pageSize=5', () => {
      page += 1;
      if (page === 1) world.emulator.table('people').remove(recordId(7));
    });
    expect(ids).toHaveLength(11);
  });

  it('is forgotten after five idle minutes, with a type and no message', async () => {
    const world = createWorld();
    const { offset } = (await world.call('GET', 'people?pageSize=5')).body;
    const next = `people?pageSize=5&offset=${encodeURIComponent(offset)}`;
    world.clock.nowMs += 299_999;
    expect((await world.call('GET', next)).status).toBe(200);
    world.clock.nowMs += 300_000;
    const { status, body } = await world.call('GET', next);
    expect([status, body]).toEqual([
      422,
      { error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE' } },
    ]);
  });

  it('cannot be resumed with other parameters or an offset nobody gave', async () => {
    const world = createWorld();
    const { offset } = (await world.call('GET', 'people?pageSize=5')).body;
    for (const query of [
      `sort[0][field]=age&offset=${encodeURIComponent(offset)}`,
      'offset=nonsense',
    ]) {
      const { status, body } = await world.call('GET', `people?${query}`);
      expect([status, body.error.type]).toEqual([422, 'INVALID_OFFSET_VALUE']);
    }
  });

  it('can be lost on demand, as by a restart of the service', async () => {
    const world = createWorld();
    const { offset } = (await world.call('GET', 'people?pageSize=5')).body;
    world.emulator.loseIterators();
    const { body } = await world.call('GET', `people?offset=${encodeURIComponent(offset)}`);
    expect(body.error.type).toBe('LIST_RECORDS_ITERATOR_NOT_AVAILABLE');
  });
});
