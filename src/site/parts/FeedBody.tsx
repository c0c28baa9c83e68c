import { Match, Switch, type JSX } from 'solid-js';
import type { LiveFeed } from '../../tab/create-feed.ts';
import { dashboardWords } from '../dashboard-words.ts';
import { FeedAge } from './FeedAge.tsx';

/** A live feed in any of its states: its entries as they are drawn here, or why there are none. */
export function FeedBody(props: {
  readonly live: LiveFeed<unknown>;
  /** What is said where the site has no such feed. */
  readonly none: string;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <>
      <FeedAge at={props.live.at} />
      <Switch fallback={<p class="quiet">{dashboardWords.loading}</p>}>
        <Match when={props.live.state === 'ready'}>{props.children}</Match>
        <Match when={props.live.state === 'none'}>
          <p class="quiet widget-none">{props.none}</p>
        </Match>
        <Match when={props.live.state === 'error'}>
          <p class="quiet">{dashboardWords.feedError}</p>
        </Match>
      </Switch>
    </>
  );
}
