import type { SiteData } from '../../protocol/site-renderer.ts';
import { blogPath, matchRoute, pageNumberOf } from '../routes.ts';

/** Addresses as a written page needs them. */
export interface WrittenAddresses {
  /** For links: below the base, of the same origin. */
  readonly href: (path: string) => string;
  /** For those who read elsewhere; undefined where nobody said where the site lies. */
  readonly absolute: (path: string) => string | undefined;
}

/** Addresses of a publication below `basePath`, on a host of plain files spelled as that finds them. */
export function createWrittenAddresses(basePath: string, data: SiteData): WrittenAddresses {
  const spell = (path: string) => (data.isFolders ? asFolder(path) : path).replace(/^\//, '');
  return {
    href: (path) => basePath + spell(path),
    absolute: (path) => data.siteUrl && data.siteUrl + spell(path),
  };
}

/** The file that holds a page: `/blog?page=2` is `blog/page/2/index.html`. */
export function filePathOf(path: string): string {
  return `${asFolder(path).slice(1)}index.html`.split('/').map(decoded).join('/');
}

/** A path as a folder's: without a query, and with a slash at the end, to which hosts would redirect. Files stay as they are. */
function asFolder(path: string): string {
  const { pathname, search, hash } = new URL(path, 'http://site');
  if (matchRoute(pathname).page === 'not-found') return path;
  const number = pageNumberOf(search);
  const page = search && number > 1 ? `${blogPath(1)}/page/${number}` : pathname;
  return `${page.replace(/\/$/, '')}/${hash}`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // No escape, then: whoever writes the file refuses its name.
    return segment;
  }
}
