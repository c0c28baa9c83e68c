import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepPlaces } from '../../src/site/keep-places.ts';

describe('keepPlaces', () => {
  it('[B101] leaves a product that was renamed where it was', () => {
    expect(keepPlaces(['a', 'b', 'c'], ['b', 'c', 'a'])).toEqual(['a', 'b', 'c']);
  });

  it('puts what is new after the one that it follows, and what came back where it was', () => {
    expect(keepPlaces(['a', 'c'], ['new', 'a', 'b1', 'b2', 'c', 'd'])).toEqual([
      'new',
      'a',
      'b1',
      'b2',
      'c',
      'd',
    ]);
    expect(keepPlaces(['a', 'c'], ['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  });

  it('gives each id that is there now once, and those of before in their order', () => {
    const ids = fc.uniqueArray(fc.integer({ max: 30, min: 0 }).map(String));
    fc.assert(
      fc.property(ids, ids, (before, now) => {
        const placed = keepPlaces(before, now);
        expect(placed.toSorted()).toEqual(now.toSorted());
        const stayed = before.filter((id) => now.includes(id));
        expect(placed.filter((id) => before.includes(id))).toEqual(stayed);
        expect(keepPlaces([], now)).toEqual(now);
      }),
    );
  });
});
