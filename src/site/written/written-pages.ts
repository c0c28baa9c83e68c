import type { Attachment, Collection, RecordOf } from '../../model/schema.ts';
import type { SiteData } from '../../protocol/site-renderer.ts';
import { articles, contents } from '../collections.ts';
import { firstQuery } from '../first-query.ts';
import { pageCount } from '../page-window.ts';
import { articlePath, blogPath, matchRoute, pageNumberOf, type Route } from '../routes.ts';
import { siteConfig } from '../site-config.ts';
import { pageOf, words } from '../words.ts';

/** What a page says of itself to those who do not see it: search engines, and whoever shows a link to it. */
export interface PageFacts {
  /** Its one address among those that lead to it. */
  readonly path: string;
  /** Without the site's name. */
  readonly title: string;
  readonly description: string;
  readonly picture?: { readonly src: string; readonly file: Attachment | undefined } | undefined;
  /** The day of an article, `YYYY-MM-DD`. */
  readonly publishedAt?: string;
}

/** A kind of page that is written as HTML: which addresses there are, and what each says of itself. */
interface WrittenPage {
  readonly addresses: (data: SiteData) => readonly string[];
  /** Undefined where there is no such page in this publication. */
  readonly factsOf: (route: Route, data: SiteData, search: string) => PageFacts | undefined;
}

/** Every kind of page with content of its own. One that is not here is drawn in the browser alone. */
const WRITTEN: Partial<Readonly<Record<Route['page'], WrittenPage>>> = {
  home: { addresses: () => ['/'], factsOf: (_route, data) => homeFacts(data) },
  blog: { addresses: blogAddresses, factsOf: (_route, data, search) => blogFacts(data, search) },
  article: {
    addresses: (data) => articlesOf(data).map(articlePath),
    factsOf: (route, data) => articleFacts(route, data),
  },
};

/** Every site path that has a page of its own, home first. */
export function writtenAddresses(data: SiteData): readonly string[] {
  return Object.values(WRITTEN).flatMap((page) => page.addresses(data));
}

/** What the page at this path and query says of itself; undefined where none is written for it. */
export function factsOf(path: string, search: string, data: SiteData): PageFacts | undefined {
  const route = matchRoute(path);
  // Another query is a tab's own, such as `?sw=0`, and its page is not for everybody.
  if (search !== '' && !(route.page === 'blog' && /^\?page=\d+$/.test(search))) return undefined;
  return WRITTEN[route.page]?.factsOf(route, data, search);
}

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
  const answer = data.read({ collection: articles.name, id: route.id });
  const article = answer.state === 'ready' ? answer.rows[0] : undefined;
  if (!article) return undefined;
  const found = article as unknown as RecordOf<typeof articles>;
  const { title, description, publishedAt } = found;
  const path = articlePath(found);
  return { path, title, description, publishedAt, picture: pictureOf(found) };
}

function rowsOf<C extends Collection>(
  collection: C,
  data: SiteData,
  query: object,
): readonly RecordOf<C>[] {
  const answer = data.read({ collection: collection.name, query });
  return answer.state === 'ready' ? (answer.rows as readonly unknown[] as RecordOf<C>[]) : [];
}

function pictureOf({
  image,
  images,
}: {
  readonly image: string;
  readonly images: readonly Attachment[];
}): PageFacts['picture'] {
  return image ? { src: image, file: images[0] } : undefined;
}
