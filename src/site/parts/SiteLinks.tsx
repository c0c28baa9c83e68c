import { Show, type JSX } from 'solid-js';
import { siteConfig } from '../site-config.ts';
import { useSite } from '../site-context.tsx';
import { matchRoute } from '../routes.ts';
import { words } from '../words.ts';
import { ExternalLink } from './ExternalLink.tsx';
import { Link } from './Link.tsx';

/** The site's links, the same in header and footer; outside links without an address are left out. */
export function SiteLinks(): JSX.Element {
  const { router } = useSite();
  const route = () => matchRoute(router.place().path);
  const isHome = () => (route().page === 'home' ? 'page' : undefined);
  const isBlog = () => {
    if (route().page === 'article') return 'true';
    return route().page === 'blog' ? 'page' : undefined;
  };
  return (
    <ul class="site-links">
      <li>
        <Link to="/" current={isHome()}>
          {words.home}
        </Link>
      </li>
      <li>
        <Link to="/blog" current={isBlog()}>
          {words.blog}
        </Link>
      </li>
      <Show when={siteConfig.baseUrl}>
        <li>
          <ExternalLink href={siteConfig.baseUrl} label={words.airtableBase} />
        </li>
      </Show>
      <Show when={siteConfig.sourceUrl}>
        <li>
          <ExternalLink href={siteConfig.sourceUrl} label={words.sourceCode} />
        </li>
      </Show>
    </ul>
  );
}
