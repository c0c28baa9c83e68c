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
  const text = withoutAddress((query.get('text') ?? '').trim());
  const content = text.replace(/^["“„«](.*)["”“»]$/su, '$1').trim();
  if (!content) return undefined;
  return { content, author: (query.get('title') ?? '').trim() };
}

/** In two steps, each linear: whoever asks the server for such a page may ask with as many spaces as fit an address. */
function withoutAddress(text: string): string {
  const last = text.search(/\s\S*$/) + 1;
  const address = text.slice(last).search(/https?:\/\/\S/);
  return address === -1 ? text : text.slice(0, last + address).trim();
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
