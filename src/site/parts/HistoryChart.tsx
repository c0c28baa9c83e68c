import { createMemo, For, Show, type JSX } from 'solid-js';
import { chartSpots, spread } from '../chart-line.ts';
import { dashboardWords, starsMoved } from '../dashboard-words.ts';
import { grouped } from '../dates.ts';
import { clockMoment } from '../moments.ts';
import { useSite } from '../site-context.tsx';
import type { StatisticsPoint } from '../statistics-history.ts';

/** A repository's stars over time: a line to look at, and the same as a table. */
export function HistoryChart(props: { readonly points: readonly StatisticsPoint[] }): JSX.Element {
  const { now } = useSite();
  const spots = createMemo(() =>
    chartSpots(
      props.points.map(({ at, stars }) => ({ at, value: stars })),
      { width: WIDTH, height: HEIGHT },
    ),
  );
  const moved = () => {
    const [first, last] = [props.points[0], props.points.at(-1)];
    return first && last ? starsMoved(last.stars - first.stars, clockMoment(first.at, now())) : '';
  };
  return (
    <figure class="history">
      <figcaption class="visually-hidden">{dashboardWords.chart}</figcaption>
      <Show when={props.points.length > 1}>
        <svg
          class="history-line"
          viewBox={`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <polyline
            points={spots()
              .map(({ x, y }) => `${x},${y}`)
              .join(' ')}
          />
        </svg>
      </Show>
      <p class="history-moved">
        {props.points.length > 1
          ? moved() || dashboardWords.chartStill
          : dashboardWords.chartBegins}
      </p>
      <Show when={props.points.length > 1}>
        <details class="history-table">
          <summary>{dashboardWords.asTable}</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">{dashboardWords.when}</th>
                <th scope="col">{dashboardWords.stars}</th>
                <th scope="col">{dashboardWords.issues}</th>
                <th scope="col">{dashboardWords.forks}</th>
              </tr>
            </thead>
            <tbody>
              <For each={spread(props.points, MOST_ROWS).toReversed()}>
                {(point) => (
                  <tr>
                    <th scope="row">{clockMoment(point.at, now())}</th>
                    <td>{grouped(point.stars)}</td>
                    <td>{grouped(point.issues)}</td>
                    <td>{grouped(point.forks)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </details>
      </Show>
    </figure>
  );
}

const WIDTH = 320;
const HEIGHT = 64;
const MOST_ROWS = 12;
