import { createMemo, createSignal, createUniqueId, Show, type JSX } from 'solid-js';
import { createDrafts } from '../drafts.ts';
import { focusHeading } from '../focus-heading.ts';
import { shopWords } from '../shop-words.ts';

/** What was typed into a form of something that is gone: it can still be copied, until whoever wrote it discards it. */
export function UnsentText(props: {
  /** The name of the form's draft, and the field of it that is shown. */
  readonly draft: string;
  readonly field: string;
  readonly label: string;
}): JSX.Element {
  const id = createUniqueId();
  const drafts = createDrafts(() => localStorage, import.meta.env.BASE_URL);
  const [isDiscarded, setDiscarded] = createSignal(false);
  const text = createMemo(() =>
    isDiscarded() ? undefined : drafts.read(props.draft)[props.field],
  );
  const discard = () => {
    // The button goes, and the focus with it.
    focusHeading();
    drafts.write(props.draft, {});
    setDiscarded(true);
  };
  return (
    <Show when={text()}>
      {(kept) => (
        <section class="form unsent-text" aria-label={props.label}>
          <div class="field">
            <label for={id}>{props.label}</label>
            <textarea id={id} readonly rows={4} value={kept()} />
          </div>
          <div class="form-end">
            <button type="button" class="button button-quiet" onClick={discard}>
              {shopWords.discard}
            </button>
          </div>
        </section>
      )}
    </Show>
  );
}
