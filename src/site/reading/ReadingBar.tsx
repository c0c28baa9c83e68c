import { createSignal, For, Show, type JSX } from 'solid-js';
import { closeElsewhere } from '../close-elsewhere.ts';
import { readingWords } from './reading-words.ts';
import { createTextSize } from './text-size.ts';

/** A heading of an article's text. */
export interface Heading {
  readonly id: string;
  readonly text: string;
  readonly isBelow: boolean;
}

/** What an article offers beside its text: its contents where it is long, the size of its letters, and to pass it on. */
export function ReadingBar(props: { readonly headings: readonly Heading[] }): JSX.Element {
  return (
    <div class="reading-tools" role="group" aria-label={readingWords.tools}>
      <Show when={props.headings.length >= MIN_HEADINGS}>
        <details ref={closeElsewhere} class="contents">
          <summary>{readingWords.contents}</summary>
          <nav aria-label={readingWords.contents}>
            <ol onClick={({ currentTarget }) => (currentTarget.closest('details')!.open = false)}>
              <For each={props.headings}>
                {({ id, text, isBelow }) => (
                  <li classList={{ 'contents-below': isBelow }}>
                    <a href={`#${id}`}>{text}</a>
                  </li>
                )}
              </For>
            </ol>
          </nav>
        </details>
      </Show>
      <TextSizes />
      <Share />
    </div>
  );
}

/** Fewer headings are seen at a glance. */
const MIN_HEADINGS = 3;

function TextSizes(): JSX.Element {
  const size = createTextSize();
  return (
    <div class="text-sizes" role="group" aria-label={readingWords.textSize}>
      <button
        type="button"
        class="reading-button text-smaller"
        aria-label={readingWords.smaller}
        disabled={size.isSmallest()}
        onClick={() => size.change(-1)}
      >
        A
      </button>
      <button
        type="button"
        class="reading-button text-larger"
        aria-label={readingWords.larger}
        disabled={size.isLargest()}
        onClick={() => size.change(1)}
      >
        A
      </button>
    </div>
  );
}

function Share(): JSX.Element {
  const [said, setSaid] = createSignal('');
  const share = async () => {
    const { title } = document;
    // The address without what belongs to this tab.
    const url = location.origin + location.pathname;
    const isShareable = typeof navigator.share === 'function';
    if (isShareable) return navigator.share({ title, url });
    await navigator.clipboard.writeText(url);
    setSaid(readingWords.copied);
  };
  const onClick = () =>
    void share().catch((error: unknown) => {
      // Who closes the sheet has changed their mind; iOS opens no second one over it.
      const isOver =
        error instanceof Error && ['AbortError', 'InvalidStateError'].includes(error.name);
      if (!isOver) setSaid(readingWords.notCopied);
    });
  return (
    <>
      <button type="button" class="reading-button" onClick={onClick}>
        {readingWords.share}
      </button>
      <span class="reading-said" role="status">
        {said()}
      </span>
    </>
  );
}
