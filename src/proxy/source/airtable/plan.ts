/** What a workspace's plan allows. */
export interface Plan {
  readonly name: 'free' | 'team' | 'business' | 'enterprise';
  /** Calls in a calendar month, over all that a workspace's integrations ask; `Infinity` where there is no cap. */
  readonly callsPerMonth: number;
  /** How often each table is swept beside the cursor, where the month allows it. */
  readonly checkEveryMs: number;
}

const MINUTE_MS = 60_000;

/** The plans by name. Figures: Airtable's 'Managing API call limits'. */
export const PLANS: Readonly<Record<Plan['name'], Plan>> = {
  free: { name: 'free', callsPerMonth: 1_000, checkEveryMs: 24 * 60 * MINUTE_MS },
  team: { name: 'team', callsPerMonth: 100_000, checkEveryMs: 30 * MINUTE_MS },
  business: { name: 'business', callsPerMonth: Infinity, checkEveryMs: 5 * MINUTE_MS },
  enterprise: { name: 'enterprise', callsPerMonth: Infinity, checkEveryMs: 5 * MINUTE_MS },
};
