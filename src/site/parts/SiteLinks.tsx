import { For, Show, type JSX } from 'solid-js';
import { siteConfig } from '../site-config.ts';
import { useSite } from '../site-context.tsx';
import { isReadOnly } from '../is-read-only.ts';
import { matchRoute, type Route } from '../routes.ts';
import { words } from '../words.ts';
import { ExternalLink } from './ExternalLink.tsx';
import { Link } from './Link.tsx';

/**
 * The site's links; the footer also leads to the status, and to the editors' page unless nothing can be edited from here.
 * Outside links without an address are left out.
 */
export function SiteLinks(props: { readonly isFooter?: boolean }): JSX.Element {
  const { router, status } = useSite();
  const here = () => matchRoute(router.place().path).page;
  const current = ({ page, below }: SitePage) => {
    if (here() === page) return 'page';
    return below !== undefined && here() === below ? 'true' : undefined;
  };
  const pages = () => {
    if (!props.isFooter) return PAGES;
    return [...PAGES, ...(isReadOnly(status()) ? [] : [EDITORS]), STATUS];
  };
  return (
    <ul class="site-links">
      <For each={pages()}>
        {(page) => (
          <li>
            <Link to={page.to} current={current(page)}>
              {page.label}
            </Link>
          </li>
        )}
      </For>
      <Show when={__BASE_LINK__}>
        <li class="site-link-out">
          <ExternalLink href={__BASE_LINK__} label={words.airtableBase} />
        </li>
      </Show>
      <Show when={siteConfig.sourceUrl}>
        <li class="site-link-out">
          <ExternalLink href={siteConfig.sourceUrl} label={words.sourceCode} />
        </li>
      </Show>
    </ul>
  );
}

interface SitePage {
  readonly to: string;
  readonly label: string;
  readonly page: Route['page'];
  /** The page of one of its things, which counts as being there. */
  readonly below?: Route['page'];
}

const PAGES: readonly SitePage[] = [
  { to: '/', label: words.home, page: 'home' },
  { to: '/blog', label: words.blog, page: 'blog', below: 'article' },
  { to: '/catalog', label: words.shop, page: 'catalog', below: 'product' },
  { to: '/quotes', label: words.quotes, page: 'quotes', below: 'quote' },
  { to: '/dashboard', label: words.dashboard, page: 'dashboard' },
  { to: '/todo', label: words.todo, page: 'todo' },
];
const EDITORS: SitePage = { to: '/admin', label: words.editors, page: 'admin' };
const STATUS: SitePage = { to: '/status', label: words.status, page: 'status' };
