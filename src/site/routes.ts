/** A page of the site, with what its address says. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'blog' }
  | { readonly page: 'article'; readonly id: string }
  | { readonly page: 'catalog' }
  | { readonly page: 'product'; readonly id: string }
  | { readonly page: 'quotes' }
  | { readonly page: 'quote'; readonly id: string }
  | { readonly page: 'admin' }
  | { readonly page: 'search' }
  | { readonly page: 'todo'; readonly filter: TodoFilter }
  | { readonly page: 'dashboard' }
  | { readonly page: 'status' }
  | { readonly page: 'not-found' };

/** Which to-dos are shown. */
export type TodoFilter = 'all' | 'active' | 'completed';

/** The page of a path below the site's base. A slug is for people only, so it is not even read (B55). */
export function matchRoute(path: string): Route {
  const segments = segmentsOf(path);
  const [first, id] = segments;
  if (segments.length === 0 || path === '/index.html') return { page: 'home' };
  if (first === 'blog' && segments.length === 1) return { page: 'blog' };
  if (BLOG_PAGE.test(path)) return { page: 'blog' };
  if (first === 'blog' && id && segments.length <= 3) return { page: 'article', id };
  return laterPage(segments) ?? { page: 'not-found' };
}

/** The pages that are loaded when they are first opened. */
function laterPage([first, id, ...others]: readonly string[]): Route | undefined {
  if (others.length > 0 || id === '') return undefined;
  if (first === 'catalog') return id ? { page: 'product', id } : { page: 'catalog' };
  if (first === 'quotes') return id ? { page: 'quote', id } : { page: 'quotes' };
  if (first === 'todo') return { page: 'todo', filter: filterOf(id) };
  return id === undefined && isAlone(first) ? { page: first } : undefined;
}

/** True for a page that is the whole of its address. */
function isAlone(page: string | undefined): page is 'admin' | 'search' | 'dashboard' | 'status' {
  return page === 'admin' || page === 'search' || page === 'dashboard' || page === 'status';
}

/** An unknown filter shows all. */
function filterOf(segment: string | undefined): TodoFilter {
  return segment === 'active' || segment === 'completed' ? segment : 'all';
}

/**
 * Where an older address leads now: `/?id=X` to the product X, `/active` and `/completed` to the to-dos; undefined for
 * every other one.
 */
export function movedTo(path: string, search: string): string | undefined {
  const filter = filterOf(path.replace(/^\/|\/$/g, ''));
  if (filter !== 'all') return todoPath(filter);
  const id = path === '/' ? new URLSearchParams(search).get('id') : null;
  return id ? productPath(id) : undefined;
}

/** The address of a product. */
export function productPath(id: string): string {
  return `/catalog/${encodeURIComponent(id)}`;
}

/** The address of the to-dos. */
export function todoPath(filter: TodoFilter): string {
  return filter === 'all' ? '/todo' : `/todo/${filter}`;
}

/** The address of a quote. */
export function quotePath(id: string): string {
  return `/quotes/${encodeURIComponent(id)}`;
}

/** The address of a blog page; the first one has no number, so that it has one address only. */
export function blogPath(page: number): string {
  return page <= 1 ? '/blog' : `/blog?page=${page}`;
}

/** The address of an article; without a slug it is still one that resolves. `.` and `..` would be folders, however escaped. */
export function articlePath({ id, slug }: { readonly id: string; readonly slug: string }): string {
  const tail = /[^.]/.test(slug) ? `/${encodeURIComponent(slug)}` : '';
  return `/blog/${encodeURIComponent(id)}${tail}`;
}

/** `/blog/page/2`: a page of the blog on a host of plain files, where a query names none. */
const BLOG_PAGE = /^\/blog\/page\/(\d+)\/?$/;

/**
 * The page number in a query such as `?page=2`, or in a path that ends with it; anything but a whole number above zero is
 * page 1.
 */
export function pageNumberOf(search: string, path = ''): number {
  const asked = new URLSearchParams(search).get('page') ?? BLOG_PAGE.exec(path)?.[1] ?? '';
  return /^[1-9]\d{0,8}$/.test(asked) ? Number(asked) : 1;
}

/** Decoded segments; a trailing slash adds none, and a broken escape stays as it was typed. */
function segmentsOf(path: string): readonly string[] {
  const inner = path.replace(/^\//, '').replace(/\/$/, '');
  return inner === '' ? [] : inner.split('/').map(decodeSegment);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A lone `%` is no escape: the segment matches nothing, which is an answer, not an error.
    return segment;
  }
}
