/** Turns the site's own paths into addresses and back. */
export interface Addresses {
  /** The address of a site path such as `/blog?page=2`, below the base and with the tab's flags kept. */
  readonly href: (path: string) => string;
  /** The site path of a URL's pathname, always with one leading slash; undefined where it is not of this site. */
  readonly pathOf: (pathname: string) => string | undefined;
}

/**
 * Addresses below `basePath` (`/`, `/magazine/`). `flags` is a query such as `shared=0` that stays on every internal
 * link of this tab, or ''.
 */
export function createAddresses(basePath: string, flags: string): Addresses {
  return Object.freeze({
    href(path: string) {
      const [beforeHash = '', ...hash] = path.split('#');
      const [pathname = '', ...search] = beforeHash.split('?');
      const query = new URLSearchParams(search.join('?'));
      for (const [name, value] of new URLSearchParams(flags)) query.set(name, value);
      const tail = query.size > 0 ? `?${query.toString()}` : '';
      const fragment = hash.length > 0 ? `#${hash.join('#')}` : '';
      return `${basePath}${pathname.replace(/^\/+/, '')}${tail}${fragment}`;
    },
    pathOf(pathname: string) {
      if (`${pathname}/` === basePath) return '/';
      if (!pathname.startsWith(basePath)) return undefined;
      return `/${pathname.slice(basePath.length)}`;
    },
  });
}
