import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';

/** What the site calls itself. */
export interface SiteNames {
  readonly name: string;
  readonly tagline: string;
  /** The page that takes what other apps share, without a slash before it. */
  readonly shareTo?: string | undefined;
  /** For the web manifest: what kind of site it is. */
  readonly categories?: readonly string[];
  /** Pages that the installed site's icon offers, without a slash before them. */
  readonly shortcuts?: readonly Shortcut[];
}

interface Shortcut {
  readonly name: string;
  readonly page: string;
}

/**
 * Completes what `public/` holds for all sites alike. The web manifest gets the site's own name and description, where it
 * takes what is shared, what its icon offers, and its path as id, so that two sites on one origin are two apps (fault D11); the page that is loaded first has the site's name;
 * the offline page learns where the site lies.
 */
export function publicParts(site: SiteNames): Plugin {
  const { name, tagline, shareTo, categories, shortcuts } = site;
  let config: ResolvedConfig;
  return {
    name: 'offprint:public-parts',
    apply: (_, { isSsrBuild }) => !isSsrBuild,
    configResolved(resolved) {
      config = resolved;
    },
    transformIndexHtml: (html) =>
      html
        .replace(/(?<=<title>)[^<]*/, () => escapeText(name))
        .replace(/(?<=<meta\s+name="description"\s+content=")[^"]*/, () => escapeText(tagline)),
    writeBundle: {
      sequential: true,
      handler({ dir }) {
        rewrite(join(dir!, 'offline.html'), (html) => html.replaceAll('%BASE_URL%', config.base));
        rewrite(join(dir!, 'manifest.webmanifest'), (json) => {
          const parts = JSON.parse(json) as object;
          const own = { id: config.base, name, short_name: name, description: tagline };
          return JSON.stringify({
            ...own,
            ...parts,
            categories,
            shortcuts: shortcuts?.map(shortcut),
            ...(shareTo && shareTarget(shareTo)),
          });
        });
      },
    },
  };
}

/** By GET, so that it works without a network and changes nothing by itself. */
function shareTarget(page: string): object {
  const params = { title: 'title', text: 'text', url: 'url' };
  const enctype = 'application/x-www-form-urlencoded';
  return { share_target: { action: `./${page}`, method: 'GET', enctype, params } };
}

function shortcut({ name, page }: Shortcut): object {
  return { name, url: `./${page}`, icons: [{ src: 'icons/icon-192.png', sizes: '192x192' }] };
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
