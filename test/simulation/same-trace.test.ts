import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

const SEEDS = Array.from({ length: 20 }, (_, n) => 5_001 + n);

test(
  '[figure R3] the same seed goes the same way, trace for trace',
  { timeout: 60_000 },
  async () => {
    for (const seed of SEEDS) {
      const [first, second] = [await simulate(seed), await simulate(seed)];
      expect(second.traceHash, `seed ${seed}`).toBe(first.traceHash);
      expect(first.trace.length).toBeGreaterThan(40);
    }
  },
);

test('[figure R3] other seeds go other ways', { timeout: 60_000 }, async () => {
  const hashes = new Set<string>();
  for (const seed of SEEDS) hashes.add((await simulate(seed, { steps: 20 })).traceHash);
  expect(hashes.size).toBe(SEEDS.length);
});
