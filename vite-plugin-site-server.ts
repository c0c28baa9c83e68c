import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';
import solid from 'vite-plugin-solid';
import type { BuildStamp } from './vite-plugin-build-stamp.ts';

/**
 * Builds the site once more, for the server: `src/site/render.tsx` to `render.js` in a folder beside the build, such as
 * `dist-server/`, for `dist/` holds only what browsers get. A site without that file is drawn in the browser alone.
 */
export function siteServer(stamp: BuildStamp): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'offprint:site-server',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    configResolved(resolved) {
      config = resolved;
    },
    writeBundle: {
      sequential: true,
      async handler({ dir }) {
        const { root, base } = config;
        if (!existsSync(join(root, ENTRY))) return;
        await buildSiteServer({ root, base, outDir: `${dir!}-server`, stamp });
      },
    },
  };
}

const ENTRY = 'src/site/render.tsx';

/** Builds the site for the server into a folder of its own, as one file without imports. */
export async function buildSiteServer({ root, base, outDir, stamp }: SiteBuild): Promise<void> {
  await build({
    root,
    base,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { __BUILD_ID__: JSON.stringify(stamp.id), __BUILD_AT__: String(stamp.at) },
    // Not to be hydrated: the app draws its own page and takes the place of this one (site/take-over.ts).
    plugins: [solid({ ssr: true, solid: { generate: 'ssr', hydratable: false } })],
    ssr: { noExternal: true },
    build: {
      ssr: join(root, ENTRY),
      outDir,
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'render.js', codeSplitting: false } },
    },
  });
}

/** Where the site lies, the path below which it will be served, and where its build for the server goes. */
interface SiteBuild {
  readonly root: string;
  readonly base: string;
  readonly outDir: string;
  readonly stamp: BuildStamp;
}
