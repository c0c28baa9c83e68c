import { words } from './words.ts';

/** What an article is called: its title, which is optional; without one the words of its address. */
export function articleTitle({
  title,
  slug,
}: {
  readonly title: string;
  readonly slug: string;
}): string {
  return title.trim() || slug.replaceAll('-', ' ').trim() || words.untitled;
}
