// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return -- answers are JSON of any shape: a member that is not there fails the test
import { describe, expect, it } from 'vitest';

import { recordId } from './fixture-base.ts';
import { createWorld, type Json } from './world.ts';

const world = createWorld();
world.emulator.table('people').update(recordId(1), {
  name: 'O\'Hara "the {first}"',
  born: '2000-02-29',
  teams: ['recTeam0000000001'],
  tags: ['one'],
});
world.clock.nowMs += 60_000;
world.emulator.table('people').update(recordId(2), { age: 40 });

const kept = async (filterByFormula: string): Promise<number[] | string> => {
  const { status, body } = await world.call('POST', 'people/listRecords', { filterByFormula });
  if (status !== 200) return body.error.message;
  return body.records.map((record: Json) => Number(record.id.slice(-8)));
};

const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

describe('a formula', () => {
  it.each([
    [`RECORD_ID()='${recordId(3)}'`, [3]],
    [`OR(RECORD_ID()='${recordId(3)}', RECORD_ID() = "${recordId(5)}")`, [3, 5]],
    [`AND({age} > 3, {age} <= 6, NOT({active}))`, [5]],
    [`{age} != 1`, all.slice(1)],
    [`{fldage00000000000} = 7`, [7]],
    [`age = 7`, [7]],
    [`name = 'O\\'Hara "the {first}"'`, [1]],
    [`name = "O'Hara \\"the {first}\\""`, [1]],
    [`{colour}`, [3, 6, 9, 12]],
    [`{colour} = ''`, [1, 2, 4, 5, 7, 8, 10, 11]],
    [`{colour} = BLANK()`, [1, 2, 4, 5, 7, 8, 10, 11]],
    [`IF({active}, {age} > 10, {age} = 3)`, [2, 3, 12]],
    [`SWITCH({colour}, 'red', {age} > 6, FALSE())`, [9, 12]],
    [`FIND('son 1', {name})`, [10, 11, 12]],
    [`SEARCH('PERSON 1', {name}) > 0`, [10, 11, 12]],
    [`LOWER({name}) & '!' = 'person 4!'`, [4]],
    [`LEN({name}) = 9`, [10, 11, 12]],
    [`REGEX_MATCH({name}, '[34]$')`, [3, 4]],
    [`MOD({age}, 5) = 0`, [2, 5, 10]],
    [`({age} + 1) * 2 - 4 / 2 = 8`, [4]],
    [`-{age} = -4`, [4]],
    [`XOR({active}, {colour})`, [2, 3, 4, 8, 9, 10]],
    [`IS_AFTER(LAST_MODIFIED_TIME(), '2026-06-01T12:00:30Z')`, [2]],
    [`IS_AFTER(LAST_MODIFIED_TIME({age}), '2026-06-01T11:00:00Z')`, [2]],
    [`IS_BEFORE(CREATED_TIME(), '2026-01-01T00:00:03Z')`, [1, 2]],
    [`IS_SAME({born}, '2000-02-29', 'day')`, [1]],
    [`DATESTR(DATEADD({born}, 1, 'day')) = '2000-03-01'`, [1]],
    [`DATETIME_FORMAT({born}, 'DD.MM.YYYY') = '29.02.2000'`, [1]],
    [`{teams} = 'Core'`, [1]],
    [`ARRAYJOIN({tags}) = 'one'`, [1]],
    [`{age} = 'x' + 1`, []],
    [`REGEX_MATCH({name}, '(')`, []],
    [`REGEX_EXTRACT({name}, '[0-9]+') = '7'`, [7]],
    [`REGEX_REPLACE({name}, '[a-z ]+', '') = 'P5'`, [5]],
    [`SUBSTITUTE({name}, 'e', 'E') = 'PErson 4'`, [4]],
    [`SUBSTITUTE('aXbXc', 'X', '-', 2) = 'aXb-c'`, all],
    [`REPLACE({name}, 1, 7, '') = '3'`, [3]],
    [`LEFT({name}, 3) & MID({name}, 4, 3) & RIGHT({name}, 1) = 'Person8'`, [8]],
    [`TRIM('  x ') = 'x'`, all],
    [`VALUE('1.5 kg') = 1.5`, all],
    [`CONCATENATE({name}, '-', {age}) = 'Person 4-4'`, [4]],
    [`UPPER({colour}) = 'RED'`, [3, 6, 9, 12]],
    [`AVERAGE({age}, 4) = 4`, [4]],
    [`ROUNDUP({age} / 3, 0) = 2`, [4, 5, 6]],
    [`ROUNDDOWN({age} / 3, 0) = 2`, [6, 7, 8]],
    [`POWER({age}, 2) = 9`, [3]],
    [`EVEN({age}) = 4`, [3, 4]],
    [`ODD({age}) = 5`, [4, 5]],
    [`ISERROR({name} + 1)`, all],
    [`{age} / 0 - {age} / 0`, []],
    [`DATETIME_DIFF({born}, '2000-02-27', 'days') = 2`, [1]],
    [
      `DATETIME_FORMAT({born}, 'dddd Do MMMM YY [at] h:mm a') = 'Tuesday 29th February 00 at 12:00 am'`,
      [1],
    ],
    [`IS_SAME(DATETIME_PARSE('29 Feb 2000', 'D MMM YYYY'), {born}, 'day')`, [1]],
    [`AND({born}, WEEKNUM({born}) = 10)`, [1]],
    [`IS_AFTER(NOW(), TODAY())`, all],
    [`IS_SAME(DATEADD(TODAY(), -1, 'month'), '2026-05-01', 'day')`, all],
    [`REPT('a', 10000000000) = ''`, []],
    [`ISERROR(REPT('a', 10000000000))`, all],
    [`LEN(REPT('a', 100000)) = 100000`, all],
    [`LEN(REPT('a', 100001)) > 0`, []],
    [`ENCODE_URL_COMPONENT(LEFT('😀', 1)) = ''`, []],
    ['1', all],
    ['0', []],
    ['NOT(1)', []],
    ["''", []],
  ])('%s', async (formula, expected) => {
    expect(await kept(formula)).toEqual(expected);
  });

  it('names every field it does not know', async () => {
    expect(await kept('AND({a}, {b}, {age})')).toBe(
      'The formula for filtering records is invalid: Unknown field names: a, b',
    );
  });

  it.each(['AND(', '1 +', 'NOPE()', '{age', "'open", '#', '1 2', 'toString()'])(
    'refuses %s',
    async (formula) => {
      expect(await kept(formula)).toBe(
        'The formula for filtering records is invalid: Invalid formula. Please check your formula text.',
      );
    },
  );

  it.each([
    ['brackets', `${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
    ['signs', `${'-'.repeat(100_000)}1`],
    ['sums', `1${' + 1'.repeat(100_000)}`],
    ['functions', `${'IF(1, '.repeat(100_000)}1${')'.repeat(100_000)}`],
  ])('refuses %s that are nested too deeply', async (_what, formula) => {
    expect(await kept(formula)).toContain('Please check your formula text.');
  });
});
