import type { JSX } from 'solid-js';
import { loadStyles } from '../load-styles.ts';
import { SearchPage } from './SearchPage.tsx';
import stylesHref from '../styles/search.css?url';

/** The search page, once its styles are in force. */
export async function openSearchPage(): Promise<() => JSX.Element> {
  await loadStyles(stylesHref);
  return SearchPage;
}
