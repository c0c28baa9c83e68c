import { expect, test } from 'vitest';
import { readConfig } from '../../src/proxy/config.ts';

const BASE = { AIRTABLE_TOKEN: 'patSomething.secret', AIRTABLE_BASE_ID: 'appSomething12345' };
const told = { ...BASE, AIRTABLE_PLAN: 'free', EDITOR_TOKEN: 'editor-of-sixteen' };

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

test('warns of an editor token that could be guessed, takes it, and never shows it', () => {
  const short = readConfig({ ...told, EDITOR_TOKEN: 'hunter2' });
  expect(short.warnings).toEqual([expect.stringContaining('EDITOR_TOKEN is shorter than 16')]);
  expect(short.warnings.join()).not.toContain('hunter2');
  expect(short.editorToken).toBe('hunter2');
  expect(readConfig({ EDITOR_TOKEN: 'hunter2' }).warnings).toHaveLength(1);
  // The sample's own is known to everybody, and guards nothing.
  expect(readConfig({}).editorToken).toBe('editor-sample');
  expect(readConfig({ EDITOR_TOKEN: 'editor-sample' }).warnings).toEqual([]);
  expect(readConfig({ ...told, EDITOR_TOKEN: 'editor-sample' }).warnings).toHaveLength(1);
});

test('refuses an editor token that no browser could send, and never shows it', () => {
  for (const token of ['ключ-редактора-сайта', 'editor\ttoken-of-many']) {
    let said = '';
    try {
      readConfig({ ...told, EDITOR_TOKEN: token });
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain('EDITOR_TOKEN has characters that cannot be sent');
    expect(said).not.toContain(token);
  }
  expect(readConfig({ ...told, EDITOR_TOKEN: 'four words of editors' }).editorToken).toBe(
    'four words of editors',
  );
});

test('names an unknown plan, and the four there are', () => {
  expect(() => readConfig({ ...told, AIRTABLE_PLAN: 'pro' })).toThrow(
    'AIRTABLE_PLAN is "pro", expected free, team, business, enterprise',
  );
});

test("tries the emulator's repositories and posts out where no base is told, and only then", () => {
  const sample = readConfig({});
  expect(sample.github.apiUrl).toBeUndefined();
  expect(sample.github.repositories).toHaveLength(2);
  expect(sample.stream).toMatchObject({ url: undefined, terms: expect.arrayContaining(['tide']) });
  expect(readConfig(told).github).toMatchObject({
    apiUrl: 'https://api.github.com',
    repositories: [],
  });
  expect(readConfig(told).stream).toEqual({ url: undefined, terms: [] });
  // A token says that the real GitHub is meant.
  expect(readConfig({ GITHUB_TOKEN: 'ghp_one' }).github.apiUrl).toBe('https://api.github.com');
});

test('takes repositories and terms as lists, each repository once', () => {
  const { github, stream } = readConfig({
    ...told,
    GITHUB_REPOSITORIES: 'a/one, b/two,a/one,',
    GITHUB_API_URL: 'http://localhost:9/',
    STREAM_URL: 'wss://jetstream.test/subscribe',
    STREAM_TERMS: 'low water, tide',
  });
  expect(github).toMatchObject({ apiUrl: 'http://localhost:9', repositories: ['a/one', 'b/two'] });
  expect(stream).toEqual({ url: 'wss://jetstream.test/subscribe', terms: ['low water', 'tide'] });
});

test.each([
  [
    'GITHUB_REPOSITORIES',
    'just-a-name',
    'GITHUB_REPOSITORIES is "just-a-name", expected owner/name',
  ],
  ['GITHUB_API_URL', 'api.github.com', 'GITHUB_API_URL is "api.github.com", expected an address'],
  [
    'STREAM_URL',
    'https://jetstream.test',
    'STREAM_URL is "https://jetstream.test", expected an address that begins with ws:// or wss://',
  ],
  ['STREAM_TERMS', 'x'.repeat(81), 'STREAM_TERMS is '],
])('names a wrong %s in one line', (name, value, line) => {
  expect(() => readConfig({ ...told, [name]: value })).toThrow(line);
});

test('[invariant I1] names a wrong GITHUB_TOKEN without showing it', () => {
  const read = () => readConfig({ ...told, GITHUB_TOKEN: 'ghp secret' });
  expect(read).toThrow('GITHUB_TOKEN is not a token');
  expect(read).not.toThrow('secret');
});

test.each([
  ['AIRTABLE_API_URL', 'https://me:hunter2@api.test'],
  ['GITHUB_API_URL', 'https://hunter2@api.test'],
  ['PUBLIC_URL', 'https://me:hunter2@site.test'],
  ['STREAM_URL', 'wss://me:hunter2@stream.test/subscribe'],
])('[invariant I1] takes no %s with a name or a password, and never shows it', (name, value) => {
  // What is fetched may not have one, and PUBLIC_URL stands in every page.
  const read = () => readConfig({ ...told, [name]: value });
  expect(read).toThrow(`${name} is what looks like a secret, expected an address`);
  expect(read).not.toThrow('hunter2');
});

test.each([
  ['PUBLIC_URL', 'https://site.test/?from=mail'],
  ['AIRTABLE_API_URL', 'https://api.test/#v0'],
])('takes no %s to which no path can be added', (name, value) => {
  expect(() => readConfig({ ...told, [name]: value })).toThrow(`${name} is "${value}", expected`);
});

test('takes a stream with a query', () => {
  const url = 'wss://stream.test/subscribe?compress=false';
  expect(readConfig({ ...told, STREAM_URL: url }).stream.url).toBe(url);
});
