import { createMemo, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';
import { createDrafts } from '../drafts.ts';
import { focusHeading } from '../focus-heading.ts';
import { shopWords } from '../shop-words.ts';

/** What was typed into a form of something that is gone: it can still be copied, until whoever wrote it discards it. */
export function UnsentText(props: {
  /** The name of the form's draft. */
  readonly draft: string;
  /** The fields of it that are shown where something was typed, each with its label. */
  readonly fields: readonly (readonly [name: string, label: string])[];
  readonly title: string;
}): JSX.Element {
  const titleId = createUniqueId();
  const drafts = createDrafts(() => localStorage, import.meta.env.BASE_URL);
  const [isDiscarded, setDiscarded] = createSignal(false);
  const texts = createMemo(() => {
    const draft = isDiscarded() ? {} : drafts.read(props.draft);
    return props.fields.flatMap(([name, label]) => {
      const text = draft[name];
      return text ? [{ label, text }] : [];
    });
  });
  const discard = () => {
    // The button goes, and the focus with it.
    focusHeading();
    drafts.write(props.draft, {});
    setDiscarded(true);
  };
  return (
    <Show when={texts().length > 0}>
      <section class="form unsent-text" aria-labelledby={titleId}>
        <h2 id={titleId}>{props.title}</h2>
        <For each={texts()}>{(one) => <KeptField {...one} />}</For>
        <div class="form-end">
          <button type="button" class="button button-quiet" onClick={discard}>
            {shopWords.discard}
          </button>
        </div>
      </section>
    </Show>
  );
}

function KeptField(props: { readonly label: string; readonly text: string }): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea id={id} readonly rows={4} value={props.text} />
    </div>
  );
}
