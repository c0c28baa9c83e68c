import { createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';
import type { Edits } from '../create-edits.ts';
import { checkArguments } from '../../model/mutator.ts';
import { saveProduct } from '../mutators.ts';
import { typedText } from '../plain/typed-text.ts';
import { named, problemIn, shopWords } from '../shop-words.ts';
import { Conflict } from './Conflict.tsx';
import { Field } from './Field.tsx';
import { Picture, type Pictured } from './Picture.tsx';

/** The fields that an editor may change here. */
export const EDITABLE = ['name', 'description'] as const;
export type Editable = (typeof EDITABLE)[number];

/** A product as a form. It knows nothing of where a product comes from, nor of where its changes go. */
export function ProductCard(props: {
  readonly product: Pictured & { readonly id: string; readonly name: string };
  readonly edits: Edits<Editable>;
  /** True for one that has come back: what was pressed for it is gone, and the focus with it. */
  readonly takesFocus?: boolean;
  /** What is to be said of what was saved last. */
  readonly said: string;
  readonly onSave: () => Promise<void>;
  /** Settles with the sentence that is to be said of it. */
  readonly onRemove: () => Promise<string>;
}): JSX.Element {
  const titleId = createUniqueId();
  const [refusal, setRefusal] = createSignal('');
  const [problems, setProblems] = createSignal<Readonly<Record<string, string>>>({});
  const hasConflict = () => EDITABLE.some((field) => props.edits.theirs(field) !== undefined);
  const save = async (form: HTMLFormElement) => {
    const changes = props.edits.changes();
    const name = changes?.name === undefined ? {} : { name: typedText(changes.name) };
    const checked = checkArguments(saveProduct, { id: props.product.id, ...changes, ...name });
    setProblems(checked.ok ? {} : checked.problems);
    if (!checked.ok) return form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    setRefusal('');
    await props.onSave();
  };
  return (
    <form
      id={`product-${props.product.id}`}
      class="product-card form"
      novalidate
      aria-labelledby={titleId}
      onSubmit={(event) => {
        event.preventDefault();
        void save(event.currentTarget);
      }}
    >
      <header class="product-card-head">
        <Picture of={props.product} alt="" sizes="72px" class="product-card-picture" />
        <h3
          id={titleId}
          tabindex="-1"
          ref={(element) => {
            if (props.takesFocus) queueMicrotask(() => element.focus());
          }}
        >
          {named(props.product.name)}
        </h3>
      </header>
      <For each={EDITABLE}>
        {(field) => (
          <>
            <Field
              label={LABELS[field]}
              name={field}
              kind={field === 'description' ? 'lines' : undefined}
              value={props.edits.text(field)}
              problem={problems()[field] ? problemIn(LABELS[field], problems()[field]!) : ''}
              onType={(text) => props.edits.type(field, text)}
            />
            <Show when={props.edits.theirs(field) !== undefined}>
              <Conflict field={field} label={LABELS[field]} edits={props.edits} />
            </Show>
          </>
        )}
      </For>
      <div class="form-end">
        <button
          type="submit"
          class="button"
          classList={{ 'button-strong': props.edits.changes() !== undefined }}
          disabled={hasConflict()}
        >
          {shopWords.save}
        </button>
        <button
          type="button"
          class="button button-quiet"
          onClick={() => void props.onRemove().then(setRefusal)}
        >
          {shopWords.remove}
        </button>
        <p class="form-said" role="status">
          {refusal() || props.said}
        </p>
      </div>
    </form>
  );
}

const LABELS: Readonly<Record<Editable, string>> = {
  name: shopWords.name,
  description: shopWords.description,
};
