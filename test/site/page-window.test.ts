import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageCount, pageWindow } from '../../src/site/page-window.ts';

it('[B53] counts the pages that the articles fill, and one for none', () => {
  expect([0, 1, 20, 21, 10_000].map((total) => pageCount(total, 20))).toEqual([1, 1, 1, 2, 500]);
});

it('[B53] names every page while they are few', () => {
  expect(pageWindow(1, 1)).toEqual([1]);
  expect(pageWindow(3, 7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('[B53] stays short with five hundred pages', () => {
  expect(pageWindow(1, 500)).toEqual([1, 2, 3, 4, 5, 'gap', 500]);
  expect(pageWindow(4, 500)).toEqual([1, 2, 3, 4, 5, 'gap', 500]);
  expect(pageWindow(250, 500)).toEqual([1, 'gap', 249, 250, 251, 'gap', 500]);
  expect(pageWindow(500, 500)).toEqual([1, 'gap', 496, 497, 498, 499, 500]);
});

it('[B53] always holds the first, the last, this page and its neighbours, in order, and hides no single page', () => {
  const pages = fc
    .integer({ min: 1, max: 2000 })
    .chain((last) => fc.tuple(fc.integer({ min: 1, max: last }), fc.constant(last)));
  fc.assert(
    fc.property(pages, ([page, last]) => {
      const steps = pageWindow(page, last);
      const numbers = steps.filter((step) => step !== 'gap');
      expect(steps).toHaveLength(Math.min(last, 7));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      for (const needed of [1, page - 1, page, page + 1, last]) {
        if (needed >= 1 && needed <= last) expect(numbers).toContain(needed);
      }
      steps.forEach((step, index) => {
        if (step !== 'gap') return;
        const [before, after] = [steps[index - 1], steps[index + 1]] as [number, number];
        expect(after - before).toBeGreaterThan(2);
      });
    }),
  );
});
