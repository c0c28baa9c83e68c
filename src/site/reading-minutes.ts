import { plainText, type RichText } from '../model/rich-text.ts';

/** How many whole minutes a text takes to read, at least one; 0 for an empty one. */
export function readingMinutes(text: RichText): number {
  const count = plainText(text).split(/\s+/).filter(Boolean).length;
  return count === 0 ? 0 : Math.max(1, Math.round(count / WORDS_PER_MINUTE));
}

/** Adults read English prose at about 240 words a minute (Brysbaert 2019). */
const WORDS_PER_MINUTE = 240;
