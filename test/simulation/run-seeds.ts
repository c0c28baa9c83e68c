import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';
import { storyOf } from './story-of.ts';

/** How many schedules a run goes through in all; more of them at night. */
const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 2_000);
/** The first one: other seeds are other schedules. */
const FIRST = Number(process.env['SIMULATION_FIRST'] ?? 1);

/**
 * Tests one part of all seeds, so that the parts run side by side. A seed that fails is named with the way to run it
 * again, and belongs into kept-seeds.ts for ever.
 */
export function runSeeds(part: number, parts: number): void {
  const seeds = Array.from({ length: SEEDS }, (_, n) => FIRST + n).filter(
    (seed) => seed % parts === part - 1,
  );
  test(
    `[W12][promise P1] [promise P2] [promise P3] [promise P4] [promise P5] [promise P6] [promise P7] [promise P8] [figure R1] [figure R2] [figure R17] holds in ${seeds.length} seeded schedules`,
    { timeout: 60_000 + seeds.length * 1_000 },
    async () => {
      const failures: string[] = [];
      for (const seed of seeds) {
        const run = await simulate(seed);
        if (run.violations.length > 0) failures.push(storyOf(run));
      }
      expect(failures.slice(0, 5).join('\n\n')).toBe('');
    },
  );
}
