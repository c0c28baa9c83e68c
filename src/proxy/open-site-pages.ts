import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiteData, SiteRenderer } from '../protocol/site-renderer.ts';
import { createSitePages, type SitePages } from './http/site-pages.ts';
import type { Publisher } from './publish/publisher.ts';
import type { Report } from './report.ts';
import { createSiteData } from './site-data.ts';

/** A build, the same site built for the server, and who publishes. */
export interface OpenSitePagesOptions {
  readonly renderer?: SiteRenderer | undefined;
  readonly distDir: string;
  /** With a slash at the end. */
  readonly siteUrl?: string | undefined;
  readonly publisher: Pick<Publisher, 'current' | 'stateOf'>;
  readonly report: Report;
}

/** Opens the pages of whatever is published; undefined where nothing can draw them, or there is no build to draw them into. */
export async function openSitePages(options: OpenSitePagesOptions): Promise<SitePages | undefined> {
  const { renderer, distDir, siteUrl, publisher, report } = options;
  const shell = await readFile(join(distDir, 'shell.html'), 'utf8').catch(() => undefined);
  if (!renderer || shell === undefined) return undefined;
  let newest: SiteData | undefined;
  const data = () => {
    const manifest = publisher.current()?.manifest;
    if (!manifest) return undefined;
    const { log, seq, publishedAt, writable, collections } = manifest;
    if (newest?.version.log === log && newest.version.seq === seq) return newest;
    newest = createSiteData({
      version: { log, seq },
      publishedAt,
      writable,
      siteUrl,
      isFolders: false,
      recordsOf: (name) =>
        name in collections ? [...publisher.stateOf(name).entryById.all()] : undefined,
    });
    return newest;
  };
  return createSitePages({ renderer, shell, data, report });
}
