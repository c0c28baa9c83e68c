import { Show, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import { createAllBy } from '../../tab/create-all-by.ts';
import { createOutbox } from '../../tab/create-outbox.ts';
import { reviews, type products } from '../collections.ts';
import { isReadOnly } from '../is-read-only.ts';
import { averageOf, named, shopWords } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { pictureOf } from '../words.ts';
import { LoadingNote } from './LoadingNote.tsx';
import { PageHeading } from './PageHeading.tsx';
import { Picture } from './Picture.tsx';
import { REVIEW_FORM, ReviewForm } from './ReviewForm.tsx';
import { ReviewList } from './ReviewList.tsx';

/** A product with everything that is said of it, and room to say more. */
export function ProductView(props: { readonly product: RecordOf<typeof products> }): JSX.Element {
  const { status } = useSite();
  const outbox = createOutbox();
  const said = createAllBy(
    reviews,
    () => ({ product: props.product.id }),
    () => ({ orderBy: [['insertedAt', 'desc']] }),
  );
  const average = () => averageOf(said.rows.map(({ score }) => score));
  return (
    <>
      <article class="product">
        <div class="product-text">
          <PageHeading class="product-name">{named(props.product.name)}</PageHeading>
          <p class="plain-text product-description">{props.product.description}</p>
          <div class="product-opinion">
            <Show when={average()}>
              <p class="product-average">{average()}</p>
            </Show>
            {/* It has its place before it is known whether the site takes changes, so that nothing moves. */}
            <Show when={!isReadOnly(status())}>
              <p class="product-write">
                <Show when={status().writable}>
                  <a href={`#${REVIEW_FORM}`}>{shopWords.writeReview}</a>
                </Show>
              </p>
            </Show>
          </div>
        </div>
        <Picture
          of={props.product}
          alt={pictureOf(props.product.name)}
          sizes="(min-width: 56rem) 39rem, 100vw"
          isFirst
          class="product-picture"
        />
      </article>
      <div class="product-said">
        <section aria-labelledby="reviews-title">
          <h2 id="reviews-title">{shopWords.reviews}</h2>
          <Show when={said.state === 'ready'} fallback={<LoadingNote />}>
            <ReviewList product={props.product.id} reviews={said.rows} outbox={outbox} />
          </Show>
        </section>
        <ReviewForm product={props.product.id} />
      </div>
    </>
  );
}
