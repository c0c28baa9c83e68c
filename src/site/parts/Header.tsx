import type { JSX } from 'solid-js';
import { words } from '../words.ts';
import { Brand } from './Brand.tsx';
import { Link } from './Link.tsx';
import { SiteLinks } from './SiteLinks.tsx';
import { StatusBadge } from './StatusBadge.tsx';

/** The head of every page: name, links, and how the copy is. */
export function Header(): JSX.Element {
  return (
    <header class="site-header">
      <div class="site-header-row">
        <Brand />
        <nav aria-label={words.navigation}>
          <SiteLinks />
        </nav>
        <Link to="/search" class="find">
          <svg class="find-mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <path d="M15 15l6 6M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0" />
          </svg>
          <span class="visually-hidden">{words.search}</span>
        </Link>
        <StatusBadge />
      </div>
    </header>
  );
}
