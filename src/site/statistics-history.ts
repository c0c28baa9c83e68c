import type { LocalCollection, LocalRow } from '../model/local.ts';
import { SyncError } from '../protocol/failure.ts';

/** What a repository's numbers were at a moment. */
export interface StatisticsPoint extends LocalRow {
  /** `owner/name`. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly stars: number;
  readonly issues: number;
  readonly forks: number;
}

/** What was seen. */
export type SeenStatistics = Omit<StatisticsPoint, 'id' | 'position'>;

/** How the numbers have moved as this device has seen it; kept here, since the feed itself has no past. */
export const statisticsHistory: LocalCollection<StatisticsPoint, SeenStatistics> = Object.freeze({
  name: 'statistics-history',
  change(rows: readonly StatisticsPoint[], seen: SeenStatistics): readonly StatisticsPoint[] {
    const { name, at, stars, issues, forks } = seen;
    const isMeasured = [at, stars, issues, forks].every(Number.isFinite);
    if (typeof name !== 'string' || !isMeasured || at <= 0) {
      throw new SyncError('invalid-arguments', 'These are no statistics.');
    }
    // What is of later than now a wrong clock has seen; a value may be a little older than the last one.
    const mine = pointsOf(rows, name).filter((point) => point.at - at < HOUR_MS);
    const last = mine.at(-1);
    if (last && !isWorthKeeping(last, seen)) return rows;
    const position = Math.max(0, ...rows.map((row) => row.position)) + 1;
    const point = { id: `${name} ${at}`, position, name, at, stars, issues, forks };
    const others = rows.filter((row) => row.name !== name);
    return [...others, ...thinned([...mine, point])];
  },
});

/** A repository's points, oldest first. */
export function pointsOf(
  rows: readonly StatisticsPoint[],
  name: string,
): readonly StatisticsPoint[] {
  return rows.filter((row) => row.name === name);
}

/** Something has moved and a minute has passed, or nothing has for an hour. */
function isWorthKeeping(
  last: StatisticsPoint,
  { at, stars, issues, forks }: SeenStatistics,
): boolean {
  const hasMoved = last.stars !== stars || last.issues !== issues || last.forks !== forks;
  return at - last.at >= (hasMoved ? MINUTE_MS : HOUR_MS);
}

/** Every second one of too many, but the first and the newest: so all of the past stays, in fewer points. */
function thinned(points: readonly StatisticsPoint[]): readonly StatisticsPoint[] {
  if (points.length <= MAX_POINTS) return points;
  return points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MAX_POINTS = 120;
