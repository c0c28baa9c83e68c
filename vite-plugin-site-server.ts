import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';
import solid from 'vite-plugin-solid';

/**
 * Builds the site once more, for the server: `src/site/render.tsx` to `render.js` in a folder beside the build, such as
 * `dist-server/`, for `dist/` holds only what browsers get. A site without that file is drawn in the browser alone,
 * and what was built of an earlier one is removed.
 */
export function siteServer(): Plugin {
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
        const { root, base, define = {} } = config;
        const outDir = `${dir!}-server`;
        if (existsSync(join(root, ENTRY))) await buildSiteServer({ root, base, outDir, define });
        else await rm(join(outDir, RENDERER), { force: true });
      },
    },
  };
}

const ENTRY = 'src/site/render.tsx';
const RENDERER = 'render.js';

/** Builds the site for the server into a folder of its own, as one file without imports. */
export async function buildSiteServer({ root, base, outDir, define }: SiteBuild): Promise<void> {
  await build({
    root,
    base,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define,
    // Not to be hydrated: the app draws its own page and takes the place of this one (site/take-over.ts).
    plugins: [solid({ ssr: true, solid: { generate: 'ssr', hydratable: false } })],
    ssr: { noExternal: true },
    build: {
      ssr: join(root, ENTRY),
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        checks: { bundlerTimings: false },
        output: { entryFileNames: RENDERER, codeSplitting: false },
      },
    },
  });
}

/** Where the site lies, the path below which it will be served, and where its build for the server goes. */
interface SiteBuild {
  readonly root: string;
  readonly base: string;
  readonly outDir: string;
  /** What the browser's build is told too: constants by name, as text. */
  readonly define: Readonly<Record<string, unknown>>;
}
