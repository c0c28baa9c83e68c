import type { JSX } from 'solid-js';
import { siteConfig } from '../site-config.ts';
import { Link } from './Link.tsx';

/** The site's name with its mark, as a link home. */
export function Brand(): JSX.Element {
  return (
    <Link to="/" class="brand">
      <svg class="brand-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
        <circle class="brand-sun" cx="16" cy="13" r="7" />
        <path d="M3 19q6.5-4 13 0t13 0M6 24q5-3 10 0t10 0M10 28.5q3-2 6 0t6 0" />
      </svg>
      <span>{siteConfig.name}</span>
    </Link>
  );
}
