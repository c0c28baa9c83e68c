import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVocabulary } from '../../src/search/vocabulary.ts';

/** The distance of Damerau and Levenshtein in which no letter is edited twice, by its definition. */
function distance(a: string, b: string, i = a.length, j = b.length): number {
  if (i === 0 || j === 0) return i + j;
  const cost = a[i - 1] === b[j - 1] ? 0 : 1;
  const steps = [
    distance(a, b, i - 1, j) + 1,
    distance(a, b, i, j - 1) + 1,
    distance(a, b, i - 1, j - 1) + cost,
  ];
  if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
    steps.push(distance(a, b, i - 2, j - 2) + 1);
  }
  return Math.min(...steps);
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 });
const words = fc.uniqueArray(word, { maxLength: 40 });

describe('a vocabulary', () => {
  it('[F1] gives just the words that begin so, however it was filled', () => {
    fc.assert(
      fc.property(words, words, word, (first, later, prefix) => {
        const vocabulary = createVocabulary();
        for (const one of first) vocabulary.add(one);
        vocabulary.beginningWith(prefix);
        for (const one of later) if (!first.includes(one)) vocabulary.add(one);
        const all = [...new Set([...first, ...later])];
        expect(vocabulary.beginningWith(prefix)).toEqual(
          all.filter((one) => one.startsWith(prefix)).sort(),
        );
      }),
    );
  });

  it('[F1] gives just the words within so many slips, and how many there are', () => {
    fc.assert(
      fc.property(words, word, fc.integer({ min: 0, max: 3 }), (all, wanted, most) => {
        const vocabulary = createVocabulary();
        for (const one of all) vocabulary.add(one);
        const expected = all
          .sort()
          .map((one) => ({ word: one, slips: distance(one, wanted) }))
          .filter(({ slips }) => slips <= most);
        expect(vocabulary.near(wanted, most)).toEqual(expected);
      }),
    );
  });
});
