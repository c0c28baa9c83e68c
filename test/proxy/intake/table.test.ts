import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredRecord } from '../../../src/model/record.ts';
import { defineCollection, field } from '../../../src/model/schema.ts';
import type { DecodeContext } from '../../../src/proxy/decode/decode-record.ts';
import { assignPublicIds, claimOf } from '../../../src/proxy/decode/public-ids.ts';
import { createIntakeTable } from '../../../src/proxy/intake/table.ts';
import { EMPTY_STATE, stepCollection } from '../../../src/proxy/publish/collection-state.ts';
import type { UpstreamRecord } from '../../../src/proxy/source/upstream-record.ts';

const people = defineCollection({
  name: 'people',
  table: 'people',
  key: 'key',
  fields: { name: field('text', 'name') },
  indexes: {},
});
const letters = defineCollection({
  name: 'letters',
  table: 'letters',
  fields: { to: field('links', 'to') },
  indexes: {},
});
const context: DecodeContext = {
  render: () => Promise.resolve(undefined),
  mirrored: () => undefined,
  isMirrored: () => true,
};

const row = (n: number, key: string, name: string): UpstreamRecord => ({
  id: `rec${n}`,
  // Older ones have larger numbers, so that a newcomer may take a key over.
  createdTime: new Date(1_700_000_000_000 - n * 1000).toISOString(),
  fields: { key, name },
});

/** A table and what is published of it. */
function createTable() {
  let state = EMPTY_STATE;
  const table = createIntakeTable(people, {
    context,
    published: () => state.entryById,
    heldBack: () => undefined,
  });
  const publish = (change: Awaited<ReturnType<typeof table.take>>) => {
    state = stepCollection(people, state, change)?.state ?? state;
    table.commit();
  };
  return { table, publish, records: () => [...state.entryById.all()] };
}

const keys = fc.constantFrom('', 'a', 'b', 'rec0', 'rec2');
const edits = fc.array(
  fc.record({
    changed: fc.array(fc.tuple(fc.nat(5), keys, fc.constantFrom('x', 'y')), { maxLength: 3 }),
    removed: fc.array(fc.nat(5), { maxLength: 2 }),
  }),
  { maxLength: 8 },
);

describe('createIntakeTable', () => {
  test('[B8] publishes after any single changes what a sweep of the same rows would publish', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (steps) => {
        const upstreamById = new Map<string, UpstreamRecord>();
        const { table, publish, records } = createTable();
        publish(await table.take({ kind: 'whole', collection: 'people', records: [] }));
        for (const step of steps) {
          const changed = [...new Map(step.changed.map(([n, ...rest]) => [n, rest]))].map(
            ([n, [key, name]]) => row(n, key, name),
          );
          const named = new Set(changed.map(({ id }) => id));
          const removed = step.removed.map((n) => `rec${n}`).filter((id) => !named.has(id));
          for (const id of removed) upstreamById.delete(id);
          for (const record of changed) upstreamById.set(record.id, record);
          publish(await table.take({ kind: 'part', collection: 'people', changed, removed }));
          expect(byId(records())).toEqual(expected([...upstreamById.values()]));
          for (const { id, fields } of upstreamById.values()) {
            const found = records().find((record) => table.find(record.id)?.upstreamId === id);
            expect(found?.['name']).toBe(fields['name']);
          }
        }
      }),
    );
  });

  test('finds again, when it comes again, what could not be published', async () => {
    const { table, publish, records } = createTable();
    const rows = [row(1, '', 'one'), row(2, 'two', 'two')];
    await table.take({ kind: 'whole', collection: 'people', records: rows });
    table.rollBack();
    expect(table.isComplete()).toBe(false);
    publish(await table.take({ kind: 'whole', collection: 'people', records: rows }));
    const change = {
      kind: 'part',
      collection: 'people',
      changed: [row(1, '', 'uno')],
      removed: ['rec2'],
    } as const;
    await table.take(change);
    table.rollBack();
    expect(table.find('two')).toMatchObject({ upstreamId: 'rec2', record: { name: 'two' } });
    publish(await table.take(change));
    expect(records().map(({ name }) => name)).toEqual(['uno']);
  });

  test('publishes links as public ids, also once the record they lead to has got another one', async () => {
    const publicIds = new Map([['recA', 'key-a']]);
    const table = createIntakeTable(letters, {
      context,
      published: () => EMPTY_STATE.entryById,
      publicIdOf: (id) => publicIds.get(id),
      heldBack: () => undefined,
    });
    const fields = { to: ['recA', 'recB'] };
    const letter = { id: 'rec1', createdTime: '2026-01-01T00:00:00.000Z', fields };
    const sweep = { kind: 'whole', collection: 'letters', records: [letter] } as const;
    expect((await table.take(sweep)).changed).toMatchObject([{ to: ['key-a', 'recB'] }]);
    publicIds.set('recB', 'key-b');
    expect(table.relink((id) => id === 'recB')).toMatchObject([{ to: ['key-a', 'key-b'] }]);
    expect(table.relink((id) => id === 'recB')).toEqual([]);
    table.commit();
    expect((await table.take(sweep)).changed).toEqual([]);
  });
});

function expected(rows: readonly UpstreamRecord[]) {
  const ids = assignPublicIds(
    rows.map((one) => claimOf(one, 'key')),
    (id) => rows.some((one) => one.id === id),
  );
  return Object.fromEntries(rows.map(({ id, fields }) => [ids.get(id)!, fields['name']]));
}

function byId(records: readonly StoredRecord[]) {
  return Object.fromEntries(records.map(({ id, name }) => [id, name]));
}

test('[fault N12] a record that came while the checkbox was lost is shown as soon as that is back, and ticked', async () => {
  const collection = { ...people, publish: { checkbox: 'active' } };
  const table = createIntakeTable(collection, {
    context,
    published: () => EMPTY_STATE.entryById,
    heldBack: () => undefined,
  });
  const upstream = row(1, 'a', 'x');
  const ticked = { ...upstream, fields: { ...upstream.fields, active: true } };
  const whole = { kind: 'whole', collection: 'people', records: [ticked] } as const;
  expect((await table.take({ ...whole, lost: ['active'] })).changed).toEqual([]);
  expect((await table.take(whole)).changed).toMatchObject([{ id: 'a', name: 'x' }]);
});
