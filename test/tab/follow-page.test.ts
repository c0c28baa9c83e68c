import { expect, it } from 'vitest';
import { followPage } from '../../src/tab/follow-page.ts';

it('[N5][fault B1][fault B2] tells that a page is left or frozen, and comes back, but not that it is shown for the first time', () => {
  const page = new EventTarget();
  const gone = new AbortController();
  const told: boolean[] = [];
  followPage(page as Window, gone.signal, (isLeft) => told.push(isLeft));
  const happens = (type: string, persisted?: boolean) =>
    page.dispatchEvent(Object.assign(new Event(type), persisted !== undefined && { persisted }));
  happens('pageshow', false);
  expect(told).toEqual([]);
  for (const type of ['pagehide', 'freeze']) happens(type, type === 'pagehide' || undefined);
  expect(told).toEqual([true, true]);
  happens('resume');
  happens('pageshow', true);
  expect(told).toEqual([true, true, false, false]);
  // Whoever leaves for good is not kept.
  happens('pagehide', false);
  expect(told.at(-1)).toBe(true);
  gone.abort();
  happens('freeze');
  expect(told).toHaveLength(5);
});
