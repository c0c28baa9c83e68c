import { expect, it } from 'vitest';
import { clockTime, grouped, longDate } from '../../src/site/dates.ts';

it('[B53] writes a date as the same day wherever it is read', () => {
  expect(longDate('2026-10-15')).toBe('15 October 2026');
  expect(longDate('2026-01-01')).toBe('1 January 2026');
  expect(longDate('2024-02-29')).toBe('29 February 2024');
});

it('[B53] writes nothing for what is no date', () => {
  for (const text of ['', 'soon', '2026-13-01', '2026-1-1', '2026-10-15T00:00:00Z']) {
    expect(longDate(text), text).toBe('');
  }
});

it('[promise P8] says the day with the time where it is not today’s', () => {
  const now = new Date(2026, 9, 15, 14, 2).getTime();
  expect(clockTime(now, now)).toBe('14:02');
  expect(clockTime(new Date(2026, 9, 15, 0, 5).getTime(), now)).toBe('00:05');
  expect(clockTime(new Date(2026, 9, 14, 23, 59).getTime(), now)).toBe('23:59 on 14 October');
});

it('[promise P8] says the year too where it is not this one', () => {
  const now = new Date(2026, 9, 15, 14, 2).getTime();
  expect(clockTime(new Date(2025, 9, 15, 14, 2).getTime(), now)).toBe('14:02 on 15 October 2025');
  expect(clockTime(new Date(2025, 11, 31, 23, 59).getTime(), now)).toBe(
    '23:59 on 31 December 2025',
  );
  expect(clockTime(new Date(2026, 0, 1, 0, 0).getTime(), now)).toBe('00:00 on 1 January');
});

it('groups long numbers', () => {
  expect(grouped(10_000)).toBe('10,000');
  expect(grouped(0)).toBe('0');
});
