import { expect, test } from 'vitest';
import { baseLinkFor } from '../../vite-plugin-base-link.ts';

const here = 'http://localhost:4181/';
const airtable = 'https://airtable.com/appX';

test('a base on this machine is linked to where the site is read on this machine', () => {
  for (const env of [{}, { PUBLIC_URL: '' }, { PUBLIC_URL: 'http://127.0.0.1:4180' }]) {
    expect(baseLinkFor(here, env)).toBe(here);
  }
});

test('the sample base is linked to at its port, and not where that is not known', () => {
  expect(baseLinkFor(here, { AIRTABLE_PORT: '5181' })).toBe('http://localhost:5181/');
  expect(baseLinkFor(here, { AIRTABLE_PORT: '' })).toBe(here);
  expect(baseLinkFor(here, { AIRTABLE_PORT: '0' })).toBe('');
  expect(baseLinkFor(here, { AIRTABLE_PORT: '5181', META_CSP: '1' })).toBe('');
});

test('another base on this machine stays where it is, whatever the sample’s port', () => {
  const own = 'http://localhost:9000/grid';
  expect(baseLinkFor(own, { AIRTABLE_PORT: '5181' })).toBe(own);
});

test('files for a static host, and a site at an address of its own, link to no machine’s own base', () => {
  for (const env of [{ META_CSP: '1' }, { PUBLIC_URL: 'https://magazine.example' }]) {
    expect(baseLinkFor(here, env)).toBe('');
    expect(baseLinkFor('http://127.0.0.1:4181/', env)).toBe('');
    expect(baseLinkFor('http://[::1]:4181/', env)).toBe('');
  }
});

test('an address that was configured is linked to everywhere, and none nowhere', () => {
  for (const env of [{}, { META_CSP: '1' }, { PUBLIC_URL: 'https://magazine.example' }]) {
    expect(baseLinkFor(airtable, env)).toBe(airtable);
    expect(baseLinkFor('', env)).toBe('');
  }
});
