/** How much a workspace may ask in a month, and the pace that keeps within it (airtable.md §1.5). */
export interface Plan {
  readonly name: 'free' | 'team' | 'business' | 'enterprise';
  /** The least time between two calls that every interval keeps. */
  readonly minIntervalMs: number;
  /** How often each table is swept beside the cursor. */
  readonly checkEveryMs: number;
}

/**
 * The plans by name. Free has 1,000 calls a month and team 100,000; the cursor takes about half of them, so that checks,
 * edits and the owner's other tools have the rest.
 */
export const PLANS: Readonly<Record<Plan['name'], Plan>> = {
  free: { name: 'free', minIntervalMs: 90 * 60_000, checkEveryMs: 24 * 60 * 60_000 },
  team: { name: 'team', minIntervalMs: 52_000, checkEveryMs: 30 * 60_000 },
  business: { name: 'business', minIntervalMs: 0, checkEveryMs: 5 * 60_000 },
  enterprise: { name: 'enterprise', minIntervalMs: 0, checkEveryMs: 5 * 60_000 },
};
