import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { readBuildEnv } from './src/proxy/build-env.ts';

/** Which build this is. Equal sources have equal ids; `at` (milliseconds) orders builds, the larger is newer. */
export interface BuildStamp {
  readonly id: string;
  readonly at: number;
}

/**
 * Stamps the page, the workers and the service worker with one build: `__BUILD_ID__`, `__BUILD_AT__`, and a meta tag by
 * which a person (and the next build) can see which build a page is of. The development server's id is 'dev'.
 */
export function buildStamp(stamp: BuildStamp): Plugin {
  return {
    name: 'offprint:build-stamp',
    config: () => ({
      define: { __BUILD_ID__: JSON.stringify(stamp.id), __BUILD_AT__: String(stamp.at) },
    }),
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { name: META_NAME, content: `${stamp.id} ${stamp.at}` },
        injectTo: 'head',
      },
    ],
  };
}

/**
 * The stamp of the sources below `root` as they are now. Its time is SOURCE_DATE_EPOCH (seconds) where that is set, else
 * the time that the last build in `outDir` has if it is of the same sources, so that building twice gives equal files.
 */
export function readBuildStamp(root: string, outDir: string, salt = ''): BuildStamp {
  const hash = createHash('sha256').update(salt);
  const plugins = readdirSync(root).filter((name) => /^vite-plugin-.+\.ts$/.test(name));
  const sources = [...SOURCES, ...plugins.toSorted()];
  for (const path of sources.flatMap((source) => filesBelow(root, source))) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  const id = hash.digest('hex').slice(0, 12);
  const { builtAt } = readBuildEnv(process.env);
  if (builtAt !== undefined) return { id, at: builtAt };
  const last = lastStamp(join(outDir, 'shell.html'));
  return last?.id === id ? last : { id, at: Date.now() };
}

const META_NAME = 'offprint-build';

/**
 * What the browser's files are made of, beside the plugins of the build. The server's own code is not in it, so a change
 * there is no new build.
 */
const SOURCES = [
  'CHANGELOG.md',
  'index.html',
  'package-lock.json',
  'public',
  'src/cache',
  'src/model',
  'src/protocol',
  'src/proxy/security-headers.ts',
  'src/search',
  'src/site',
  'src/store',
  'src/sync',
  'src/tab',
  'src/worker',
  'sw',
  'vite.config.ts',
];

/** Paths below `root`, sorted, so that the hash does not depend on the file system. */
function filesBelow(root: string, path: string): readonly string[] {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  const names = readdirSync(join(root, path)).toSorted();
  return names.flatMap((name) => filesBelow(root, `${path}/${name}`));
}

function lastStamp(file: string): BuildStamp | undefined {
  if (!existsSync(file)) return undefined;
  const found = readFileSync(file, 'utf8').match(/name="offprint-build" content="(\w+) (\d+)"/);
  return found ? { id: found[1]!, at: Number(found[2]) } : undefined;
}
