import type { RecordOf } from '../model/schema.ts';
import type { OutboxEntry } from '../protocol/worker-api.ts';
import type { reviews } from './collections.ts';
import { addReview } from './mutators.ts';
import { shopWords } from './shop-words.ts';

type Review = Pick<RecordOf<typeof reviews>, 'author' | 'content' | 'score' | 'insertedAt'>;

/** What each review of a product waits for that only this device knows of; undefined for all others. */
export function waitingReviews(
  product: string,
  outbox: readonly OutboxEntry[],
): (review: Review) => string | undefined {
  const waiting = new Map(
    outbox
      .filter(({ name, args, state }) => {
        const isShown = state !== 'rejected' && state !== 'expired';
        return name === addReview.name && args['product'] === product && isShown;
      })
      .map(({ args, at, state }) => [
        keyOf({ ...(args as unknown as Review), insertedAt: new Date(at).toISOString() }),
        state === 'awaiting' ? shopWords.awaitsApproval : shopWords.waitingToBeSent,
      ]),
  );
  return (review) => waiting.get(keyOf(review));
}

/** The outbox does not tell the id that a review has got; the moment tells it from one that reads the same. */
function keyOf({ author, content, score, insertedAt }: Review): string {
  return JSON.stringify([author, content, score, insertedAt]);
}
