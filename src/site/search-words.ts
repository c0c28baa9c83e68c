import type { SearchStatus } from '../protocol/search-api.ts';
import { grouped } from './dates.ts';

/** The sentences of the search page, which is loaded when it is first opened. */
export const searchWords = {
  hint: 'Articles and products are searched on this device, with or without a network.',
  keys: 'Arrow keys move through the results, Enter opens one.',
  waiting: 'The site is still being fetched. Results come by themselves as soon as it is here.',
  waitingOffline:
    'Nothing is kept on this device yet, and the network does not answer. Search works by itself when it is back.',
  failed: 'This browser could not start the search. Reload the page to try again.',
  noneTitle: 'Nothing found',
  noneHint: 'Try fewer or other words.',
  didYouMean: 'Did you mean',
  more: 'Show more',
  results: 'Results',
} as const;

/** What each kind of result is called, by its collection. */
export const kindWords: Readonly<Record<string, string>> = {
  articles: 'Article',
  products: 'Product',
};

/** 'Nothing here matches “moonstone”.' */
export function nothingFor(text: string): string {
  return `Nothing here matches “${text}”.`;
}

/** '1 result', '1,204 results'. */
export function resultCount(count: number): string {
  return count === 1 ? '1 result' : `${grouped(count)} results`;
}

/** 'Reading what is kept here: 120 of 10,000'. */
export function buildingOf({ done, total }: Pick<SearchStatus, 'done' | 'total'>): string {
  return `Reading what is kept here: ${grouped(done)} of ${grouped(total)}`;
}
