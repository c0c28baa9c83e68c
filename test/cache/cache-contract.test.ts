import { describe } from 'vitest';

import { describeCache } from './cache-contract.ts';
import { hosts } from './hosts.ts';

for (const [name, makeHost] of Object.entries(hosts)) {
  describe(`the cache contract, kept by ${name}`, () => describeCache(makeHost));
}
