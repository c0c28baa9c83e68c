import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';
import { storyOf } from './story-of.ts';

test(
  '[promise P3] [promise P6] holds on IndexedDB as in memory',
  { timeout: 120_000 },
  async () => {
    const failures: string[] = [];
    for (let seed = 7_001; seed <= 7_020; seed++) {
      const run = await simulate(seed, { store: 'indexeddb' });
      if (run.violations.length > 0) failures.push(storyOf(run));
    }
    expect(failures.join('\n\n')).toBe('');
  },
);
