import { For, type Accessor, type JSX } from 'solid-js';
import type { OutboxEntry } from '../../protocol/worker-api.ts';
import { useClient } from '../../tab/solid.tsx';
import type { Form } from '../create-form.ts';
import { addReview } from '../mutators.ts';
import { shopWords } from '../shop-words.ts';
import { failureWords } from '../words.ts';

/** Reviews of a product that were refused, each with the reason; its text goes back into the form, or away. */
export function RefusedReviews(props: {
  readonly product: string;
  readonly outbox: Accessor<readonly OutboxEntry[]>;
  readonly form: Form;
}): JSX.Element {
  const client = useClient();
  const refused = () =>
    props
      .outbox()
      .filter(
        ({ name, args, state }) =>
          name === addReview.name && args['product'] === props.product && state === 'rejected',
      );
  return (
    <For each={refused()}>
      {({ id, args, error }) => (
        <div class="form-refused">
          <p role="alert">{failureWords[error?.code ?? 'invalid-arguments']}</p>
          <blockquote class="plain-text">{textOf(args['content'])}</blockquote>
          <div class="form-end">
            <button
              type="button"
              class="button button-quiet"
              onClick={() => {
                for (const field of ['author', 'content', 'score']) {
                  props.form.type(field, textOf(args[field]));
                }
                void client.discard(id);
              }}
            >
              {shopWords.mend}
            </button>
            <button
              type="button"
              class="button button-quiet"
              onClick={() => void client.discard(id)}
            >
              {shopWords.discard}
            </button>
          </div>
        </div>
      )}
    </For>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
