import type { JSX } from 'solid-js';
import { words } from '../words.ts';

/** A link out of the site, in a new tab, and said to be one. */
export function ExternalLink(props: {
  readonly href: string;
  readonly label: string;
}): JSX.Element {
  return (
    <a href={props.href} target="_blank" rel="noopener noreferrer">
      {props.label}
      <svg class="arrow-out" viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
        <path d="M4 2h6v6M10 2 2 10" />
      </svg>
      <span class="visually-hidden"> ({words.newTab})</span>
    </a>
  );
}
