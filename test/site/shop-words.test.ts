import { expect, it } from 'vitest';
import { averageOf, shopWords, starsOf, wordOf } from '../../src/site/shop-words.ts';

const kept = { ok: true, value: { id: 'change-1' } } as const;
const refused = {
  ok: false,
  error: { code: 'unauthorized', message: 'Sign in to change this.' },
} as const;

it('[fault V1] says of a change in a tab of an older build that it is kept, and shows once the tab is reloaded', () => {
  expect(wordOf(kept, { isOutdated: true })).toBe(shopWords.keptForReload);
  // Where the tab is of the build that is at work, it shows by itself.
  expect(wordOf(kept, {})).toBe('');
});

it('says why a change was refused, in a tab of any build', () => {
  const why = 'Only an editor who is signed in may do this.';
  expect(wordOf(refused, {})).toBe(why);
  expect(wordOf(refused, { isOutdated: true })).toBe(why);
});

it('says nothing of stars where a review gives none', () => {
  expect(starsOf(4)).toBe('(4 stars)');
  expect(starsOf(null)).toBe('');
});

it('[B99] takes a score that is not from 1 to 5 for none, and counts it as none', () => {
  expect([1, 1.04, 5, 4.5, 4.26].map(starsOf)).toEqual([
    '(1 star)',
    '(1 star)',
    '(5 stars)',
    '(4.5 stars)',
    '(4.3 stars)',
  ]);
  expect([0, -1, 7, 5.1, 0.9].map(starsOf)).toEqual(['', '', '', '', '']);
  expect(averageOf([7, 4, -1, 0, 4.5, null, 5])).toBe('4.5 of 5 stars, from 3 reviews');
  expect(averageOf([7, 0])).toBe('');
});
