import { describe, expect, test } from 'vitest';
import { KEPT_SEEDS } from './kept-seeds.ts';
import { simulate } from './simulate.ts';

describe('seeds that once broke a promise', () => {
  for (const { seed, options = {}, story } of KEPT_SEEDS) {
    test(`[figure R3] seed ${seed} holds: ${story}`, { timeout: 30_000 }, async () => {
      expect((await simulate(seed, options)).violations).toEqual([]);
    });
  }
});
