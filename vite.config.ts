import { resolve } from 'node:path';
import { defineConfig, type ConfigEnv, type UserConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { readBuildEnv, type BuildEnv } from './src/proxy/build-env.ts';
import { refuseForeignFolder } from './src/proxy/build-folder.ts';
import { sentencesOf } from './src/proxy/start-failure.ts';
import * as site from './src/site/site-config.ts';
import { baseLink, baseLinkFor } from './vite-plugin-base-link.ts';
import { buildStamp, readBuildStamp, type BuildStamp } from './vite-plugin-build-stamp.ts';
import { devProxy } from './vite-plugin-dev-proxy.ts';
import { distChecks } from './vite-plugin-dist-checks.ts';
import { releaseNews } from './vite-plugin-release-news.ts';
import { securityHeaders } from './vite-plugin-headers.ts';
import { integrity } from './vite-plugin-integrity.ts';
import { plainImports } from './vite-plugin-plain-imports.ts';
import { precompress } from './vite-plugin-precompress.ts';
import { publicParts } from './vite-plugin-public-parts.ts';
import { LICENSES, serviceWorker } from './vite-plugin-service-worker.ts';
import { siteServer } from './vite-plugin-site-server.ts';
import { trustedTemplates } from './vite-plugin-trusted-templates.ts';

export default defineConfig(async ({ command }) => {
  const root = import.meta.dirname;
  const { outDir, basePath: base } = await checked(command);
  const link = baseLinkFor(site.siteConfig.baseUrl, process.env);
  const stamp =
    command === 'build' ? readBuildStamp(root, outDir, base + link) : { id: 'dev', at: Date.now() };
  return configFor({ root, outDir, base, stamp });
});

/** The environment, once it and the folder that a build empties are as they should; else it is said why, and all ends. */
async function checked(command: ConfigEnv['command']): Promise<BuildEnv> {
  try {
    const env = readBuildEnv(process.env);
    if (command === 'build') await refuseForeignFolder(env.outDir);
    return env;
  } catch (error) {
    // Vite would show the stack of what is thrown here.
    for (const line of sentencesOf(error)) process.stderr.write(`${line}\n`);
    process.exit(1);
  }
}

/** Where a site's index.html lies, where its build goes, and the path below which it will be served. */
export interface SiteBuild {
  readonly root: string;
  readonly outDir: string;
  /** `/`, or a path such as `/magazine/`. */
  readonly base: string;
  readonly stamp: BuildStamp;
}

/**
 * Builds page, workers and service worker, in this order: page and workers by Vite, then what depends on their hashes
 * (integrity, service worker), then the checks that may stop a deploy, then compressed copies of it all.
 */
export function configFor({ root, outDir, base, stamp }: SiteBuild): UserConfig {
  return {
    root,
    base,
    publicDir: resolve(import.meta.dirname, 'public'),
    build: {
      outDir,
      emptyOutDir: true,
      // Whose code is in it, under which terms, in a file of its own: scripts do not repeat it to each reader.
      license: { fileName: LICENSES },
      target: 'baseline-widely-available',
      // One file is loaded first, and later ones come from the service worker (vite-plugin-plain-imports.ts).
      modulePreload: false,
      // Inlined files would be `data:` addresses, which the CSP does not allow.
      assetsInlineLimit: 0,
      // What the first paint needs is one file: it compresses better than the parts that later pages share with it.
      rolldownOptions: {
        // Minifying and compressing take most of a build's time, as they should.
        checks: { bundlerTimings: false },
        output: {
          codeSplitting: { groups: [{ name: 'index', tags: ['$initial' as const] }] },
          postBanner: ({ name }) => (name === 'index' ? COMPILE_ALL : ''),
        },
      },
    },
    worker: {
      format: 'es',
      // One file each: an embedded browser dropped the imports of SharedWorkers, and one file is one precache entry.
      // Annotations are for bundlers; nobody bundles a worker again. Licences have their file.
      // No code of theirs reads a property for what the reading does.
      rolldownOptions: {
        treeshake: { propertyReadSideEffects: false },
        output: { codeSplitting: false, comments: { annotation: false, legal: false } },
      },
    },
    plugins: [
      buildStamp(stamp),
      baseLink(baseLinkFor(site.siteConfig.baseUrl, process.env)),
      solid(),
      trustedTemplates(),
      plainImports(),
      publicParts({ ...site.siteConfig, ...site.installedApp }),
      releaseNews(root),
      securityHeaders(),
      integrity(),
      serviceWorker(stamp),
      siteServer(),
      distChecks(),
      precompress(),
      devProxy(),
    ],
  };
}

/**
 * V8 compiles all of a file that begins so while it loads, and not function by function on the main thread as each is first
 * called ('explicit compile hints', Chromium 136); a comment to others. Scripts took 117 ms of a first visit, not 131.
 */
const COMPILE_ALL = '//# allFunctionsCalledOnLoad';
