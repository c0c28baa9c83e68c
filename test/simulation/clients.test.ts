import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';
import { storyOf } from './story-of.ts';

/**
 * The same schedules with all of a page's client, which finds its workers, loses them and asks again by itself: also on the
 * lower rungs of the ladder, where a page that is frozen freezes its own worker with all that this holds.
 */
test.each([
  { from: 9_001, flags: '', options: {} },
  { from: 9_101, flags: '--bad-disk', options: { badDisk: true } },
  { from: 9_201, flags: '--deploys', options: { deploys: true } },
  { from: 9_301, flags: '--deploys --bad-disk', options: { deploys: true, badDisk: true } },
  {
    from: 9_401,
    flags: '--hosts dedicated --bad-disk',
    options: { hosts: ['dedicated'] as const, badDisk: true },
  },
  {
    from: 9_501,
    flags: '--hosts shared,dedicated,page --deploys',
    options: { hosts: ['shared', 'dedicated', 'page'] as const, deploys: true },
  },
  {
    from: 9_601,
    flags: '--deploys --reshapes',
    options: { deploys: true, reshapes: true },
  },
  {
    from: 9_701,
    flags: '--hosts shared,dedicated --todos --deploys',
    options: { hosts: ['shared', 'dedicated'] as const, todos: true, deploys: true },
  },
])(
  '[fault B1] [fault B2] [fault W1] [fault D5] [fault V1] [promise P1] [promise P2] [promise P3] [promise P4] [promise P6] [promise P7] holds with whole pages $flags, from seed $from on',
  { timeout: 120_000 },
  async ({ from, flags, options }) => {
    const failures: string[] = [];
    for (let seed = from; seed < from + 30; seed++) {
      const run = await simulate(seed, {
        clients: true,
        writes: true,
        secondThoughts: true,
        ...options,
      });
      if (run.violations.length > 0)
        failures.push(storyOf(run, `--clients --writes --second-thoughts ${flags}`));
    }
    expect(failures.join('\n\n')).toBe('');
  },
);
