/** A stretch of a pager: a page number, or a gap of pages that are left out. */
export type PagerStep = number | 'gap';

/** How many pages there are; a list of nothing has one, empty, page. */
export function pageCount(total: number, pageSize: number): number {
  return Math.max(1, Math.ceil(total / pageSize));
}

/**
 * The steps of a pager around `page`: first, last and the neighbours, with gaps between. From seven pages on it always
 * has seven steps, so that the buttons stay in place under the pointer. A gap never hides a single page.
 */
export function pageWindow(page: number, last: number): readonly PagerStep[] {
  if (last <= STEPS) return range(1, last);
  if (page <= 4) return [...range(1, 5), 'gap', last];
  if (page >= last - 3) return [1, 'gap', ...range(last - 4, last)];
  return [1, 'gap', page - 1, page, page + 1, 'gap', last];
}

const STEPS = 7;

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
