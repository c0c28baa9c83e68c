import { createEffect, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { SearchAnswer, SearchStatus } from '../protocol/search-api.ts';
import type { Search } from '../tab/open-search.ts';

/** A question as it is typed, and the newest answer to it. */
export interface LiveSearch {
  readonly status: Accessor<SearchStatus | undefined>;
  /** The newest answer, perhaps to an earlier state of the question; undefined where nothing is asked. */
  readonly answer: Accessor<Answered | undefined>;
  readonly hasFailed: Accessor<boolean>;
}

/** An answer with the question it is to. */
export interface Answered extends SearchAnswer {
  readonly text: string;
}

/**
 * Asks again with every letter and whenever what can be found has changed. One question is under way at a time; of those
 * that were typed meanwhile only the last is asked, so that typing never outruns the answers.
 */
export function createSearch(
  search: Search,
  text: Accessor<string>,
  limit: Accessor<number>,
): LiveSearch {
  const [status, setStatus] = createSignal<SearchStatus>();
  const [answer, setAnswer] = createSignal<Answered>();
  const [hasFailed, setFailed] = createSignal(false);
  let isAsking = false;
  let isDue = false;
  let isOver = false;

  async function ask(): Promise<void> {
    isDue = true;
    if (isAsking) return;
    isAsking = true;
    while (isDue && !isOver) {
      isDue = false;
      const question = text();
      try {
        const found = question === '' ? undefined : await search.search(question, limit());
        if (isOver) return;
        setAnswer(found && { ...found, text: question });
        setFailed(false);
      } catch {
        // Nothing can search here: the page says so, and asks again with the next letter.
        if (!isOver) setFailed(true);
      }
    }
    isAsking = false;
  }

  createEffect(on([text, limit, () => status()?.revision], () => void ask()));
  onCleanup(search.onStatus(setStatus));
  onCleanup(() => (isOver = true));
  return { status, answer, hasFailed };
}
