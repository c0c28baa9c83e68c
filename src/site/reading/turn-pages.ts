import { plainLinkOf } from '../plain-link.ts';
import type { Router } from '../router.ts';
import { matchRoute } from '../routes.ts';
import { pathOf } from './path-of.ts';

/**
 * Lets the browser draw the way between the list and an article, and from one article to the next: the picture that was
 * pressed becomes the article's own. Browsers that cannot, and people who want no motion, go at once, as everywhere else.
 */
export function turnPages(router: Router): void {
  if (!('startViewTransition' in document) || CRASHES.test(navigator.userAgent)) return;
  const wantsStill = matchMedia('(prefers-reduced-motion: reduce)');
  // Before the router hears of it, which would go at once.
  document.addEventListener(
    'click',
    (event) => {
      const link = plainLinkOf(event);
      if (!link || wantsStill.matches || !isTurn(router, link)) return;
      event.preventDefault();
      turn(router, link);
    },
    { capture: true },
  );
}

/** WebKit on Linux (GNOME Web, seen in WebKitGTK 2.50.6) ends the page's process at such a transition; Chromium there says 537.36. */
const CRASHES = /Linux.*AppleWebKit\/605/;

function turn(router: Router, link: HTMLAnchorElement): void {
  const path = pathOf(link) + link.search;
  const isArticle = matchRoute(path).page === 'article';
  const pressed = link.closest('.card')?.querySelector<HTMLElement>('.picture');
  name(pressed);
  const turning = document.startViewTransition(async () => {
    name(pressed, '');
    router.navigate(path);
    await drawn(isArticle ? '.article-title' : '.blog .card');
    if (pressed) name(document.querySelector<HTMLElement>('.article-picture'));
  });
  const tidy = () => name(document.querySelector<HTMLElement>('.article-picture'), '');
  // A page that is hidden, or left again meanwhile, is shown without the way to it.
  turning.ready.catch(() => undefined);
  turning.finished.then(tidy, tidy);
}

/** From the list to an article, back to it, or from article to article. */
function isTurn(router: Router, link: HTMLAnchorElement): boolean {
  if (link.origin !== location.origin || link.hash) return false;
  const [from, to] = [matchRoute(router.place().path).page, matchRoute(pathOf(link)).page];
  const isEither = (page: string) => page === 'blog' || page === 'article';
  return isEither(from) && isEither(to) && !(from === 'blog' && to === 'blog');
}

/** The one thing that is on both pages; set as a property, since style attributes are forbidden. */
function name(element: HTMLElement | null | undefined, given = 'lead'): void {
  element?.style.setProperty('view-transition-name', given);
}

/** Settles when the page shows this, or has had the time to: it is read from this device. */
function drawn(selector: string): Promise<void> {
  return new Promise((resolve) => {
    const isThere = () => document.querySelector(`main ${selector}`) !== null;
    const settle = () => {
      growth.disconnect();
      clearTimeout(patience);
      resolve();
    };
    const growth = new MutationObserver(() => isThere() && settle());
    const patience = setTimeout(settle, PATIENCE_MS);
    growth.observe(document.body, { childList: true, subtree: true });
    if (isThere()) settle();
  });
}

/** Longer would be felt as a page that does not answer. */
const PATIENCE_MS = 150;
