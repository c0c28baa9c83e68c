import type { JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import { articleTitle } from '../article-title.ts';
import type { articles } from '../collections.ts';
import { articlePath } from '../routes.ts';
import { Byline } from './Byline.tsx';
import { Link } from './Link.tsx';
import { Picture } from './Picture.tsx';

/** An article in the list. Its text comes first in the document, its picture first on the page. */
export function ArticleCard(props: {
  readonly article: RecordOf<typeof articles>;
  readonly isFirst: boolean;
}): JSX.Element {
  return (
    <article class="card">
      <div class="card-text">
        <h2 class="card-title">
          <Link to={articlePath(props.article)}>{articleTitle(props.article)}</Link>
        </h2>
        <p class="card-description">{props.article.description}</p>
        <Byline author={props.article.author} publishedAt={props.article.publishedAt} />
      </div>
      <Picture
        of={props.article}
        alt=""
        class="card-picture"
        sizes={props.isFirst ? WIDE : NARROW}
        isFirst={props.isFirst}
      />
    </article>
  );
}

// As styles/blog.css lays the cards out: three in a row, two, one; the first is as wide as two.
const NARROW = '(min-width: 64rem) 24rem, (min-width: 40rem) 45vw, 92vw';
const WIDE = '(min-width: 64rem) 48rem, (min-width: 40rem) 45vw, 92vw';
