import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { readBuildStamp, type BuildStamp } from '../../vite-plugin-build-stamp.ts';
import { configFor } from '../../vite.config.ts';

/** A built site on disk, and which build it is. */
export interface BuiltFixture {
  readonly dist: string;
  readonly build: string;
  readonly discard: () => void;
}

/** Builds the tiny site with this project's own configuration; another label is another build. */
export async function buildFixture(
  label: string,
  env: Readonly<Record<string, string>> = {},
): Promise<BuiltFixture> {
  const root = join(import.meta.dirname, 'fixture');
  const dist = mkdtempSync(join(tmpdir(), 'offprint-fixture-'));
  const restore = setEnvironment({ NODE_ENV: 'production', ...env });
  let stamp: BuildStamp;
  try {
    stamp = readBuildStamp(root, dist, label);
    await build({
      ...configFor({ root, outDir: dist, base: '/', stamp }),
      configFile: false,
      logLevel: 'warn',
      define: { __LABEL__: JSON.stringify(label) },
    });
  } finally {
    restore();
  }
  return { dist, build: stamp.id, discard: () => rmSync(dist, { recursive: true }) };
}

/** Under Vitest NODE_ENV is `test`, and Vite would make a development build of the page. */
function setEnvironment(wanted: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  Object.assign(process.env, wanted);
  return () => {
    for (const name of Object.keys(wanted)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  };
}
