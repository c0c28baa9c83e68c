import { describe, expect, it } from 'vitest';
import { useOrderedDigest } from '../../fakes/sync-digest.ts';
import { simulate } from './simulate.ts';

useOrderedDigest();

const SCHEDULES = Number(process.env['SCHEDULES'] ?? 250);
const FIRST_SEED = Number(process.env['SEED'] ?? 1);

describe('a device, its workers and a line that fails', () => {
  it(`[figure R1][promise P3][promise P4][promise P6][promise P7][promise P8] keep every promise in ${SCHEDULES} schedules`, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) await simulate(seed);
  }, 600_000);

  it('[figure R3] do the same again for the same seed', async () => {
    for (const seed of [1, 2, 3, 5, 8, 13]) {
      const [first, second] = [await simulate(seed), await simulate(seed)];
      expect(second.trace).toEqual(first.trace);
      expect(second.traceHash).toBe(first.traceHash);
    }
  });
});
