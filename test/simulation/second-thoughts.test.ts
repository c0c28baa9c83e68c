import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';
import { storyOf } from './story-of.ts';

const OPTIONS = { writes: true, secondThoughts: true };

test(
  '[promise P1] [promise P2] [promise P5] [promise P7] holds where people take changes back and forget everything',
  { timeout: 120_000 },
  async () => {
    const failures: string[] = [];
    for (let seed = 8_001; seed <= 8_040; seed++) {
      const run = await simulate(seed, OPTIONS);
      if (run.violations.length > 0) failures.push(storyOf(run, '--writes --second-thoughts'));
    }
    expect(failures.join('\n\n')).toBe('');
  },
);
