import type { Collection } from '../model/schema.ts';
import type { Clock } from './clock.ts';
import type { Report } from './report.ts';
import { createAirtableBase } from './source/airtable/airtable-base.ts';
import { createAirtableSource } from './source/airtable/airtable-source.ts';
import { createBudget } from './source/airtable/budget.ts';
import { createAirtableClient } from './source/airtable/client.ts';
import { openCursorFile } from './source/airtable/cursor-file.ts';
import type { Plan } from './source/airtable/plan.ts';
import { createAirtableWebhook } from './source/airtable/webhook.ts';
import type { Source } from './source/source.ts';

/** What the Airtable source is made of. */
export interface AirtableUpstreamOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly baseId: string;
  readonly plan: Plan;
  readonly pollIntervalMs: number;
  readonly dataDir: string;
  readonly collections: readonly Collection[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly report: Report;
  /** True where an earlier process may have used up this second's calls (fault N7). */
  readonly startsFull?: boolean;
}

/** Wires budget, client and cursor into the source of one base. */
export function createAirtableUpstream(options: AirtableUpstreamOptions): Source {
  const budget = createBudget(options.clock, { startsFull: options.startsFull ?? false });
  const client = createAirtableClient({ ...options, budget });
  return createAirtableSource({
    ...options,
    budget,
    base: createAirtableBase(client, options.baseId),
    webhook: createAirtableWebhook(client, options.baseId),
    cursorFile: openCursorFile(options.dataDir, options.baseId),
    intervalMs: options.pollIntervalMs,
  });
}
