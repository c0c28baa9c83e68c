import type { OutboxEntry } from '../protocol/worker-api.ts';
import { productPath, quotePath } from './routes.ts';

/** Where a change was made, and can be mended: the path of its page. */
export function placeOfChange(name: string, args: OutboxEntry['args']): string {
  const { id, product } = args;
  if (name === 'addReview' && typeof product === 'string') return productPath(product);
  if (name === 'addQuote' || name === 'removeQuote') return '/quotes';
  if (name.endsWith('Quote') && typeof id === 'string') return quotePath(id);
  return '/admin';
}
