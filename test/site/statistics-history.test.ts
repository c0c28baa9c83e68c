import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  pointsOf,
  statisticsHistory,
  type SeenStatistics,
  type StatisticsPoint,
} from '../../src/site/statistics-history.ts';

const MINUTE_MS = 60_000;
const seen = (minutes: number, stars: number, name = 'a/b'): SeenStatistics => ({
  name,
  at: minutes * MINUTE_MS,
  stars,
  issues: 1,
  forks: 1,
});
const after = (all: readonly SeenStatistics[]) =>
  all.reduce<readonly StatisticsPoint[]>((rows, one) => statisticsHistory.change(rows, one, 0), []);
const minutesOf = (rows: readonly StatisticsPoint[]) => rows.map(({ at }) => at / MINUTE_MS);

it('[B105] keeps a point where something has moved, at most one a minute, and one an hour where nothing has', () => {
  const rows = after([seen(1, 1), seen(1.5, 2), seen(2, 2), seen(31, 2), seen(62, 2), seen(62, 3)]);
  expect(minutesOf(rows)).toEqual([1, 2, 62]);
  const newest = after([seen(10, 1)]);
  // Another tab saw the same, or an older value.
  expect(statisticsHistory.change(newest, seen(10, 1), 0)).toBe(newest);
  expect(statisticsHistory.change(newest, seen(2, 7), 0)).toBe(newest);
});

it('[B105][fault N15] goes on where a clock was years ahead, without the points of that time', () => {
  const years = 3 * 365 * 24 * 60;
  const rows = after([seen(1, 1), seen(years, 2), seen(years, 9, 'c/d'), seen(120, 2)]);
  expect(minutesOf(pointsOf(rows, 'a/b'))).toEqual([1, 120]);
  expect(minutesOf(pointsOf(rows, 'c/d'))).toEqual([years]);
});

it('[B105] keeps all of the past in at most 120 points for each repository, however long it is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.nat(3)), { maxLength: 400 }),
      (steps) => {
        let minutes = 0;
        const all = steps.map(([later, stars]) => seen((minutes += later), stars));
        const rows = after([...all, seen(1, 5, 'c/d')]);
        const mine = pointsOf(rows, 'a/b');
        expect(mine.length).toBeLessThanOrEqual(120);
        expect(minutesOf(mine)).toEqual(minutesOf(mine).toSorted((a, b) => a - b));
        if (all.length > 0) expect(mine[0]!.at).toBe(all[0]!.at);
        expect(pointsOf(rows, 'c/d')).toHaveLength(1);
        expect(new Set(rows.map(({ position }) => position)).size).toBe(rows.length);
      },
    ),
    { numRuns: 30 },
  );
});

it('refuses what is no statistics', () => {
  for (const wrong of [
    {},
    seen(0, 1),
    { ...seen(1, 1), stars: Number.NaN },
    { ...seen(1, 1), name: 7 },
  ]) {
    expect(() => statisticsHistory.change([], wrong as SeenStatistics, 0)).toThrow('no statistics');
  }
});
