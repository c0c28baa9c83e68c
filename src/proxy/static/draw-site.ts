import type { SiteRenderer } from '../../protocol/site-renderer.ts';
import type { Report } from '../report.ts';
import { createSiteData } from '../site-data.ts';
import type { WholePublication } from './publication-files.ts';
import { isSafePath } from './safe-path.ts';

/** What pages are drawn with. */
export interface SiteDrawing {
  readonly renderer: SiteRenderer;
  /** The build's page without content. */
  readonly shell: string;
  readonly publication: WholePublication;
  /** The addresses that the site knows, as in `siteRoutes`. */
  readonly routes: readonly string[];
  readonly siteUrl: string | undefined;
  readonly report: Report;
}

/**
 * Every page, feed and other file that is drawn from a publication, by its path in the folder; a page that has no content
 * in it, such as a private list, is the page without content. One that cannot be drawn, or whose address no host could keep
 * as a file, is told of and left to the browser: `404.html` stands for it.
 */
export function drawSite(drawing: SiteDrawing): ReadonlyMap<string, string> {
  const { renderer, shell, publication, routes, report } = drawing;
  const { manifest, recordsByCollection } = publication;
  const data = createSiteData({
    version: { log: manifest.log, seq: manifest.seq },
    publishedAt: manifest.publishedAt,
    writable: false,
    siteUrl: drawing.siteUrl,
    isFolders: true,
    recordsOf: (name) => recordsByCollection.get(name),
  });
  const files = new Map(renderer.files(data).map(({ path, text }) => [path, text()]));
  const taken = new Set([...files.keys()].map((path) => path.toLowerCase()));
  for (const address of renderer.addresses(data)) {
    const path = renderer.filePath(address);
    const folded = path.toLowerCase();
    if (!isSafePath(path) || taken.has(folded)) {
      report({
        type: 'warned',
        text: `${address} is drawn in the browser only: no file can have its name`,
      });
      continue;
    }
    taken.add(folded);
    try {
      const html = renderer.render(address, data, shell);
      if (html !== undefined) files.set(path, html);
    } catch (error) {
      report({ type: 'failed', what: `drawing ${address}`, error });
    }
  }
  for (const route of routes.filter((one) => !one.includes(':'))) {
    const path = renderer.filePath(route);
    // An address that only leads on to another one has no folder of its own.
    const isPage = /(?:^|\/)index\.html$/.test(path);
    if (isPage && !files.has(path)) files.set(path, shell);
  }
  return files;
}
