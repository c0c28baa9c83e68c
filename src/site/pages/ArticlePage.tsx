import { Show, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import { createOne } from '../../tab/solid.tsx';
import { articleTitle } from '../article-title.ts';
import { articles } from '../collections.ts';
import { createPage } from '../create-page.ts';
import { Byline } from '../parts/Byline.tsx';
import { Neighbours } from '../parts/Neighbours.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { PageStates } from '../parts/PageStates.tsx';
import { Picture } from '../parts/Picture.tsx';
import { RichContent } from '../parts/RichContent.tsx';
import { readingMinutes } from '../reading-minutes.ts';
import { useSite } from '../site-context.tsx';
import { viewStateOf } from '../view-state.ts';
import { pictureOf, words } from '../words.ts';

/** `/blog/:id` and `/blog/:id/:slug`: one article, by its id alone (B55). */
export function ArticlePage(props: { readonly id: string }): JSX.Element {
  const { status } = useSite();
  const live = createOne(articles, () => props.id);
  const view = () =>
    viewStateOf({ state: live.state, isFilled: live.record !== undefined }, status());
  createPage({ title: () => titleIn(view(), live.record), isWaiting: () => view() === 'loading' });
  return (
    <PageStates
      view={view()}
      shape="article"
      loadingTitle={words.loadingArticle}
      empty={{
        title: words.notFoundTitle,
        text: words.articleNotFound,
        link: { to: '/blog', label: words.allArticles },
      }}
    >
      <Show when={live.record}>{(article) => <Article article={article()} />}</Show>
    </PageStates>
  );
}

/** The title of the article, of the state where that says more, else the blog's (B57). */
function titleIn(view: string, article: RecordOf<typeof articles> | undefined): string {
  if (view === 'empty') return words.notFoundTitle;
  return view === 'content' && article ? articleTitle(article) : words.blog;
}

function Article(props: { readonly article: RecordOf<typeof articles> }): JSX.Element {
  const hasPicture = () => props.article.images.length > 0 || props.article.image !== '';
  return (
    <>
      <article class="article">
        <header class="article-head">
          <PageHeading class="article-title">{articleTitle(props.article)}</PageHeading>
          <Show when={props.article.description}>
            <p class="article-description">{props.article.description}</p>
          </Show>
          <Byline
            author={props.article.author}
            publishedAt={props.article.publishedAt}
            minutes={readingMinutes(props.article.content)}
          />
          <div class="reading-bar" />
        </header>
        <Show when={hasPicture()}>
          <Picture
            of={props.article}
            alt={pictureOf(articleTitle(props.article))}
            class="article-picture"
            sizes="(min-width: 66rem) 62rem, 92vw"
            isFirst
          />
        </Show>
        <RichContent text={props.article.content} />
      </article>
      <Neighbours id={props.article.id} />
    </>
  );
}
