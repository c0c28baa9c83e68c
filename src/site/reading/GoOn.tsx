import type { JSX } from 'solid-js';
import { readingWords } from './reading-words.ts';

/** Offers to go on where an article was left; it lies over the page, and moves nothing. */
export function GoOn(props: {
  readonly onGo: () => void;
  readonly onStay: () => void;
}): JSX.Element {
  return (
    <div class="go-on" role="group" aria-label={readingWords.goOn}>
      <button type="button" class="button button-strong" onClick={() => props.onGo()}>
        {readingWords.goOn}
      </button>
      <button
        type="button"
        class="button button-quiet go-on-stay"
        aria-label={readingWords.fromTop}
        onClick={() => props.onStay()}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M3 3l10 10M13 3L3 13" />
        </svg>
      </button>
    </div>
  );
}
