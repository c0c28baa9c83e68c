import { createSignal, For, onCleanup, Show, type JSX } from 'solid-js';
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
  let contents: HTMLDetailsElement | undefined;
  const close = () => {
    if (contents) contents.open = false;
  };
  const onPress = (event: Event) => {
    if (contents && !event.composedPath().includes(contents)) close();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !contents?.open) return;
    close();
    contents.querySelector('summary')?.focus();
  };
  document.addEventListener('pointerdown', onPress);
  document.addEventListener('keydown', onKey);
  onCleanup(() => {
    document.removeEventListener('pointerdown', onPress);
    document.removeEventListener('keydown', onKey);
  });
  return (
    <div class="reading-tools" role="group" aria-label={readingWords.tools}>
      <Show when={props.headings.length >= MIN_HEADINGS}>
        <details ref={(element) => (contents = element)} class="contents">
          <summary>{readingWords.contents}</summary>
          <nav aria-label={readingWords.contents}>
            <ol onClick={close}>
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
      // Who closes the sheet has changed their mind.
      const isOver = error instanceof Error && error.name === 'AbortError';
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
