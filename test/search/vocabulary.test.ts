import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVocabulary } from '../../src/search/vocabulary.ts';

/** The distance of Damerau and Levenshtein in which no letter is edited twice, by its definition. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const cost = a.at(-1) === b.at(-1) ? 0 : 1;
  const steps = [
    distance(a.slice(0, -1), b) + 1,
    distance(a, b.slice(0, -1)) + 1,
    distance(a.slice(0, -1), b.slice(0, -1)) + cost,
  ];
  if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)) {
    steps.push(distance(a.slice(0, -2), b.slice(0, -2)) + 1);
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
