import { createMemo, Show, type Accessor, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import type { OutboxEntry } from '../../protocol/worker-api.ts';
import { authorName } from '../author.ts';
import type { reviews } from '../collections.ts';
import { longDate } from '../dates.ts';
import { shopWords, starsOf } from '../shop-words.ts';
import { waitingReviews } from '../waiting-reviews.ts';
import { words } from '../words.ts';
import { LongList } from './LongList.tsx';

type Review = RecordOf<typeof reviews>;

/** What readers say, newest first, at first the newest only; those that only this device knows of say what they wait for. */
export function ReviewList(props: {
  readonly product: string;
  readonly reviews: readonly Review[];
  readonly outbox: Accessor<readonly OutboxEntry[]>;
}): JSX.Element {
  const waiting = createMemo(() => waitingReviews(props.product, props.outbox()));
  return (
    <Show when={props.reviews.length > 0} fallback={<p class="quiet">{shopWords.noReviews}</p>}>
      <LongList class="reviews" rows={props.reviews} step={STEP}>
        {(review) => (
          <li class="review">
            <p class="plain-text">
              <span class="review-stars">{starsOf(review.score)}</span> <bdi>{review.content}</bdi>{' '}
              <span class="review-end">
                – <bdi class="review-author">{authorName(review.author, words.staff)}</bdi>
              </span>
            </p>
            <p class="review-facts">
              <time dateTime={review.insertedAt}>{longDate(review.insertedAt.slice(0, 10))}</time>
              <Show when={waiting()(review)}>
                {(state) => <span class="review-waiting">{state()}</span>}
              </Show>
            </p>
          </li>
        )}
      </LongList>
    </Show>
  );
}

/** On a phone the form below them stays within reach. */
const STEP = 20;
