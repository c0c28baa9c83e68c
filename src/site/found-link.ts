import type { SearchResult } from '../protocol/search-api.ts';
import { articleTitle } from './article-title.ts';
import { articlePath, productPath } from './routes.ts';

/** Where a result leads: each searchable collection has a page for one of its records. */
export function foundLink({ collection, id, kept }: SearchResult): string {
  if (collection === 'products') return productPath(id);
  return articlePath({ id, slug: slugIn(kept) });
}

/** What a result without a title is called, as its own page calls it. */
export function nameOf({ kept }: SearchResult): string {
  return articleTitle({ title: '', slug: slugIn(kept) });
}

function slugIn(kept: SearchResult['kept']): string {
  return typeof kept['slug'] === 'string' ? kept['slug'] : '';
}
