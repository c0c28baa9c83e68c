import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartSpots, spread } from '../../src/site/chart-line.ts';

const SIZE = { width: 320, height: 64 };

describe('[B105] the line of a chart', () => {
  it('goes from the first at the left to the newest at the right, the most at the top', () => {
    const samples = [
      { at: 0, value: 10 },
      { at: 50, value: 30 },
      { at: 100, value: 20 },
    ];
    expect(chartSpots(samples, SIZE)).toEqual([
      { x: 0, y: 64 },
      { x: 160, y: 0 },
      { x: 320, y: 32 },
    ]);
  });

  it('lies in the middle where nothing moves, and is one spot where there is one sample', () => {
    expect(chartSpots([{ at: 5, value: 7 }], SIZE)).toEqual([{ x: 320, y: 32 }]);
    expect(chartSpots([], SIZE)).toEqual([]);
  });

  it('never leaves its chart', () => {
    const steps = fc.array(fc.tuple(fc.nat(1e6), fc.integer()), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(steps, (all) => {
        let at = 0;
        const spots = chartSpots(
          all.map(([later, value]) => ({ at: (at += later), value })),
          SIZE,
        );
        for (const { x, y } of spots) {
          expect(x >= 0 && x <= 320 && y >= 0 && y <= 64).toBe(true);
        }
      }),
    );
  });
});

it('spreads a list to so many, its first and last among them, in their order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1 }),
      fc.integer({ min: 2, max: 12 }),
      (all, most) => {
        const indexed = all.map((_, i) => i);
        const chosen = spread(indexed, most);
        expect(chosen).toHaveLength(Math.min(all.length, most));
        expect(chosen[0]).toBe(0);
        expect(chosen.at(-1)).toBe(all.length - 1);
        expect(chosen).toEqual([...new Set(chosen)].toSorted((a, b) => a - b));
      },
    ),
  );
});
