import { expect, it } from 'vitest';
import { showOnIcon } from '../../../src/site/reading/app-badge.ts';

it('shows how many articles are unread on the icon, and takes the count away when all are read', () => {
  const told: (number | 'cleared')[] = [];
  const browser = {
    setAppBadge: (count: number) => Promise.resolve(void told.push(count)),
    clearAppBadge: () => Promise.resolve(void told.push('cleared')),
  };
  for (const count of [3, 1, 0]) showOnIcon(count, browser);
  expect(told).toEqual([3, 1, 'cleared']);
});

it('does nothing where the browser has no badge, and minds no refusal', async () => {
  expect(() => showOnIcon(1, {})).not.toThrow();
  expect(() => showOnIcon(0, {})).not.toThrow();
  const refusing = { setAppBadge: () => Promise.reject(new Error('not installed')) };
  showOnIcon(2, refusing);
  // An unhandled rejection would end the run.
  await new Promise((resolve) => setImmediate(resolve));
});
