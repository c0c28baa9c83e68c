import type { Draft } from './drafts.ts';

/** A line that another app shared: what it says, and whose page it was on. */
export interface SharedLine {
  readonly content: string;
  readonly author: string;
}

/**
 * The line in the query of a share (`?title=…&text=…&url=…`), or undefined. Browsers put marks around what was selected and
 * its address behind it: neither belongs to the line.
 */
export function sharedLineOf(search: string): SharedLine | undefined {
  const query = new URLSearchParams(search);
  const text = (query.get('text') ?? '').trim().replace(/\s*https?:\/\/\S+$/, '');
  const content = text.replace(/^["“„«](.*)["”“»]$/su, '$1').trim();
  if (!content) return undefined;
  return { content, author: (query.get('title') ?? '').trim() };
}

/** Adds a line to the draft of one more quote. What was typed there before stays, and a line that is there comes no second time. */
export function draftWith(draft: Draft, { content, author }: SharedLine): Draft {
  const typed = draft['content'] ?? '';
  if (typed.includes(content)) return draft;
  return {
    content: typed ? `${typed}\n\n${content}` : content,
    author: draft['author'] || author,
  };
}
