import { createSignal, For, Show, type JSX } from 'solid-js';
import { createShown } from '../create-shown.ts';
import { moreOf, shownOf } from '../shop-words.ts';

/**
 * A list that begins with its first rows, and shows more of them with a button at its end. The page stands still
 * meanwhile, and the focus stays at the button; with the last rows, which take it away, it goes to the first of them.
 */
export function LongList<Row extends { readonly id: string }>(props: {
  readonly class: string;
  readonly rows: readonly Row[];
  /** How many are shown at first, and come with each press. */
  readonly step: number;
  /** Draws a row as an `li`. */
  readonly children: (row: Row) => JSX.Element;
}): JSX.Element {
  const shown = createShown(
    () => props.rows,
    // oxlint-disable-next-line solid/reactivity -- a list keeps its step
    props.step,
  );
  const [said, setSaid] = createSignal('');
  let list: HTMLUListElement | undefined;
  const showMore = () => {
    const before = shown.rows().length;
    shown.showMore();
    setSaid(shownOf(shown.rows().length, props.rows.length));
    if (shown.next() > 0) return;
    const first = list?.querySelectorAll<HTMLElement>(':scope > li')[before];
    first?.setAttribute('tabindex', '-1');
    first?.focus({ preventScroll: true });
  };
  return (
    <>
      <ul ref={(element) => (list = element)} class={props.class}>
        <For each={shown.rows()}>{props.children}</For>
      </ul>
      <Show when={shown.next() > 0}>
        <button type="button" class="button button-quiet more" onClick={showMore}>
          {moreOf(shown.next(), props.rows.length)}
        </button>
      </Show>
      {/* Only a page that a server wrote is read without scripts. */}
      <Show when={import.meta.env.SSR && shown.next() > 0}>
        <noscript>
          <ul class={props.class}>
            <For each={props.rows.slice(shown.rows().length)}>{props.children}</For>
          </ul>
        </noscript>
      </Show>
      <p class="visually-hidden" role="status">
        {said()}
      </p>
    </>
  );
}
