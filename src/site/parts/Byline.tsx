import { Show, type JSX } from 'solid-js';
import { authorName } from '../author.ts';
import { longDate } from '../dates.ts';
import { minutesToRead, words } from '../words.ts';
import { Avatar } from './Avatar.tsx';

/** Who wrote it, when, and, where it is known, how long it takes to read. */
export function Byline(props: {
  readonly author: string;
  readonly publishedAt: string;
  readonly minutes?: number;
}): JSX.Element {
  return (
    <div class="byline">
      <Avatar author={props.author} />
      <p class="byline-text">
        <span class="byline-author">{authorName(props.author, words.staff)}</span>
        <span class="byline-facts">
          <time dateTime={props.publishedAt}>{longDate(props.publishedAt)}</time>
          <Show when={props.minutes}>{(minutes) => <span>{minutesToRead(minutes())}</span>}</Show>
        </span>
      </p>
    </div>
  );
}
