import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readBuildEnv } from '../../src/proxy/build-env.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('without variables a build goes to dist, for the root of an address; empty ones are not set', () => {
  const expected = {
    basePath: '/',
    outDir: resolve(ROOT, 'dist'),
    builtAt: undefined,
    hasMetaPolicy: false,
    isBrake: false,
  };
  expect(readBuildEnv({})).toEqual(expected);
  const names = ['BASE_PATH', 'OUT_DIR', 'SOURCE_DATE_EPOCH', 'META_CSP', 'SERVICE_WORKER'];
  expect(readBuildEnv(Object.fromEntries(names.map((name) => [name, ' '])))).toEqual(expected);
});

test('each variable is taken as it is meant', () => {
  const env = {
    BASE_PATH: '/~user/my-magazine/v1.2/',
    OUT_DIR: 'elsewhere',
    SOURCE_DATE_EPOCH: '0',
    META_CSP: '1',
    SERVICE_WORKER: 'kill ',
  };
  expect(readBuildEnv(env)).toEqual({
    basePath: '/~user/my-magazine/v1.2/',
    outDir: resolve(ROOT, 'elsewhere'),
    builtAt: 0,
    hasMetaPolicy: true,
    isBrake: true,
  });
});

test.each([
  ['BASE_PATH', 'magazine'],
  ['BASE_PATH', '/magazine'],
  ['BASE_PATH', '/a b/'],
  ['BASE_PATH', '//'],
  ['BASE_PATH', '/../'],
  ['SOURCE_DATE_EPOCH', 'abc'],
  ['SOURCE_DATE_EPOCH', '-1'],
  ['META_CSP', 'true'],
  ['SERVICE_WORKER', 'Kill'],
])('a wrong variable is named in one line: %s=%s', (name, value) => {
  expect(() => readBuildEnv({ [name]: value })).toThrow(
    RegExp(`^${name} is "${value}", expected .+$`),
  );
});
