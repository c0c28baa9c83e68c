import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { siteConfig } from './src/site/site-config.ts';
import { buildStamp, readBuildStamp } from './vite-plugin-build-stamp.ts';
import { devProxy } from './vite-plugin-dev-proxy.ts';
import { distChecks } from './vite-plugin-dist-checks.ts';
import { securityHeaders } from './vite-plugin-headers.ts';
import { integrity } from './vite-plugin-integrity.ts';
import { precompress } from './vite-plugin-precompress.ts';
import { publicParts } from './vite-plugin-public-parts.ts';
import { serviceWorker } from './vite-plugin-service-worker.ts';
import { trustedTemplates } from './vite-plugin-trusted-templates.ts';

/**
 * The page, its workers and its service worker, in this order: page and workers by Vite, then what depends on their
 * hashes (integrity, service worker), then the checks that may stop a deploy, then compressed copies of it all.
 * BASE_PATH (`/`) is the path below which the site will lie.
 */
export default defineConfig(({ command }) => {
  const root = process.env['SITE_ROOT'] ?? import.meta.dirname;
  const outDir = resolve(root, 'dist');
  const base = basePath(process.env['BASE_PATH'] ?? '/');
  const stamp =
    command === 'build' ? readBuildStamp(root, outDir, base) : { id: 'dev', at: Date.now() };
  return {
    root,
    base,
    build: {
      outDir,
      target: 'baseline-widely-available',
      // Every browser of that baseline preloads modules by itself; the polyfill would be inlined.
      modulePreload: { polyfill: false },
      // Inlined files would be `data:` addresses, which the CSP does not allow.
      assetsInlineLimit: 0,
      rolldownOptions: {
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
          codeSplitting: { groups: [{ name: 'engine', test: isEngine, tags: ['$initial'] }] },
        },
      },
    },
    worker: {
      format: 'es',
      // One file each: an embedded browser dropped the imports of SharedWorkers, and one file is one precache entry.
      rolldownOptions: {
        output: { entryFileNames: 'assets/[name]-[hash].js', codeSplitting: false },
      },
    },
    plugins: [
      buildStamp(stamp),
      solid(),
      trustedTemplates(),
      publicParts(siteConfig),
      securityHeaders(),
      integrity(),
      serviceWorker(stamp),
      distChecks(),
      precompress(),
      devProxy(),
    ],
  };
});

/** What every site needs, apart from its own pages: it changes less often than they do, and has a size of its own. */
function isEngine(module: string): boolean {
  return /\/node_modules\/(solid-js|comlink)\/|\/src\/(tab|store|protocol|model)\/|vite\/preload-helper/.test(
    module,
  );
}

function basePath(path: string): string {
  if (path.startsWith('/') && path.endsWith('/')) return path;
  throw new Error(`BASE_PATH is "${path}"; it begins and ends with a slash, such as "/magazine/"`);
}
