/** The address of a question to the search; without one that of the search itself. */
export function searchPath(text: string): string {
  return text ? `/search?q=${encodeURIComponent(text)}` : '/search';
}

/** The question in a query such as `?q=tide`, or ''. */
export function searchTextOf(search: string): string {
  return new URLSearchParams(search).get('q') ?? '';
}
