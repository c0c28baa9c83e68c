import { createEffect, type Accessor } from 'solid-js';
import { useSite } from './site-context.tsx';
import { titleOf } from './words.ts';

/** What a page says of itself. */
export interface Page {
  /** The document's title, without the site's name (B57). */
  readonly title: Accessor<string>;
  /** True while it waits for its content: the progress bar shows. */
  readonly isWaiting: Accessor<boolean>;
}

/** Keeps the document's title, and the progress bar, as the page says. Lives with its owner. */
export function createPage({ title, isWaiting }: Page): void {
  useSite().wait(isWaiting);
  createEffect(() => {
    // The page that the server wrote has its title, and stays until this one has its content (site/take-over.ts).
    const isCovered = isWaiting() && document.querySelector('#root[data-version]') !== null;
    if (!isCovered) document.title = titleOf(title());
  });
}
