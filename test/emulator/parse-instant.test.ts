import { execFileSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { parseInstant } from '../../src/emulator/parse-instant.ts';

const MODULE = new URL('../../src/emulator/parse-instant.ts', import.meta.url).href;

/** Reads the texts in a process of its own, since a zone is a process's. */
function readIn(zone: string, texts: readonly string[]): unknown {
  const script = `
    const { parseInstant } = await import(${JSON.stringify(MODULE)});
    const times = ${JSON.stringify(texts)}.map((text) => new Date(parseInstant(text)).toJSON());
    process.stdout.write(JSON.stringify(times));`;
  const env = { ...process.env, TZ: zone };
  const args = ['--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' }));
}

const TIMES: Readonly<Record<string, string | null>> = {
  '2022-09-05': '2022-09-05T00:00:00.000Z',
  '2022-09': '2022-09-01T00:00:00.000Z',
  '2022-09-05T07:00:00.000Z': '2022-09-05T07:00:00.000Z',
  '2022-09-05T07:00': '2022-09-05T07:00:00.000Z',
  '2022-09-05T07:00:00+02:00': '2022-09-05T05:00:00.000Z',
  '2022-09-05 07:00': '2022-09-05T07:00:00.000Z',
  '2022-09-05 07:00 +0200': '2022-09-05T05:00:00.000Z',
  // An hour that Berlin does not have.
  '27 Mar 2022 02:30': '2022-03-27T02:30:00.000Z',
  '5 Sep 2022': '2022-09-05T00:00:00.000Z',
  'September 5, 2022': '2022-09-05T00:00:00.000Z',
  '9/5/2022 7:00 am': '2022-09-05T07:00:00.000Z',
  'Mon, 05 Sep 2022 07:00:00 GMT': '2022-09-05T07:00:00.000Z',
  'Mon Sep 05 2022 09:00:00 GMT+0200 (Central European Summer Time)': '2022-09-05T07:00:00.000Z',
  '5 Sep 2022 07:00 EST': '2022-09-05T12:00:00.000Z',
  soon: null,
};

describe('a date', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/New_York'])(
    'is read in UTC on a machine in %s, unless it names a zone',
    (zone) => {
      expect(readIn(zone, Object.keys(TIMES))).toEqual(Object.values(TIMES));
    },
  );

  it('that is none is no number', () => {
    expect(parseInstant('0000-13-01')).toBeNaN();
  });
});
