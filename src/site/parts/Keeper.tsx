import { For, Show, type JSX } from 'solid-js';
import type { Diagnostics } from '../../protocol/worker-api.ts';
import type { LiveInspection } from '../create-inspection.ts';
import { grouped } from '../dates.ts';
import { feeds } from '../feeds.ts';
import { useSite } from '../site-context.tsx';
import {
  checksOf,
  feedOf,
  hostOf,
  messagesOf,
  savedOf,
  statusWords,
  tabsOf,
  troubleOf,
} from '../status-words.ts';
import { failureOf } from '../detail-words.ts';
import { Fact } from './Fact.tsx';

/** Which worker keeps the copy, what it has done, and what went wrong. */
export function Keeper(props: {
  readonly live: LiveInspection;
  readonly now: number;
}): JSX.Element {
  const { status } = useSite();
  const worker = () => props.live.findings()?.diagnostics;
  const copyBytes = () =>
    (props.live.findings()?.sizes ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  const trouble = ({ lastFailure }: Diagnostics) =>
    lastFailure
      ? troubleOf(failureOf(lastFailure), lastFailure.at, props.now)
      : statusWords.noFailure;
  return (
    <section class="panel" aria-labelledby="work-title">
      <h2 id="work-title">{statusWords.workTitle}</h2>
      <Show when={worker()} fallback={<p class="quiet">{statusWords.noWorker}</p>}>
        {(done) => (
          <dl class="facts">
            <Fact label={statusWords.host}>
              {hostOf(status().host, done().epoch)}
              <Show when={!status().isOwner}> {statusWords.otherOwner}</Show>
            </Fact>
            <Fact label={statusWords.tabs}>{tabsOf(Math.max(1, done().tabs))}</Fact>
            <Fact label={statusWords.checks}>
              {checksOf(done().polls, done().unchangedPolls, done().failedPolls)}
            </Fact>
            <Fact label={statusWords.latency}>
              {done().lastPollMs > 0 ? `${grouped(Math.round(done().lastPollMs))} ms` : '–'}
            </Fact>
            <Fact label={statusWords.saved}>
              {savedOf(done().bytes, done().unchangedPolls, copyBytes())}
            </Fact>
            <Fact label={statusWords.broadcasts}>{messagesOf(done().broadcasts)}</Fact>
            <Fact label={statusWords.subscriptions}>
              {grouped(props.live.findings()?.readings.subscriptions ?? 0)} in this tab.
            </Fact>
            <Show when={feeds.length > 0}>
              <Fact label={statusWords.feeds}>
                <ul>
                  <For each={props.live.findings()?.feeds}>
                    {(feed) => <li>{feedOf(feed, props.now)}</li>}
                  </For>
                </ul>
              </Fact>
            </Show>
            <Fact label={statusWords.lastFailure}>{trouble(done())}</Fact>
          </dl>
        )}
      </Show>
    </section>
  );
}
