import { createEffect, For, Show, type JSX } from 'solid-js';
import type { EntryOf } from '../../model/feed.ts';
import { createFeed } from '../../tab/create-feed.ts';
import { createLocal } from '../../tab/create-local.ts';
import { createKeyed } from '../create-keyed.ts';
import { dashboardWords } from '../dashboard-words.ts';
import { grouped, longDate } from '../dates.ts';
import { repositories } from '../feeds.ts';
import { pointsOf, statisticsHistory, type StatisticsPoint } from '../statistics-history.ts';
import { ExternalLink } from './ExternalLink.tsx';
import { FeedBody } from './FeedBody.tsx';
import { HistoryChart } from './HistoryChart.tsx';
import { Widget } from './Widget.tsx';

type Repository = EntryOf<typeof repositories>;

/** The repositories that the site follows: their numbers now, and how they have moved. */
export function StatisticsWidget(): JSX.Element {
  return (
    <Widget name="statistics" title={dashboardWords.statistics}>
      <Statistics />
    </Widget>
  );
}

function Statistics(): JSX.Element {
  const live = createFeed(repositories);
  return (
    <FeedBody live={live} none={dashboardWords.noStatistics}>
      <Repositories all={live.value} at={live.at} />
    </FeedBody>
  );
}

function Repositories(props: {
  readonly all: readonly Repository[];
  readonly at: number | undefined;
}): JSX.Element {
  const history = createLocal(statisticsHistory);
  const all = createKeyed(
    () => props.all,
    ({ name }) => name,
  );
  createEffect(() => {
    const { at } = props;
    if (!at) return;
    for (const { name, stars, issues, forks } of all()) {
      void history.change({ name, at, stars, issues, forks });
    }
  });
  return (
    <ul class="repositories">
      <For each={all()}>
        {(repository) => (
          <RepositoryCard
            repository={repository}
            points={pointsOf(history.rows, repository.name)}
          />
        )}
      </For>
    </ul>
  );
}

function RepositoryCard(props: {
  readonly repository: Repository;
  readonly points: readonly StatisticsPoint[];
}): JSX.Element {
  const release = () => {
    const { release: tag, releasedAt } = props.repository;
    return [tag || dashboardWords.noRelease, longDate(releasedAt.slice(0, 10))]
      .filter((part) => part !== '')
      .join(', ');
  };
  return (
    <li class="repository">
      <h3>
        <Show when={props.repository.url} fallback={props.repository.name}>
          {(url) => <ExternalLink href={url()} label={props.repository.name} />}
        </Show>
      </h3>
      <dl class="numbers">
        <div>
          <dt>{dashboardWords.stars}</dt>
          <dd>{grouped(props.repository.stars)}</dd>
        </div>
        <div>
          <dt>{dashboardWords.issues}</dt>
          <dd>{grouped(props.repository.issues)}</dd>
        </div>
        <div>
          <dt>{dashboardWords.forks}</dt>
          <dd>{grouped(props.repository.forks)}</dd>
        </div>
        <div class="number-release">
          <dt>{dashboardWords.release}</dt>
          <dd>{release()}</dd>
        </div>
      </dl>
      <Show when={props.points.length > 0}>
        <HistoryChart points={props.points} />
      </Show>
    </li>
  );
}
