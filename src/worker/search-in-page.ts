import type { SearchApi } from '../protocol/search-api.ts';
import type { SearchSource } from '../search/search-source.ts';
import { collections } from '../site/collections.ts';
import { searchables } from '../site/search.ts';
import { platformEnvironment } from './environment.ts';
import { startSearch } from './start-search.ts';

/** Searches in the page itself, where no worker can be had or the copy is in memory; it ends with the signal. */
export function startSearchInPage(options: {
  readonly bc: boolean;
  readonly scope: string;
  readonly basePath: string;
  readonly source?: SearchSource;
  readonly signal: AbortSignal;
}): SearchApi & { look(): void } {
  return startSearch({
    ...options,
    collections,
    searchables,
    environment: platformEnvironment(),
    indexedDB: globalThis.indexedDB,
  });
}
