import type { Version } from './version.ts';
import type { Answer, ReadRequest } from './worker-api.ts';

/** One publication, as the site's build for the server is given it. Reading it costs nothing but time. */
export interface SiteData {
  readonly version: Version;
  readonly publishedAt: string;
  /** True where the site takes changes. */
  readonly writable: boolean;
  /** Where readers reach the site, with a slash at the end; undefined where nobody said. */
  readonly siteUrl: string | undefined;
  /** True where each page is a file in a folder of its own, so that addresses have no query and end with a slash. */
  readonly isFolders: boolean;
  read(request: ReadRequest): Answer;
}

/** A file that is drawn from a publication, by its path below the base: `feed.xml`. */
export interface DrawnFile {
  readonly path: string;
  /** Draws it. */
  readonly text: () => string;
}

/** The site built for the server: the same components as in the browser, as text. Publishing is given one; it knows no site. */
export interface SiteRenderer {
  /** The path that its addresses begin with, `/` or `/magazine/`. */
  readonly basePath: string;
  /** Every site path that has a page of its own: `/`, `/blog?page=2`, `/blog/<id>/<slug>`. */
  addresses(data: SiteData): readonly string[];
  /**
   * The whole document for a site path, drawn into the build's `shell.html`; undefined where this publication has no page
   * of its own for it, and the page without content will do.
   */
  render(path: string, data: SiteData, shell: string): string | undefined;
  /** The one address of the page that this path shows, of those in `addresses`; undefined where it has none. */
  canonicalOf(path: string, data: SiteData): string | undefined;
  /** True where the path names something that is not in this publication, such as an article that was withdrawn. */
  isMissing(path: string, data: SiteData): boolean;
  /** The path of the file that holds this page on a host of plain files. */
  filePath(path: string): string;
  /** Feeds, the sitemap and `robots.txt`. */
  files(data: SiteData): readonly DrawnFile[];
}
