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
export function createWrittenAddresses(
  basePath: string,
  data: Pick<SiteData, 'isFolders' | 'siteUrl'>,
): WrittenAddresses {
  const spell = (path: string) => (data.isFolders ? asFolder(path) : path).replace(/^\//, '');
  return {
    href: (path) => basePath + spell(path),
    absolute: (path) => data.siteUrl && data.siteUrl + spell(path),
  };
}

/** The file that holds a page: `/blog?page=2` is `blog/page/2/index.html`. */
export function filePathOf(path: string): string {
  const [folder] = asFolder(path).split(/[?#]/, 1);
  return `${folder!.slice(1)}index.html`.split('/').map(decoded).join('/');
}

/**
 * A path as a folder's: with a slash at the end, to which hosts would redirect, and with the blog's page number in it, which a
 * query cannot choose there. Files stay as they are.
 */
function asFolder(path: string): string {
  const url = new URL(path, 'http://site');
  const { page } = matchRoute(url.pathname);
  if (page === 'not-found') return path;
  if (page === 'blog') {
    const number = pageNumberOf(url.search, url.pathname);
    url.pathname = number > 1 ? `${blogPath(1)}/page/${number}` : blogPath(1);
    // Only then, since what is left is spelled anew.
    if (url.searchParams.has('page')) url.searchParams.delete('page');
  }
  return `${url.pathname.replace(/\/$/, '')}/${url.search}${url.hash}`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // No escape, then: whoever writes the file refuses its name.
    return segment;
  }
}
