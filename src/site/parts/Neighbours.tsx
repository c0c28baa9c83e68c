import { createMemo, Show, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import { createAll } from '../../tab/solid.tsx';
import { articleTitle } from '../article-title.ts';
import { articles } from '../collections.ts';
import { articlePath } from '../routes.ts';
import { words } from '../words.ts';
import { Link } from './Link.tsx';

/** The articles before and after this one, in the blog's order. Shown once the whole list is known. */
export function Neighbours(props: { readonly id: string }): JSX.Element {
  // Only the order itself is asked for, which the stored index answers without touching an article.
  const order = createAll(articles, () => ({ orderBy: NEWEST, select: ['publishedAt'] }));
  const position = createMemo(() =>
    order.state === 'ready' ? order.rows.findIndex(({ id }) => id === props.id) : -1,
  );
  const around = createAll(articles, () => ({
    orderBy: NEWEST,
    select: ['title', 'slug'],
    offset: Math.max(0, position() - 1),
    limit: position() === -1 ? 0 : 3,
  }));
  const here = createMemo(() => around.rows.findIndex(({ id }) => id === props.id));
  const at = (step: number) => (here() === -1 ? undefined : around.rows[here() + step]);
  return (
    <nav class="neighbours" aria-label={words.otherArticles}>
      <Neighbour article={at(-1)} label={words.newerArticle} rel="prev" />
      <Neighbour article={at(1)} label={words.olderArticle} rel="next" />
      <Link to="/blog" class="neighbours-all">
        {words.allArticles}
      </Link>
    </nav>
  );
}

const NEWEST = articles.indexes['newest']!;

function Neighbour(props: {
  readonly article: RecordOf<typeof articles> | undefined;
  readonly label: string;
  readonly rel: 'prev' | 'next';
}): JSX.Element {
  return (
    <Show when={props.article}>
      {(article) => (
        <Link
          to={articlePath(article())}
          class={`neighbour neighbour-${props.rel}`}
          rel={props.rel}
        >
          <span class="neighbour-label">{props.label}</span>
          <span class="neighbour-title">{articleTitle(article())}</span>
        </Link>
      )}
    </Show>
  );
}
