import { expect, test } from 'vitest';
import { readConfig } from '../../src/proxy/config.ts';

const BASE = { AIRTABLE_TOKEN: 'patSomething.secret', AIRTABLE_BASE_ID: 'appSomething12345' };
const told = { ...BASE, AIRTABLE_PLAN: 'free', EDITOR_TOKEN: 'editor' };

test('[fault N8] warns where the plan of a real base is not told', () => {
  expect(readConfig({ ...told, AIRTABLE_PLAN: '' }).warnings).toEqual([
    expect.stringContaining('AIRTABLE_PLAN is not set'),
  ]);
  expect(readConfig(told).warnings).toEqual([]);
  expect(readConfig({}).warnings).toEqual([]);
});

test('warns of an address that Airtable would not notify', () => {
  const warnings = (url: string) => readConfig({ ...told, PUBLIC_URL: url }).warnings;
  expect(warnings('http://site.test')).toEqual([
    expect.stringContaining('PUBLIC_URL is not https'),
  ]);
  expect(warnings('https://site.test')).toEqual([]);
});

test('names an unknown plan, and the four there are', () => {
  expect(() => readConfig({ ...told, AIRTABLE_PLAN: 'pro' })).toThrow(
    'AIRTABLE_PLAN is "pro", expected free, team, business, enterprise',
  );
});
