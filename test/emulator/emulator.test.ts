import { getResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import { createEmulator } from '../../src/emulator/emulator.ts';
import type { Snapshot } from '../../src/emulator/snapshot.ts';
import { BASE_ID, fixtureBase, recordId, TOKEN } from './fixture-base.ts';
import { createWorld, ORIGIN } from './world.ts';

describe('the same emulator as MSW handlers', () => {
  const { emulator } = createWorld();
  const ask = (url: string) =>
    getResponse(
      [...emulator.handlers],
      new Request(url, { headers: { authorization: `Bearer ${TOKEN}` } }),
    );

  it('answers requests to its origin', async () => {
    const response = await ask(`${ORIGIN}/v0/${BASE_ID}/people?pageSize=1`);
    expect(await response?.json()).toMatchObject({ records: [{ id: recordId(1) }] });
  });

  it('leaves requests to other places alone', async () => {
    expect(await ask(`http://elsewhere.test/v0/${BASE_ID}/people`)).toBeUndefined();
  });

  it('answers a network error where a fault breaks the connection', async () => {
    emulator.faults.add({ kind: 'answer-lost', times: 1 });
    expect((await ask(`${ORIGIN}/v0/meta/whoami`))?.type).toBe('error');
  });
});

describe('createEmulator', () => {
  it('names table, record and field of a seed that does not fit its schema', () => {
    const base = fixtureBase(1);
    const [people, ...others] = base.tables;
    if (people === undefined) throw new Error('The fixture has no table.');
    const spoilt = (fields: Record<string, unknown>) => () =>
      createWorld({
        base: {
          ...base,
          tables: [
            { ...people, records: people.records.map((record) => ({ ...record, fields })) },
            ...others,
          ],
        },
      });
    expect(spoilt({ age: 'ten' })).toThrow(`people/${recordId(1)}: field "age"`);
    expect(spoilt({ nope: 1 })).toThrow(`people/${recordId(1)}: field "nope"`);
  });

  it('goes on from what it saved, with fields that its seed has gained since', () => {
    let saved: Snapshot | undefined;
    const first = createWorld({
      save: (snapshot) => {
        saved = JSON.parse(JSON.stringify(snapshot())) as Snapshot;
      },
    });
    first.emulator.table('people').update(recordId(1), { name: 'Kept' });
    const base = fixtureBase();
    const gained = { id: 'fldgained00000000', name: 'gained', type: 'singleLineText' as const };
    const tables = base.tables.map((table) =>
      table.name === 'people' ? { ...table, fields: [...table.fields, gained] } : table,
    );
    const second = createEmulator({
      base: { ...base, tables },
      now: () => first.clock.nowMs,
      random: () => 0.5,
      origin: ORIGIN,
      load: () => saved,
    });
    expect(second.table('people').update(recordId(1), { gained: 'yes' }).fields).toMatchObject({
      name: 'Kept',
      gained: 'yes',
    });
  });

  it('does the same things at the same times with the same random numbers', async () => {
    const story = async (): Promise<unknown> => {
      const { emulator, call } = createWorld();
      emulator.table('people').insert({ name: 'Again' });
      return (await call('GET', 'people?pageSize=3')).body;
    };
    expect(await story()).toEqual(await story());
  });

  it('throws for a table that the base does not have', () => {
    expect(() => createWorld().emulator.table('nope')).toThrow('no table nope');
  });
});
