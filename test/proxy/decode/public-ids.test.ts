import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignPublicIds, claimOf } from '../../../src/proxy/decode/public-ids.ts';

const row = (id: string, key: unknown, second = 0) => ({
  id,
  createdTime: new Date(1_700_000_000_000 + second * 1000).toISOString(),
  fields: key === undefined ? {} : { key },
});
const assign = (rows: readonly ReturnType<typeof row>[], keyColumn?: string) =>
  assignPublicIds(
    rows.map((one) => claimOf(one, keyColumn)),
    (id) => rows.some((one) => one.id === id),
  );
const assigned = (...rows: ReturnType<typeof row>[]) => Object.fromEntries(assign(rows, 'key'));

describe('assignPublicIds', () => {
  test('takes the key where it is filled, text or number, and the record id where it is not', () => {
    expect(
      assigned(
        row('rec1', ' hero '),
        row('rec2', 7),
        row('rec3', ''),
        row('rec4', undefined),
        row('rec5', ['x']),
        row('rec6', 'k'.repeat(129)),
      ),
    ).toEqual({
      rec1: 'hero',
      rec2: '7',
      rec3: 'rec3',
      rec4: 'rec4',
      rec5: 'rec5',
      rec6: 'rec6',
    });
  });

  test('[B8] two rows without a key do not overwrite each other', () => {
    expect(assigned(row('rec1', undefined), row('rec2', undefined))).toEqual({
      rec1: 'rec1',
      rec2: 'rec2',
    });
  });

  test('[B8] leaves a copied key with the oldest row, in whatever order the rows come', () => {
    const rows = [row('recC', 'hero', 3), row('recA', 'hero', 1), row('recB', 'hero', 2)];
    for (const order of [rows, rows.toReversed()]) {
      expect(assigned(...order)).toEqual({ recA: 'hero', recB: 'recB', recC: 'recC' });
    }
  });

  test('gives every row an id of its own, whatever editors type', () => {
    const keys = fc.constantFrom<unknown>('a', 'b', 'rec0', 'rec1', 'rec2', ' a', '', 3, null);
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.nat(3)), { maxLength: 8 }), (members) => {
        const rows = members.map(([key, second], n) => row(`rec${n}`, key, second));
        const ids = [...assign(rows, 'key').values()];
        expect(new Set(ids).size).toBe(rows.length);
      }),
    );
  });

  test('is the record id alone where the collection declares no key', () => {
    expect([...assign([row('rec1', 'x')])]).toEqual([['rec1', 'rec1']]);
  });
});
