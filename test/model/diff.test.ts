import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/model/canonical.ts';
import { applyDiff, diffRecords, isEmptyDiff } from '../../src/model/diff.ts';
import type { StoredRecord } from '../../src/model/record.ts';

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const states = fc.dictionary(ids, fc.nat(3)).map((likesById) =>
  Object.entries(likesById).map(([id, likes]): StoredRecord => ({
    id,
    createdTime: '2026-01-01T00:00:00.000Z',
    likes,
  })),
);
const spelled = (records: readonly StoredRecord[]) =>
  new Map(records.map((record) => [record.id, { record, text: canonicalJson(record) }]));
const byId = (records: readonly StoredRecord[]) =>
  new Map(records.map((record) => [record.id, record]));

describe('diffRecords', () => {
  test('of a state and itself is empty, in whatever order its records come', () => {
    fc.assert(
      fc.property(states, (records) => {
        const diff = diffRecords(spelled(records), spelled(records.toReversed()));
        expect(isEmptyDiff(diff)).toBe(true);
      }),
    );
  });

  test('[D3] applied to the first state gives the second', () => {
    fc.assert(
      fc.property(states, states, (before, after) => {
        const diff = diffRecords(spelled(before), spelled(after));
        expect(applyDiff(byId(before), diff)).toEqual(byId(after));
      }),
    );
  });

  test('names each record once, as added, changed or removed', () => {
    fc.assert(
      fc.property(states, states, (before, after) => {
        const { added, changed, removed } = diffRecords(spelled(before), spelled(after));
        const named = [...added.map(({ id }) => id), ...changed.map(({ id }) => id), ...removed];
        expect(new Set(named).size).toBe(named.length);
        expect(added.every(({ id }) => !byId(before).has(id))).toBe(true);
        expect(removed.every((id) => byId(before).has(id) && !byId(after).has(id))).toBe(true);
      }),
    );
  });
});
