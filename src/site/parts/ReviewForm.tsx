import type { JSX } from 'solid-js';
import { createForm } from '../create-form.ts';
import { addReview } from '../mutators.ts';
import { typedText } from '../plain/typed-text.ts';
import { shopWords } from '../shop-words.ts';
import { FormField, MutatorForm } from './MutatorForm.tsx';
import { Writable } from './Writable.tsx';

/** Where a link to the form leads. */
export const REVIEW_FORM = 'write-review';

/** The name of the draft of a product's review. */
export const reviewDraft = (product: string): string => `review:${product}`;

/** What a reader may say of a product. One that was refused is shown with the reason, and can be mended. */
export function ReviewForm(props: { readonly product: string }): JSX.Element {
  const form = createForm({
    mutator: addReview,
    draft: () => reviewDraft(props.product),
    labels: { author: shopWords.author, content: shopWords.review, score: shopWords.stars },
    trap: 'website',
    toArguments: ({ author = '', content = '', score, website }) => ({
      product: props.product,
      author: typedText(author),
      content: typedText(content),
      score: Number(score ?? BEST),
      ...(website && { website }),
    }),
    isOwn: ({ product }) => product === props.product,
  });
  return (
    <Writable>
      <MutatorForm
        id={REVIEW_FORM}
        form={form}
        title={shopWords.writeReview}
        submit={shopWords.addReview}
        sent={shopWords.reviewSent}
        waits={shopWords.reviewWaits}
      >
        <FormField form={form} name="author" label={shopWords.author} />
        <FormField
          form={form}
          name="score"
          label={shopWords.stars}
          initial={BEST}
          choices={STARS}
        />
        <FormField form={form} name="content" label={shopWords.review} kind="lines" />
        {/* No person sees this one; what fills in forms by itself does. */}
        <div class="trap" aria-hidden="true">
          <label>
            {shopWords.website}
            <input
              name="website"
              tabindex="-1"
              autocomplete="off"
              value={form.text('website')}
              onInput={(event) => form.type('website', event.currentTarget.value)}
            />
          </label>
        </div>
      </MutatorForm>
    </Writable>
  );
}

const BEST = '5';
const STARS = ['1', '2', '3', '4', BEST].map((score) => [score, score] as const);
