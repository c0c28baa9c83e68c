import type { SiteData } from '../../protocol/site-renderer.ts';
import { authorName } from '../author.ts';
import { products, quotes } from '../collections.ts';
import { firstQuery } from '../first-query.ts';
import { productPath, quotePath, type Route } from '../routes.ts';
import { inTheShop, lineCount, named } from '../shop-words.ts';
import stylesHref from '../styles/shop-pages.css?url';
import { words } from '../words.ts';
import { rowOf, rowsOf } from './published-rows.ts';
import { pictureOf, type PageFacts, type WrittenPage } from './written-page.ts';

/** The written pages of those that a browser loads when they are first opened: shop, products, wall and quotes. */
export const SHOP_PAGES: Partial<Readonly<Record<Route['page'], WrittenPage>>> = {
  catalog: {
    addresses: (data) => (productsOf(data).length > 0 ? ['/catalog'] : []),
    factsOf: (_route, data) => catalogFacts(data),
  },
  product: {
    addresses: (data) => productsOf(data).map(({ id }) => productPath(id)),
    factsOf: productFacts,
  },
  quotes: {
    addresses: (data) => (quotesOf(data).length > 0 ? ['/quotes'] : []),
    factsOf: (_route, data) => wallFacts(data),
  },
  quote: {
    addresses: (data) => quotesOf(data).map(({ id }) => quotePath(id)),
    factsOf: quoteFacts,
  },
};

function catalogFacts(data: SiteData): PageFacts | undefined {
  const all = productsOf(data);
  if (all.length === 0) return undefined;
  const pictured = all.find(({ image }) => image);
  return {
    path: '/catalog',
    title: words.shop,
    description: inTheShop(
      all.slice(0, NAMED).map(({ name }) => named(name)),
      all.length > NAMED,
    ),
    picture: pictured && pictureOf(pictured),
    styles: stylesHref,
  };
}

function productFacts(route: Route, data: SiteData): PageFacts | undefined {
  const product = route.page === 'product' ? rowOf(products, data, route.id) : undefined;
  if (!product) return undefined;
  const { id, name, description } = product;
  return {
    path: productPath(id),
    title: named(name),
    description,
    picture: pictureOf(product),
    styles: stylesHref,
  };
}

function wallFacts(data: SiteData): PageFacts | undefined {
  const count = quotesOf(data).length;
  if (count === 0) return undefined;
  const description = lineCount(count);
  return { path: '/quotes', title: words.quotes, description, styles: stylesHref };
}

function quoteFacts(route: Route, data: SiteData): PageFacts | undefined {
  const quote = route.page === 'quote' ? rowOf(quotes, data, route.id) : undefined;
  if (!quote) return undefined;
  return {
    path: quotePath(quote.id),
    title: words.quotes,
    description: `${named(quote.content)} – ${authorName(quote.author, words.staff)}`,
    styles: stylesHref,
  };
}

function productsOf(data: SiteData) {
  const { limit: _all, ...query } = firstQuery(products);
  return rowsOf(products, data, query);
}

function quotesOf(data: SiteData) {
  return rowsOf(quotes, data, { orderBy: quotes.indexes['newest']! });
}

/** A description is cut by those who show it, after some 160 letters. */
const NAMED = 6;
