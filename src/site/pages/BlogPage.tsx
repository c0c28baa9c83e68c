import { createMemo, For, Show, type JSX } from 'solid-js';
import { createAll } from '../../tab/solid.tsx';
import { articles } from '../collections.ts';
import { createPage } from '../create-page.ts';
import { firstQuery } from '../first-query.ts';
import { pageCount } from '../page-window.ts';
import { ArticleCard } from '../parts/ArticleCard.tsx';
import { Message } from '../parts/Message.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { PageStates } from '../parts/PageStates.tsx';
import { Pager } from '../parts/Pager.tsx';
import { blogPath, pageNumberOf } from '../routes.ts';
import { siteConfig } from '../site-config.ts';
import { useSite } from '../site-context.tsx';
import { viewStateOf } from '../view-state.ts';
import { articleCount, noSuchPage, pageOf, words } from '../words.ts';

/** `/blog` and `/blog?page=n`: a card for each article, newest first. */
export function BlogPage(): JSX.Element {
  const { router, status } = useSite();
  const page = createMemo(() => pageNumberOf(router.place().search, router.place().path));
  const list = createAll(articles, () => ({
    ...firstQuery(articles),
    offset: (page() - 1) * siteConfig.pageSize,
    limit: siteConfig.pageSize,
  }));
  const last = () => pageCount(list.total, siteConfig.pageSize);
  const view = () => viewStateOf({ state: list.state, isFilled: list.total > 0 }, status());
  const isBeyond = () => view() === 'content' && list.rows.length === 0;
  createPage({
    title: () => (isBeyond() ? words.notFoundTitle : words.blog),
    isWaiting: () => view() === 'loading',
  });
  return (
    <div class="blog">
      <PageStates
        view={view()}
        shape="blog"
        loadingTitle={words.blog}
        empty={{ title: words.emptyBlogTitle, text: words.emptyBlog }}
      >
        <Show when={!isBeyond()} fallback={<NoSuchPage last={last()} />}>
          <header class="blog-head">
            <PageHeading>{words.blog}</PageHeading>
            <p>
              {articleCount(list.total)}, {words.newestFirst}
              <Show when={page() > 1}>. {pageOf(page(), last())}</Show>
            </p>
          </header>
          <div class="cards" classList={{ 'cards-first': page() === 1 }}>
            <For each={list.rows}>
              {(article, i) => <ArticleCard article={article} isFirst={i() === 0} />}
            </For>
          </div>
          <Pager page={page()} last={last()} />
        </Show>
      </PageStates>
    </div>
  );
}

function NoSuchPage(props: { readonly last: number }): JSX.Element {
  return (
    <Message
      title={words.notFoundTitle}
      text={noSuchPage(props.last)}
      link={{ to: blogPath(props.last), label: pageOf(props.last, props.last) }}
    />
  );
}
