import { createSignal, createUniqueId, Show, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import { useClient } from '../../tab/solid.tsx';
import { authorName } from '../author.ts';
import type { quotes } from '../collections.ts';
import { longDate } from '../dates.ts';
import { likeQuote } from '../mutators.ts';
import { quotePath } from '../routes.ts';
import { likesOf, named, shopWords, wordOf } from '../shop-words.ts';
import { useSite } from '../site-context.tsx';
import { words } from '../words.ts';
import { Link } from './Link.tsx';

/** A line, who says it, and its likes. A tap is one like; the number comes back as every other change does (B102). */
export function QuoteCard(props: {
  readonly quote: RecordOf<typeof quotes>;
  /** True in a list, where the line leads to its own page. */
  readonly isLinked?: boolean;
}): JSX.Element {
  const client = useClient();
  const { status } = useSite();
  const [said, setSaid] = createSignal('');
  const lineId = createUniqueId();
  const like = async () => {
    const outcome = await client.mutate(likeQuote, { id: props.quote.id });
    setSaid(wordOf(outcome, status()));
  };
  return (
    <article class="quote">
      <blockquote class="quote-line plain-text" id={lineId}>
        <Show when={props.isLinked} fallback={named(props.quote.content)}>
          <Link to={quotePath(props.quote.id)}>{named(props.quote.content)}</Link>
        </Show>
      </blockquote>
      <p class="quote-facts">
        <span class="quote-author">{authorName(props.quote.author, words.staff)}</span>
        <time dateTime={props.quote.asOf}>{longDate(props.quote.asOf.slice(0, 10))}</time>
      </p>
      <p class="quote-likes">
        <Show when={status().writable}>
          <button
            type="button"
            class="button button-quiet like"
            aria-describedby={lineId}
            onClick={() => void like()}
          >
            {shopWords.like}
          </button>
        </Show>
        <span class="like-count">{likesOf(props.quote.likes)}</span>
        <Show when={said()}>
          <span class="field-problem" role="alert">
            {said()}
          </span>
        </Show>
      </p>
    </article>
  );
}
