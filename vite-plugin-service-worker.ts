import { appendFileSync, copyFileSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';
import { readBuildEnv } from './src/proxy/build-env.ts';
import type { BuildStamp } from './vite-plugin-build-stamp.ts';
import { integrityOf } from './vite-plugin-integrity.ts';

/**
 * Builds `sw/sw.ts` to `/sw.js`: one classic script with a fixed name (fault S4), bound to the files of this very build
 * by their hashes (faults S3, S5). Beside it, `shell.html` is the built page before anything is rendered into it, so that
 * publishing may write content into index.html without changing what the service worker keeps.
 * With `SERVICE_WORKER=kill` in the environment `/sw.js` is a worker that removes itself (docs/deploying.md).
 */
export function serviceWorker(stamp: BuildStamp): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'offprint:service-worker',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    configResolved(resolved) {
      config = resolved;
    },
    writeBundle: {
      sequential: true,
      async handler({ dir }) {
        const outDir = dir!;
        copyFileSync(join(outDir, 'index.html'), join(outDir, 'shell.html'));
        const entry = readBuildEnv(process.env).isBrake ? 'sw/kill.ts' : 'sw/sw.ts';
        const { script, licenses } = await bundle(entry, config, {
          __BUILD_ID__: JSON.stringify(stamp.id),
          __BUILD_AT__: String(stamp.at),
          __SHELL__: JSON.stringify(shellIntegrity(outDir)),
        });
        writeFileSync(join(outDir, 'sw.js'), script);
        appendFileSync(join(outDir, LICENSES), sectionsOf(licenses));
      },
    },
  };
}

/** A page of licences without its head: one section for each package, none where there is no package. */
function sectionsOf(licenses: string): string {
  return licenses
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => `\n${section}`)
    .join('');
}

/** The files that a page needs to start without a network, in a stable order, each with the bytes it must have. */
function shellIntegrity(outDir: string): Readonly<Record<string, string>> {
  const files = globSync(SHELL, { cwd: outDir }).map((file) => file.replaceAll('\\', '/'));
  return Object.fromEntries(
    files.toSorted().map((file) => [file, integrityOf(readFileSync(join(outDir, file)))]),
  );
}

const SHELL = [
  'assets/**/*.{js,css,svg,png,webp,woff2}',
  'shell.html',
  'offline.{html,css}',
  'manifest.webmanifest',
  'icons/icon{.svg,-192.png}',
];

/** Terms of all the code that a build holds, below its root. */
export const LICENSES = 'licenses.txt';

async function bundle(
  entry: string,
  config: ResolvedConfig,
  define: Readonly<Record<string, string>>,
): Promise<{ readonly script: string; readonly licenses: string }> {
  const result = await build({
    root: config.root,
    mode: config.mode,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define,
    build: {
      write: false,
      license: { fileName: LICENSES },
      target: config.build.target,
      // A classic script: modules in service workers are not everywhere yet (WKWebView, Firefox before 147).
      rolldownOptions: {
        checks: { bundlerTimings: false },
        input: join(import.meta.dirname, entry),
        output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
      },
    },
  });
  const [script, licenses, ...rest] = 'output' in result ? result.output : [];
  if (script?.type !== 'chunk' || licenses?.type !== 'asset' || rest.length > 0) {
    throw new Error(`${entry} is not one script`);
  }
  return { script: script.code, licenses: String(licenses.source) };
}
