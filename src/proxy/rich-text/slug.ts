import { beginningOf } from '../decode/well-formed.ts';

/**
 * Gives each heading of one text its own id: `s-` and the words of the heading. The prefix keeps an editor's heading
 * from naming an element of the page (DOM clobbering); a repeated heading gets a number.
 */
export function createSlugger(): (text: string) => string {
  const uses = new Map<string, number>();
  return (text) => {
    const words = text
      .toLowerCase()
      .normalize('NFKC')
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '');
    const slug = `s-${beginningOf(words, 60) || 'section'}`;
    const use = (uses.get(slug) ?? 0) + 1;
    uses.set(slug, use);
    return use === 1 ? slug : `${slug}-${use}`;
  };
}
