import { createMemo, For, Match, Show, Switch, type JSX } from 'solid-js';
import { createAll } from '../../tab/solid.tsx';
import { articles } from '../collections.ts';
import { createPage } from '../create-page.ts';
import { firstQuery } from '../first-query.ts';
import { pageCount } from '../page-window.ts';
import { ArticleCard } from '../parts/ArticleCard.tsx';
import { ErrorBox } from '../parts/ErrorBox.tsx';
import { Message } from '../parts/Message.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { Pager } from '../parts/Pager.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { blogPath, pageNumberOf } from '../routes.ts';
import { siteConfig } from '../site-config.ts';
import { useSite } from '../site-context.tsx';
import { viewStateOf } from '../view-state.ts';
import { articleCount, noSuchPage, pageOf, words } from '../words.ts';

/** `/blog` and `/blog?page=n`: a card for each article, newest first. */
export function BlogPage(): JSX.Element {
  const { router, status } = useSite();
  const page = createMemo(() => pageNumberOf(router.place().search));
  const list = createAll(articles, () => ({
    ...firstQuery(articles),
    offset: (page() - 1) * siteConfig.pageSize,
    limit: siteConfig.pageSize,
  }));
  const last = () => pageCount(list.total, siteConfig.pageSize);
  const view = () => viewStateOf({ state: list.state, isFilled: list.total > 0 }, status());
  createPage({ title: () => words.blog, isWaiting: () => view() === 'loading' });
  return (
    <div class="blog">
      <Switch>
        <Match when={view() === 'content' && list.rows.length === 0}>
          <Message
            title={words.notFoundTitle}
            text={noSuchPage(last())}
            link={{ to: blogPath(last()), label: pageOf(last(), last()) }}
          />
        </Match>
        <Match when={view() === 'content'}>
          <header class="blog-head">
            <PageHeading>{words.blog}</PageHeading>
            <p>
              {articleCount(list.total)}, {words.newestFirst}
              <Show when={page() > 1}>. {pageOf(page(), last())}</Show>
            </p>
          </header>
          <div class="cards" classList={{ 'cards-first': page() === 1 }}>
            <For each={list.rows}>{(article) => <ArticleCard article={article} />}</For>
          </div>
          <Pager page={page()} last={last()} />
        </Match>
        <Match when={view() === 'loading'}>
          <Skeleton shape="blog" title={words.blog} />
        </Match>
        <Match when={view() === 'empty'}>
          <Message title={words.emptyBlogTitle} text={words.emptyBlog} />
        </Match>
        <Match when={view() === 'not-here'}>
          <Message title={words.notHereTitle} text={words.notHere} />
        </Match>
        <Match when={view() === 'error'}>
          <ErrorBox />
        </Match>
      </Switch>
    </div>
  );
}
