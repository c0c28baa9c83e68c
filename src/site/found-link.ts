import type { SearchResult } from '../protocol/search-api.ts';
import { articlePath, productPath } from './routes.ts';

/** Where a result leads: each searchable collection has a page for one of its records. */
export function foundLink({ collection, id, kept }: SearchResult): string {
  if (collection === 'products') return productPath(id);
  const slug = typeof kept['slug'] === 'string' ? kept['slug'] : '';
  return articlePath({ id, slug });
}
