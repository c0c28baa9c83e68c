import type { JSX } from 'solid-js';
import { words } from '../words.ts';
import { Brand } from './Brand.tsx';
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
        <StatusBadge />
      </div>
    </header>
  );
}
