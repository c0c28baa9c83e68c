import { resolve } from 'node:path';
import { ConfigError, createEnvReader, type Env } from './env-reader.ts';

/** What a build takes from its environment, checked; the server needs some of it too, to serve what was built. */
export interface BuildEnv {
  /** `/`, or the path below which the site will be served, such as `/magazine/`. */
  readonly basePath: string;
  /** Where the build goes. */
  readonly outDir: string;
  /** The time of the build in ms since 1970; undefined where that is not told. */
  readonly builtAt: number | undefined;
  /** The page carries its policy itself, for hosts without headers. */
  readonly hasMetaPolicy: boolean;
  /** `sw.js` is to remove itself. */
  readonly isBrake: boolean;
}

const ROOT = resolve(import.meta.dirname, '../..');

/** Reads and checks a build's variables; throws a `ConfigError` that names every wrong one. */
export function readBuildEnv(env: Env): BuildEnv {
  const problems: string[] = [];
  const read = createEnvReader(env, problems);
  const seconds = read.wholeNumber('SOURCE_DATE_EPOCH', -1, { min: 0, max: LAST_SECOND });
  const build: BuildEnv = {
    basePath: read.matching('BASE_PATH', '/', BASE_PATH),
    outDir: resolve(ROOT, read.text('OUT_DIR') ?? 'dist'),
    builtAt: seconds < 0 ? undefined : seconds * 1000,
    hasMetaPolicy: read.oneOf('META_CSP', '0', ['0', '1']) === '1',
    isBrake: read.oneOf('SERVICE_WORKER', '', ['kill']) === 'kill',
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return build;
}

/** Whether this is a path below which a site may lie: it stands in addresses and in files as it is. */
export function isBasePath(path: string): boolean {
  return BASE_PATH.form.test(path);
}

const BASE_PATH = {
  form: /^\/(?:(?!\.+\/)[\w.~-]+\/)*$/,
  expected: 'a path that begins and ends with a slash, as in /magazine/',
};

/** The end of the year 9999. */
const LAST_SECOND = 253_402_300_799;
