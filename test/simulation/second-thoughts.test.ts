import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';
import { storyOf } from './story-of.ts';

/** Some faults need long schedules: a device forgets all, fills its copy anew, and loses its worker in between. */
test.each([
  { from: 8_001, flags: '--writes --second-thoughts', options: {} },
  { from: 8_101, flags: '--steps 200 --writes --second-thoughts', options: { steps: 200 } },
])(
  '[promise P1] [promise P2] [promise P5] [promise P6] [promise P7] [promise P8] holds where people take changes back and forget everything, from seed $from on',
  { timeout: 120_000 },
  async ({ from, flags, options }) => {
    const failures: string[] = [];
    for (let seed = from; seed < from + 40; seed++) {
      const run = await simulate(seed, { writes: true, secondThoughts: true, ...options });
      if (run.violations.length > 0) failures.push(storyOf(run, flags));
    }
    expect(failures.join('\n\n')).toBe('');
  },
);
