import { For, type JSX } from 'solid-js';
import type { OutboxEntry } from '../../protocol/worker-api.ts';
import type { Form } from '../create-form.ts';
import { refusalOf, shopWords, textsOf } from '../shop-words.ts';

/** What was sent with a form and refused, each with the reason; its text goes back into the form, or away. */
export function Refused(props: { readonly form: Form }): JSX.Element {
  // Either way the button that was pressed goes, and the focus with it.
  const leave = (button: HTMLElement, entry: OutboxEntry, go: (entry: OutboxEntry) => void) => {
    button
      .closest('form')
      ?.querySelector<HTMLElement>('.field :is(input, select, textarea)')
      ?.focus();
    go(entry);
  };
  return (
    <For each={props.form.refused()}>
      {(entry) => (
        <div class="form-refused">
          <p role="alert">{refusalOf(entry.error ?? { code: 'expired' })}</p>
          <blockquote class="plain-text">{textsOf(entry.args)}</blockquote>
          <div class="form-end">
            <button
              type="button"
              class="button"
              onClick={(event) => leave(event.currentTarget, entry, props.form.mend)}
            >
              {shopWords.mend}
            </button>
            <button
              type="button"
              class="button button-quiet"
              onClick={(event) => leave(event.currentTarget, entry, props.form.discard)}
            >
              {shopWords.discard}
            </button>
          </div>
        </div>
      )}
    </For>
  );
}
