import { expect, test } from 'vitest';
import { clockMoment, momentIn } from '../../src/site/moments.ts';

test('[B103] tells the time of an event in the form of the clock above it, at midnight and noon too', () => {
  const at = (iso: string) => momentIn(Date.parse(iso), 'Europe/Prague');
  expect(at('2027-04-08T07:00:00Z')).toBe('Thu 8 April 2027, 9:00 AM in Prague');
  expect(at('2027-04-09T14:40:00Z')).toBe('Fri 9 April 2027, 4:40 PM in Prague');
  expect(at('2027-04-08T22:05:00Z')).toBe('Fri 9 April 2027, 12:05 AM in Prague');
  expect(at('2027-04-08T10:30:00Z')).toBe('Thu 8 April 2027, 12:30 PM in Prague');
});

test('[B103] tells a moment of the past in the same form, with the day where that is not today’s', () => {
  const now = new Date(2026, 9, 15, 14, 2).getTime();
  expect(clockMoment(now, now)).toBe('2:02 PM');
  expect(clockMoment(new Date(2026, 9, 15, 0, 5).getTime(), now)).toBe('12:05 AM');
  expect(clockMoment(new Date(2026, 9, 14, 23, 59).getTime(), now)).toBe('11:59 PM on 14 October');
});
