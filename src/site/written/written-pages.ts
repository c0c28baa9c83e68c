import type { RecordOf } from '../../model/schema.ts';
import type { SiteData } from '../../protocol/site-renderer.ts';
import { readRungs, rungQuery } from '../../tab/rungs.ts';
import { articleTitle } from '../article-title.ts';
import { articles, contents, products, quotes } from '../collections.ts';
import { firstQuery } from '../first-query.ts';
import { pageCount } from '../page-window.ts';
import { articlePath, blogPath, matchRoute, movedTo, pageNumberOf, type Route } from '../routes.ts';
import { sharedLineOf } from '../shared-line.ts';
import { siteConfig } from '../site-config.ts';
import { pageOf, words } from '../words.ts';
import { isGone, rowOf, rowsOf } from './published-rows.ts';
import { SHOP_PAGES } from './shop-pages.ts';
import { pictureOf, type PageFacts, type WrittenPage } from './written-page.ts';

/** Every kind of page with content of its own. One that is not here is drawn in the browser alone. */
const WRITTEN: Partial<Readonly<Record<Route['page'], WrittenPage>>> = {
  home: { addresses: () => ['/'], factsOf: (_route, data) => homeFacts(data) },
  blog: { addresses: blogAddresses, factsOf: (_route, data, search) => blogFacts(data, search) },
  article: {
    addresses: (data) => articlesOf(data).map(articlePath),
    factsOf: (route, data) => articleFacts(route, data),
  },
  ...SHOP_PAGES,
};

/** Every site path that has a page of its own, home first. */
export function writtenAddresses(data: SiteData): readonly string[] {
  return Object.values(WRITTEN).flatMap((page) => page.addresses(data));
}

/** What the page at this path and query says of itself; undefined where none is written for it. */
export function factsOf(path: string, search: string, data: SiteData): PageFacts | undefined {
  const route = matchRoute(path);
  if (isOfOneReader(route, path, search)) return undefined;
  return WRITTEN[route.page]?.factsOf(route, data, search);
}

/** A query that no page knows, such as one that tells where a link was shared, changes nothing; these are for one reader alone. */
function isOfOneReader({ page }: Route, path: string, search: string): boolean {
  const isTabs = rungQuery(readRungs(search)) !== '';
  const isShared = page === 'quotes' && sharedLineOf(search) !== undefined;
  return isTabs || isShared || movedTo(path, search) !== undefined;
}

/** True where the path names a record, or a page of the blog, that this publication has not. */
export function isMissing(path: string, search: string, data: SiteData): boolean {
  const route = matchRoute(path);
  if ('id' in route) return isGone(COLLECTION_OF[route.page], data, route.id);
  const count = route.page === 'blog' ? articlesOf(data).length : 0;
  const isBeyond = pageNumberOf(search, path) > pageCount(count, siteConfig.pageSize);
  return route.page === 'not-found' || (count > 0 && isBeyond);
}

const COLLECTION_OF = { article: articles, product: products, quote: quotes } as const;

/** The articles, newest first, as their list shows them. */
export function articlesOf(data: SiteData): readonly RecordOf<typeof articles>[] {
  return rowsOf(articles, data, { orderBy: articles.indexes['newest']! });
}

function homeFacts(data: SiteData): PageFacts | undefined {
  const sections = rowsOf(contents, data, firstQuery(contents));
  // 'Nothing here yet' is for people who look, and said by the app.
  if (sections.length === 0) return undefined;
  const first = sections.find(({ type, image }) => type === 'hero' && image) ?? sections[0];
  return {
    path: '/',
    title: words.home,
    description: siteConfig.tagline,
    picture: first && pictureOf(first),
  };
}

function blogAddresses(data: SiteData): readonly string[] {
  const last = pageCount(articlesOf(data).length, siteConfig.pageSize);
  return Array.from({ length: last }, (_, i) => blogPath(i + 1));
}

function blogFacts(data: SiteData, search: string): PageFacts | undefined {
  const all = articlesOf(data);
  const [page, last] = [pageNumberOf(search), pageCount(all.length, siteConfig.pageSize)];
  if (page > last || all.length === 0) return undefined;
  const newest = all[(page - 1) * siteConfig.pageSize];
  return {
    path: blogPath(page),
    title: words.blog,
    description: page === 1 ? siteConfig.tagline : `${siteConfig.tagline} ${pageOf(page, last)}.`,
    picture: newest && pictureOf(newest),
  };
}

function articleFacts(route: Route, data: SiteData): PageFacts | undefined {
  if (route.page !== 'article') return undefined;
  const article = rowOf(articles, data, route.id);
  if (!article) return undefined;
  const { description, publishedAt } = article;
  const path = articlePath(article);
  const picture = pictureOf(article);
  return { path, title: articleTitle(article), description, publishedAt, picture };
}
