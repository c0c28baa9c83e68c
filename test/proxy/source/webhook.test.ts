import { describe, expect, test } from 'vitest';
import { readPayloads } from '../../../src/proxy/source/airtable/webhook.ts';

const payload = (rest: object) => ({
  timestamp: '2026-01-01T00:00:00.000Z',
  baseTransactionNumber: 1,
  payloadFormat: 'v0',
  actionMetadata: {},
  ...rest,
});
const table = (change: object, id = 'tbl1') => payload({ changedTablesById: { [id]: change } });
const touched = (...payloads: unknown[]) =>
  Object.fromEntries([...readPayloads(payloads).touchedByTable].map(([id, ids]) => [id, [...ids]]));
const destroyed = (...payloads: unknown[]) =>
  Object.fromEntries(
    [...readPayloads(payloads).destroyedByTable].map(([id, ids]) => [id, [...ids]]),
  );

describe('readPayloads', () => {
  test('gathers created, changed and destroyed ids by table, over several payloads', () => {
    const payloads = [
      table({ createdRecordsById: { rec1: { createdTime: 'x', cellValuesByFieldId: {} } } }),
      table({ changedRecordsById: { rec1: {}, rec2: {} }, destroyedRecordIds: ['rec3'] }),
      table({ changedRecordsById: { rec9: {} } }, 'tbl2'),
    ];
    expect(touched(...payloads)).toEqual({ tbl1: ['rec1', 'rec2'], tbl2: ['rec9'] });
    expect(destroyed(...payloads)).toMatchObject({ tbl1: ['rec3'] });
    expect(readPayloads(payloads).unclear).toEqual(new Set());
  });

  test('lets the later word about a record count', () => {
    const created = table({ createdRecordsById: { rec1: {} } });
    const gone = table({ destroyedRecordIds: ['rec1'] });
    expect([touched(created, gone), destroyed(created, gone)]).toEqual([
      { tbl1: [] },
      { tbl1: ['rec1'] },
    ]);
    expect([touched(gone, created), destroyed(gone, created)]).toEqual([
      { tbl1: ['rec1'] },
      { tbl1: [] },
    ]);
  });

  test.each([
    [table({ changedFieldsById: { fld1: {} } })],
    [table({ createdFieldsById: {} })],
    [table({ destroyedFieldIds: ['fld1'] })],
    [table({ changedMetadata: {} })],
    [table({ changedViewsById: {} })],
    [table({ somethingNew: 1 })],
    [payload({ createdTablesById: { tbl1: {} } })],
    [payload({ destroyedTableIds: ['tbl1'] })],
  ])('finds the table unclear after %j', (one) => {
    expect(readPayloads([one]).unclear).toEqual(new Set(['tbl1']));
  });

  test.each([
    [null],
    ['text'],
    [payload({ payloadFormat: 'v1' })],
    [payload({ error: true, code: 'INVALID_HOOK' })],
    [payload({ unheardOf: 1 })],
    [payload({ changedTablesById: [] })],
    [table({ destroyedRecordIds: 'rec1' })],
  ])('finds every table unclear after a payload of an unknown form: %j', (one) => {
    expect(readPayloads([table({ changedRecordsById: { rec1: {} } }), one]).unclear).toBe('all');
  });
});
