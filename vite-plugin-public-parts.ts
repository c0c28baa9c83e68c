import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';

/** What the site calls itself. */
export interface SiteNames {
  readonly name: string;
  readonly tagline: string;
}

/**
 * Completes what `public/` holds for all sites alike. The web manifest gets the site's own name and description, and its
 * path as id, so that two sites on one origin are two apps (fault D11); the offline page learns where the site lies.
 */
export function publicParts({ name, tagline }: SiteNames): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'offprint:public-parts',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    configResolved(resolved) {
      config = resolved;
    },
    writeBundle: {
      sequential: true,
      handler({ dir }) {
        rewrite(join(dir!, 'offline.html'), (html) => html.replaceAll('%BASE_URL%', config.base));
        rewrite(join(dir!, 'manifest.webmanifest'), (json) => {
          const parts = JSON.parse(json) as object;
          const own = { id: config.base, name, short_name: name, description: tagline };
          return JSON.stringify({ ...own, ...parts });
        });
      },
    },
  };
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
