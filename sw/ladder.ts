/** Who answers a request: the network as if there were no service worker, or one of this folder's strategies. */
export type Route =
  | 'network'
  | 'media'
  | 'last-known'
  | 'page'
  | 'elsewhere'
  | 'file'
  | 'shell-file'
  | 'older-asset';

/** What the ladder looks at. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly isNavigation: boolean;
  /** The request says that a stale answer will do (`x-accept-stale: 1`). */
  readonly acceptsStale: boolean;
}

/** The site that this service worker serves. */
export interface Site {
  /** The address of the site's root, such as `https://example.org/magazine/`. */
  readonly base: URL;
  /** Paths of the files in this build's shell. */
  readonly shellFiles: ReadonlySet<string>;
  /** The addresses of its pages below the base, such as `/blog/:id`. */
  readonly routes: readonly string[];
}

/**
 * The whole policy, first match wins. The engine's own requests pass untouched: an answer from a cache would be taken
 * for news (fault S8).
 */
// A ladder is read from top to bottom; in pieces it would be harder to follow.
// oxlint-disable-next-line complexity
export function routeFor({ method, url, isNavigation, acceptsStale }: Asked, site: Site): Route {
  // Writes, other origins and other sites of this origin are none of our business.
  if (method !== 'GET' || url.origin !== site.base.origin) return 'network';
  if (!url.pathname.startsWith(site.base.pathname)) return 'network';
  const path = url.pathname.slice(site.base.pathname.length);

  // Pictures never change under their address.
  if (path.startsWith('v1/media/')) return 'media';
  // The protocol: only who says so gets last-known content.
  if (path.startsWith('v1/')) return acceptsStale ? 'last-known' : 'network';
  if (path === 'healthz' || path === 'sw.js') return 'network';
  // The rung `?sw=0`: as if there were no service worker.
  if (isNavigation && url.searchParams.get('sw') === '0') return 'network';

  // This build's own files, worker scripts included.
  if (site.shellFiles.has(url.pathname)) return 'shell-file';
  // Feeds and the like are files that somebody wants to see as they are.
  if (isNavigation && /^[\w-]+\.(xml|json|txt)$/.test(path)) return 'file';
  // Every address of the site is the same page; another may be another site's, below this one (fault D11).
  if (isNavigation) return isPage(path, site.routes) ? 'page' : 'elsewhere';
  // A tab of an older build is still open and asks for its chunks (fault S1).
  if (path.startsWith('assets/')) return 'older-asset';
  return 'network';
}

function isPage(path: string, routes: readonly string[]): boolean {
  const asked = path.replace(/\/$/, '').split('/');
  return routes.some((route) => {
    const parts = route.slice(1).split('/');
    const isLike = (part: string, i: number) => part === asked[i] || (part[0] === ':' && asked[i]);
    return parts.length === asked.length && parts.every(isLike);
  });
}
