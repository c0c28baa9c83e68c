import { createSignal, type JSX } from 'solid-js';
import { useClient } from '../../tab/solid.tsx';
import { createForm } from '../create-form.ts';
import { addQuote, removeQuote } from '../mutators.ts';
import { typedText } from '../plain/typed-text.ts';
import { shopWords, wordOf } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { FormField, MutatorForm } from './MutatorForm.tsx';

/** What editors may do to the wall as a whole. */
export function WallTools(props: { readonly ids: readonly string[] }): JSX.Element {
  const client = useClient();
  const { status } = useSite();
  const [failure, setFailure] = createSignal('');
  const form = createForm({
    mutator: addQuote,
    draft: () => 'quote',
    labels: { author: shopWords.author, content: shopWords.quote },
    toArguments: ({ author = '', content = '' }) => ({
      author: typedText(author),
      content: typedText(content),
    }),
  });
  const removeOne = async () => {
    const id = props.ids[Math.floor(Math.random() * props.ids.length)];
    if (id === undefined) return;
    const outcome = await client.mutate(removeQuote, { id });
    setFailure(wordOf(outcome, status()));
  };
  return (
    <MutatorForm
      form={form}
      title={shopWords.addQuoteTitle}
      submit={shopWords.addQuote}
      class="wall-tools"
      sent={shopWords.added}
      failure={failure()}
      beside={
        <button
          type="button"
          class="button button-quiet"
          disabled={props.ids.length === 0}
          onClick={() => void removeOne()}
        >
          {shopWords.removeRandom}
        </button>
      }
    >
      <FormField form={form} name="author" label={shopWords.author} />
      <FormField form={form} name="content" label={shopWords.quote} kind="lines" />
    </MutatorForm>
  );
}
