import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';
import { storyOf } from './story-of.ts';

/** The same schedules with all of a page's client, which finds its workers, loses them and asks again by itself. */
test.each([
  { from: 9_001, flags: '--clients --writes --second-thoughts', options: {} },
  {
    from: 9_101,
    flags: '--clients --writes --second-thoughts --bad-disk',
    options: { badDisk: true },
  },
])(
  '[fault B1] [fault W1] [fault D5] [promise P1] [promise P2] [promise P3] [promise P4] [promise P6] [promise P7] holds with $flags, from seed $from on',
  { timeout: 120_000 },
  async ({ from, flags, options }) => {
    const failures: string[] = [];
    for (let seed = from; seed < from + 40; seed++) {
      const run = await simulate(seed, {
        clients: true,
        writes: true,
        secondThoughts: true,
        ...options,
      });
      if (run.violations.length > 0) failures.push(storyOf(run, flags));
    }
    expect(failures.join('\n\n')).toBe('');
  },
);
