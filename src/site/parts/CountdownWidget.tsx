import { createMemo, For, Match, Show, Switch, type JSX } from 'solid-js';
import type { RecordOf } from '../../model/schema.ts';
import { createAll } from '../../tab/solid.tsx';
import { events } from '../collections.ts';
import { timeLeft } from '../countdown.ts';
import { createSeconds } from '../create-seconds.ts';
import { dashboardWords, yourTime } from '../dashboard-words.ts';
import { momentIn } from '../moments.ts';
import { useSite } from '../site-context.tsx';
import { viewStateOf } from '../view-state.ts';
import { words } from '../words.ts';
import { momentOf } from '../zoned-time.ts';
import { Widget } from './Widget.tsx';

/** How long it is until each event begins. */
export function CountdownWidget(): JSX.Element {
  return (
    <Widget name="countdowns" title={dashboardWords.countdowns}>
      <Countdowns />
    </Widget>
  );
}

function Countdowns(): JSX.Element {
  const { status } = useSite();
  const list = createAll(events, () => ({ orderBy: [['startsAt', 'asc']] }));
  const now = createSeconds();
  const view = () => viewStateOf({ state: list.state, isFilled: list.rows.length > 0 }, status());
  return (
    <Switch fallback={<p class="quiet">{words.notHere}</p>}>
      <Match when={view() === 'content'}>
        <ul class="countdowns">
          <For each={list.rows}>{(event) => <Countdown event={event} now={now()} />}</For>
        </ul>
      </Match>
      <Match when={view() === 'loading'}>
        <p class="quiet countdowns-coming">{dashboardWords.loading}</p>
      </Match>
      <Match when={view() === 'empty'}>
        <p class="quiet">{dashboardWords.noCountdowns}</p>
      </Match>
    </Switch>
  );
}

function Countdown(props: {
  readonly event: RecordOf<typeof events>;
  readonly now: number;
}): JSX.Element {
  const moment = createMemo(() => momentOf(props.event.startsAt, props.event.timeZone));
  return (
    <li class="countdown">
      <h3>{props.event.name}</h3>
      <Show when={moment()} fallback={<p class="countdown-when">{dashboardWords.unknownTime}</p>}>
        {(at) => (
          <>
            <p class="countdown-left" classList={{ reached: at() <= props.now }}>
              <TimeLeft ms={at() - props.now} />
            </p>
            <p class="countdown-when">
              <time dateTime={new Date(at()).toISOString()}>
                {momentIn(at(), props.event.timeZone)}
              </time>
              <YourTime at={at()} timeZone={props.event.timeZone} />
            </p>
          </>
        )}
      </Show>
    </li>
  );
}

/** No part is broken between its number and its unit. */
function TimeLeft(props: { readonly ms: number }): JSX.Element {
  const parts = () => timeLeft(props.ms).split(', ');
  return (
    <Show when={props.ms > 0} fallback={dashboardWords.reached}>
      {/* By place, so that each second changes one text. */}
      <For each={[...parts().keys()]}>
        {(place) => (
          <>
            {place > 0 ? ', ' : ''}
            <span>{parts()[place]}</span>
          </>
        )}
      </For>
    </Show>
  );
}

/** Said only where the reader's clock shows something else. */
function YourTime(props: { readonly at: number; readonly timeZone: string }): JSX.Element {
  const here = () => momentIn(props.at);
  const there = () => momentIn(props.at, props.timeZone);
  /** The time alone, where the day is the same. */
  const shown = () => {
    const [day, time = ''] = here().split(', ');
    return there().startsWith(`${day}, `) ? time : here();
  };
  return (
    <Show when={!there().startsWith(here())}>
      <span class="countdown-yours">{yourTime(shown())}</span>
    </Show>
  );
}
