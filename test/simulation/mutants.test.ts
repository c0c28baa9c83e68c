import { describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { simulate } from './simulate.ts';

const TRIES = 60;

describe('the oracle sees', () => {
  for (const [name, { mutant, caughtBy, writes }] of Object.entries(MUTANTS)) {
    test(`${name} (${caughtBy.join(', ')})`, { timeout: 60_000 }, async () => {
      const rules: string[] = [];
      for (let seed = 1; seed <= TRIES && !rules.some((rule) => caughtBy.includes(rule)); seed++) {
        const { violations } = await simulate(seed, { mutant, writes });
        rules.push(...violations.map(({ rule }) => rule));
      }
      expect(rules.filter((rule) => caughtBy.includes(rule))).not.toEqual([]);
    });
  }
});
