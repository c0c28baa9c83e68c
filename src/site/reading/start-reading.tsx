import { createEffect, createMemo, createRoot, createSignal, on, onCleanup } from 'solid-js';
import { render } from 'solid-js/web';
import type { Client } from '../../tab/client.ts';
import { articles } from '../collections.ts';
import { createKeyed } from '../create-keyed.ts';
import { firstQuery } from '../first-query.ts';
import { loadStyles } from '../load-styles.ts';
import type { Router } from '../router.ts';
import { matchRoute } from '../routes.ts';
import printHref from '../styles/print.css?url';
import stylesHref from '../styles/reading.css?url';
import { showOnIcon } from './app-badge.ts';
import { followPlace } from './follow-place.tsx';
import { markNew } from './mark-new.ts';
import { ReadingBar, type Heading } from './ReadingBar.tsx';
import { showKept } from './text-size.ts';
import { turnPages } from './turn-pages.ts';
import { createVisits, type Dated } from './unread.ts';

/**
 * Adds to articles what helps to read them, and to the list what is new. It works on what is drawn, once it is: no first
 * paint waits for it, and places for all of it are there, so that nothing moves. Lives as long as the page.
 */
export async function startReading({
  client,
  router,
}: {
  readonly client: Client;
  readonly router: Router;
}): Promise<void> {
  // Nobody prints before there is something to read.
  await Promise.all([stylesHref, printHref].map(loadStyles));
  showKept();
  turnPages(router);
  const visits = createVisits(() => Date.now());
  const newest = createNewest(client);

  createRoot(() => {
    const [article, setArticle] = createSignal<Element | null>(null);
    const [list, setList] = createSignal<Element | null>(null);
    const look = () => {
      // What a server wrote is about to be exchanged (site/take-over.ts).
      const page = document.querySelector('#root:not([data-version]) main');
      setArticle(page?.querySelector('.article .reading-bar') ?? null);
      setList(page?.querySelector('.blog') ?? null);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();

    // A link within an article is no reason to furnish it anew.
    const path = createMemo(() => router.place().path);
    createEffect(
      on([article, path], ([bar, path]) => {
        const route = matchRoute(path);
        if (!bar || route.page !== 'article') return;
        visits.read(route.id);
        showOnIcon(visits.unread(newest()).size);
        furnish(bar, route.id);
      }),
    );
    createEffect(
      on([list, newest], ([blog, all]) => {
        if (all.length === 0) return;
        if (blog) onCleanup(markNew(blog, visits.unread(all)));
        visits.seen(all);
        showOnIcon(visits.unread(all).size);
      }),
    );
  });
}

/** Draws the tools of one article and follows its reader; ends with its owner. */
function furnish(bar: Element, id: string): void {
  const text = bar.closest('.article')?.querySelector('.prose');
  if (!text) return;
  const [headings, setHeadings] = createSignal(headingsIn(text));
  // An edit draws the text anew.
  const changes = new MutationObserver(() => setHeadings(headingsIn(text)));
  changes.observe(text, { childList: true });
  onCleanup(() => changes.disconnect());
  const drawn = createKeyed(headings, ({ id }) => id);
  onCleanup(render(() => <ReadingBar headings={drawn()} />, bar));
  followPlace(id, text);
}

function headingsIn(text: Element): readonly Heading[] {
  return [...text.querySelectorAll('h2[id], h3[id]')].map((heading) => ({
    id: heading.id,
    text: heading.textContent ?? '',
    isBelow: heading.localName === 'h3',
  }));
}

/** The articles of the list's first pages, kept up to date: what is new is among them. */
function createNewest(client: Client): () => readonly Dated[] {
  const [newest, setNewest] = createSignal<readonly Dated[]>([]);
  const request = { collection: articles.name, query: firstQuery(articles) as object };
  client.watch(request, (answer) => {
    if (answer.state === 'ready') setNewest(answer.rows);
  });
  return newest;
}
