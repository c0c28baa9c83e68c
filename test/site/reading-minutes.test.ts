import { expect, it } from 'vitest';
import { readingMinutes } from '../../src/site/reading-minutes.ts';

it('[B53] tells how long an article takes, in whole minutes', () => {
  expect(readingMinutes([])).toBe(0);
  expect(readingMinutes([['p', 'A few words.']])).toBe(1);
  expect(readingMinutes([['p', 'word '.repeat(240 * 7)]])).toBe(7);
});
