import type { Collection } from '../model/schema.ts';
import type { Clock } from './clock.ts';
import type { Report } from './report.ts';
import { createAirtableBase } from './source/airtable/airtable-base.ts';
import { createAirtableSource } from './source/airtable/airtable-source.ts';
import { openBaseFile } from './source/airtable/base-file.ts';
import { createBudget } from './source/airtable/budget.ts';
import { createAirtableClient } from './source/airtable/client.ts';
import { createLedger } from './source/airtable/ledger.ts';
import { openLedgerFile } from './source/airtable/ledger-file.ts';
import { openCursorFile } from './source/airtable/cursor-file.ts';
import { createTableSizes } from './source/airtable/table-sizes.ts';
import type { Plan } from './source/airtable/plan.ts';
import { createAirtableWrites } from './source/airtable/airtable-writes.ts';
import { createAirtableWebhook } from './source/airtable/webhook.ts';
import type { Source } from './source/source.ts';
import { WEBHOOK_PATH } from './http/webhook-route.ts';

/** What the Airtable source is made of. */
export interface AirtableUpstreamOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly baseId: string;
  readonly plan: Plan;
  readonly pollIntervalMs: number;
  readonly idleAfterMs: number | undefined;
  /** Where readers reach the site, and Airtable its notifications' taker, with a slash at the end; undefined where nobody said. */
  readonly siteUrl: string | undefined;
  readonly dataDir: string;
  readonly collections: readonly Collection[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly report: Report;
}

/** Opens the ledger, and wires budget, client and cursor into the source of one base. */
export async function openAirtableUpstream(options: AirtableUpstreamOptions): Promise<Source> {
  const { dataDir, baseId, plan, clock, report } = options;
  const ledgerFile = openLedgerFile(dataDir, baseId);
  const ledger = createLedger({
    plan,
    clock,
    report,
    page: await ledgerFile.read(),
    save: (page) =>
      ledgerFile
        .write(page)
        .catch((error: unknown) => report({ type: 'failed', what: 'keeping the ledger', error })),
  });
  const budget = createBudget(clock, { ledger });
  const client = createAirtableClient({ ...options, budget });
  const sizesFile = openBaseFile(dataDir, 'sizes', baseId);
  const sizes = createTableSizes({
    names: options.collections.map(({ name }) => name),
    kept: await sizesFile.read(),
    save: (members) =>
      sizesFile
        .write(members)
        .catch((error: unknown) =>
          report({ type: 'failed', what: 'keeping the tables’ sizes', error }),
        ),
  });
  const base = createAirtableBase(client, baseId, {
    report,
    collections: options.collections,
    schemaFile: openBaseFile(dataDir, 'schema', baseId),
  });
  const source = createAirtableSource({
    ...options,
    budget,
    base,
    webhook: createAirtableWebhook(client, baseId),
    cursorFile: openCursorFile(dataDir, baseId),
    sizes,
    intervalMs: options.pollIntervalMs,
    notificationUrl: notificationUrlOf(options),
  });
  return Object.freeze({ ...source, writes: createAirtableWrites(client, base, clock) });
}

/** Airtable notifies over https only; the emulator takes what it is given. */
function notificationUrlOf({ siteUrl, apiUrl }: AirtableUpstreamOptions): string | undefined {
  if (siteUrl === undefined) return undefined;
  const isTaken = siteUrl.startsWith('https:') || apiUrl.startsWith('http:');
  return isTaken ? `${siteUrl}${WEBHOOK_PATH}` : undefined;
}
