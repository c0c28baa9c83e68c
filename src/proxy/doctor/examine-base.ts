import type { Collection } from '../../model/schema.ts';
import { columnsOf, KEY_COLUMN, viewOf } from '../source/airtable/bind-collection.ts';
import { ACCESS_REFUSED, TOKEN_REFUSED, TOKENS_PAGE } from '../source/airtable/refusal-words.ts';
import { PAGE_SIZE } from '../source/airtable/decode-page.ts';
import type { Plan } from '../source/airtable/plan.ts';
import { decodeSchema, type TableSchema } from '../source/airtable/schema.ts';
import { ask, type Answer, type AskOptions } from './ask.ts';
import { examineSchema } from './examine-schema.ts';
import { good, note, wrong, type Finding } from './finding.ts';
import { startCost, type TableExtent } from './start-cost.ts';

/** What is examined, and by which way. */
export interface ExamineOptions extends AskOptions {
  readonly baseId: string;
  readonly collections: readonly Collection[];
  readonly plan: Pick<Plan, 'callsPerMonth'>;
  /** How many pages a collection's table had when a start last read it whole; undefined where none has. */
  readonly pagesOf: (collection: string) => number | undefined;
}

/**
 * Reads a base's schema, a page of each table and its webhooks, at a call a second, tries whether changes are taken,
 * without making one, and says what the site lacks there, and what a start costs. What Airtable has no calls left for is
 * not examined, and called so. Where nobody answers as Airtable does, or the token is refused, or all that it asks for,
 * one finding says so before any other, instead of one for each table.
 */
export async function examineBase(options: ExamineOptions): Promise<readonly Finding[]> {
  const { collections, baseId } = options;
  const findings: Finding[] = [];
  const answer = await ask(options, `v0/meta/bases/${baseId}/tables`);
  if (answer.status === 401) return [tokenRefused(answer, `is refused: ${TOKEN_REFUSED}`)];
  if (!answer.isAirtables) return [notAirtable(answer)];
  const schema = answer.isGood ? decodeSchema(answer.body) : undefined;
  findings.push(
    schema
      ? good('schema', 'can be read; names may change')
      : refused(
          'schema',
          answer,
          `Fields go by their names: a renamed one looks like a removed one; every table is read whole each time. ${needsScope('schema.bases:read', answer)}`,
        ),
  );
  const refusals: Answer[] = [];
  const extents: TableExtent[] = [];
  for (const collection of collections) {
    findings.push(...(schema ? examineSchema(collection, schema) : []));
    const records = await askForRecords(options, collection, schema);
    if (records?.status === 403) refusals.push(records);
    if (records) findings.push(recordsFinding(collection, records));
    extents.push(...extentOf(collection, records, options));
  }
  findings.push(...startCost(extents, options.plan));
  findings.push(...(await examineWriting(options)));
  findings.push(webhooksFinding(await ask(options, `v0/bases/${baseId}/webhooks`), schema));
  const [first] = refusals;
  if (!first || refusals.length < collections.length) return findings;
  const tables = new Set(collections.map(({ table }) => table));
  const others = findings.filter(({ where }) => !tables.has(where));
  return [tokenRefused(first, `may read none of the tables: ${ACCESS_REFUSED}`), ...others];
}

/** Asks for a change of nothing, which is refused as such only where the token may make changes at all. */
async function examineWriting(options: ExamineOptions): Promise<readonly Finding[]> {
  const collection = options.collections.find(({ key }) => key === KEY_COLUMN);
  if (!collection) return [];
  const path = `v0/${options.baseId}/${encodeURIComponent(collection.table)}`;
  const answer = await ask(options, path, { method: 'PATCH', body: {} });
  if (answer.status === 422) return [good('changes', 'the token may make them')];
  const cost = `What the site sends is kept, and reaches Airtable only once the token may write. ${needsScope('data.records:write', answer)}`;
  return [refused('changes', answer, cost)];
}

function webhooksFinding(answer: Answer, schema: readonly TableSchema[] | undefined): Finding {
  const cost = 'Every table is read whole each time: more calls, later news.';
  if (answer.isGood) {
    return schema
      ? good('webhooks', 'allowed; one call tells the changes of all tables')
      : note('webhooks', 'allowed, but not used: what they tell is understood by the schema', cost);
  }
  if (answer.isBusy) return { ...note('webhooks', answer.why, cost), level: 'unknown' };
  return note('webhooks', answer.why, `${cost} ${needsScope('webhook:manage', answer)}`);
}

/** What mends a refusal, as a sentence; '' of anything else. */
function needsScope(scope: string, { status }: Answer): string {
  return status === 403 ? `The token needs the scope ${scope}: add it at ${TOKENS_PAGE}.` : '';
}

/** What came of asking for a first page of one field; undefined where there is no such table to ask. */
async function askForRecords(
  options: ExamineOptions,
  collection: Collection,
  schema: readonly TableSchema[] | undefined,
): Promise<Answer | undefined> {
  const table = schema?.find(
    ({ id, name }) => id === collection.table || name === collection.table,
  );
  if (schema && !table) return undefined;
  const query = new URLSearchParams({ pageSize: String(PAGE_SIZE) });
  // By names alone, only asking tells whether each is there.
  const asked = table
    ? table.fields.slice(0, 1).map(({ name }) => name)
    : columnsOf(collection).keys();
  for (const column of asked) query.append('fields[]', column);
  const view = viewOf(collection);
  // Of one that is missing the schema's own finding says so.
  const hasView = !table || table.views.some(({ id, name }) => id === view || name === view);
  if (view !== undefined && hasView) query.set('view', view);
  const path = `v0/${options.baseId}/${encodeURIComponent(collection.table)}`;
  return ask(options, path, { query });
}

function recordsFinding({ table, name }: Collection, answer: Answer): Finding {
  if (answer.isGood) return good(table, 'records can be read');
  return refused(table, answer, `"${name}" is not read; what was published of it stays.`);
}

function extentOf(
  { name }: Collection,
  answer: Answer | undefined,
  { pagesOf }: ExamineOptions,
): readonly TableExtent[] {
  if (!answer?.isGood) return [];
  const { offset } = Object(answer.body) as { readonly offset?: unknown };
  return [{ name, pages: pagesOf(name), hasMore: typeof offset === 'string' && offset !== '' }];
}

/** What could not be read: a fault of the base, unless Airtable was only too busy to say. */
function refused(where: string, { why, isBusy }: Answer, cost: string): Finding {
  if (!isBusy) return wrong(where, why, cost);
  return {
    level: 'unknown',
    where,
    what: why,
    cost: 'Not examined; run this again a little later.',
  };
}

function notAirtable({ why }: Answer): Finding {
  const cost =
    'Nothing is read; what was published before stays. Look at the network of this machine, and at AIRTABLE_API_URL or AIRTABLE_PORT if one is set, and run this again.';
  return wrong('Airtable', `does not answer there (${why})`, cost);
}

function tokenRefused({ why }: Answer, what: string): Finding {
  const cost = `Nothing is read; what was published before stays. Look at ${TOKENS_PAGE}, correct it and run this again.`;
  return wrong('AIRTABLE_TOKEN', `${what} (${why})`, cost);
}
