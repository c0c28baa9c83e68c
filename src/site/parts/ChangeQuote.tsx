import { createSignal, createUniqueId, Show, type JSX } from 'solid-js';
import { checkArguments } from '../../model/mutator.ts';
import type { RecordOf } from '../../model/schema.ts';
import type { quotes } from '../collections.ts';
import type { Changes } from '../create-edits.ts';
import { createRecordEdits } from '../create-record-edits.ts';
import { changeQuote } from '../mutators.ts';
import { typedText } from '../plain/typed-text.ts';
import { problemIn, shopWords } from '../shop-words.ts';
import { Conflict } from './Conflict.tsx';
import { Field } from './Field.tsx';

/** Another text for one line; two who change it at once choose. */
export function ChangeQuote(props: { readonly quote: RecordOf<typeof quotes> }): JSX.Element {
  const titleId = createUniqueId();
  const [problem, setProblem] = createSignal('');
  const { id } = props.quote;
  const argumentsOf = (changes?: Changes<'content'>) => ({
    id,
    content: typedText(changes?.content ?? props.quote.content),
    ...(changes && { seen: changes.seen as Record<string, string> }),
  });
  const { edits, save, said } = createRecordEdits({
    mutator: changeQuote,
    id,
    draft: `quote:${id}`,
    fields: ['content'],
    present: () => props.quote.content,
    toArguments: (changes) => changes && argumentsOf(changes),
  });
  const hasConflict = () => edits.theirs('content') !== undefined;
  const send = async (form: HTMLFormElement) => {
    const checked = checkArguments(changeQuote, argumentsOf(edits.changes()));
    setProblem(checked.ok ? '' : problemIn(shopWords.quote, checked.problems['content'] ?? ''));
    if (checked.ok) await save();
    else form.querySelector('textarea')?.focus();
  };
  return (
    <form
      class="form"
      novalidate
      aria-labelledby={titleId}
      onSubmit={(event) => {
        event.preventDefault();
        void send(event.currentTarget);
      }}
    >
      <h2 id={titleId}>{shopWords.changeQuoteTitle}</h2>
      <p class="quiet">{shopWords.changeQuoteWhy}</p>
      <Field
        label={shopWords.quote}
        name="content"
        kind="lines"
        value={edits.text('content')}
        problem={problem()}
        onType={(text) => edits.type('content', text)}
      />
      <Show when={hasConflict()}>
        <Conflict field="content" label={shopWords.quote} edits={edits} />
      </Show>
      <div class="form-end">
        <button type="submit" class="button button-strong" disabled={hasConflict()}>
          {shopWords.changeQuote}
        </button>
        <p class="form-said" role="status">
          {said()}
        </p>
      </div>
    </form>
  );
}
