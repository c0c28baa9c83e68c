import type { Collection } from '../../model/schema.ts';
import { SyncError } from '../../protocol/failure.ts';
import type { Clock } from '../clock.ts';
import { AirtableError, MONTH_USED_UP } from '../source/airtable/airtable-error.ts';
import {
  bindCollection,
  columnsOf,
  KEY_COLUMN,
  REV_COLUMN,
  viewOf,
} from '../source/airtable/bind-collection.ts';
import type { AirtableClient, AirtableRequest } from '../source/airtable/client.ts';
import { ACCESS_REFUSED, TOKEN_REFUSED, TOKENS_PAGE } from '../source/airtable/refusal-words.ts';
import { PAGE_SIZE } from '../source/airtable/decode-page.ts';
import type { Plan } from '../source/airtable/plan.ts';
import { startCost, type TableExtent } from './start-cost.ts';
import { decodeSchema, type TableSchema } from '../source/airtable/schema.ts';

/** One thing that the doctor found; an `error` costs readers something, a `note` does not; `unknown` was not answered. */
export interface Finding {
  readonly level: 'good' | 'note' | 'unknown' | 'error';
  /** The table, and the field where it is about one. */
  readonly where: string;
  readonly what: string;
  /** What it costs, as a sentence; '' where nothing. */
  readonly cost: string;
}

/** What is examined, and by which way. */
export interface ExamineOptions {
  readonly client: Pick<AirtableClient, 'call'>;
  readonly baseId: string;
  readonly collections: readonly Collection[];
  readonly plan: Pick<Plan, 'callsPerMonth'>;
  /** How many pages a collection's table had when a start last read it whole; undefined where none has. */
  readonly pagesOf: (collection: string) => number | undefined;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Told each time Airtable says that it was asked too often; then it is left alone for half a minute. */
  readonly onWait?: () => void;
  readonly signal: AbortSignal;
}

/** A server that runs beside takes up to four of the five calls a second that Airtable allows. */
const CALL_EVERY_MS = 1_000;
/** So often one thing is asked for while others use up the calls. */
const TRIES = 5;

/**
 * Reads a base's schema, a page of each table and its webhooks, at a call a second, tries whether changes are taken,
 * without making one, and says what the site lacks there, and what a start costs. What Airtable has no calls left for is not examined, and called so. Where nobody answers as Airtable does, or the
 * token is refused, or all that it asks for, one finding says so before any other, instead of one for each table.
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

function examineSchema(collection: Collection, schema: readonly TableSchema[]): readonly Finding[] {
  const { binding, problems } = bindCollection(collection, schema, undefined);
  const found = problems.map(({ column, problem }) => {
    const where = column === '' ? collection.table : `${collection.table}.${column}`;
    return wrong(where, problem, costOf(collection, column));
  });
  // The key is among the columns that are read; the other mark is needed for writing alone.
  if (collection.key === KEY_COLUMN && binding && !binding.idByColumn[REV_COLUMN]) {
    const cost = `"${collection.name}" is read-only: no change that the site sends is taken.`;
    found.push(wrong(`${collection.table}.${REV_COLUMN}`, 'is missing', cost));
  }
  const used = new Set([...columnsOf(collection).keys(), REV_COLUMN]);
  const table = schema.find(({ id }) => id === binding?.tableId);
  const unused = (table?.fields ?? []).filter(({ id, name }) => !used.has(id) && !used.has(name));
  const names = unused.map(({ name }) => name).join(', ');
  if (names === '') return found;
  return [...found, note(collection.table, `unused: ${names}`, '')];
}

function costOf(collection: Collection, column: string): string {
  if (column === '' || column === collection.key) {
    return `"${collection.name}" is not read; what was published of it stays.`;
  }
  const fields = Object.entries(collection.fields).filter(([, field]) => field.from === column);
  const names = fields.map(([name]) => `"${name}"`).join(', ');
  const isRequired = fields.some(([, field]) => field.required === true);
  return isRequired
    ? `New records of "${collection.name}" are not published: they need ${names}.`
    : `${names} of "${collection.name}" keeps its last values, and is empty in new records.`;
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

/** What came of a question; `isBusy`: Airtable did not even look at it. */
interface Answer {
  readonly isGood: boolean;
  readonly isBusy: boolean;
  /** False where nobody answered, or not as Airtable does. */
  readonly isAirtables: boolean;
  /** Of a refusal; undefined where there was none, or no answer. */
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly why: string;
}

/** How a question goes beyond a GET of its address. */
type Question = Partial<Pick<AirtableRequest, 'method' | 'query' | 'body'>>;

async function ask(options: ExamineOptions, path: string, what: Question = {}): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    await options.clock.sleep(CALL_EVERY_MS, options.signal);
    const answer = await askOnce(options, path, what);
    if (!answer.isBusy || tries === TRIES) return answer;
    // The next call waits as long as Airtable asks for: the client sees to that.
    options.onWait?.();
  }
}

async function askOnce(
  { client, signal }: ExamineOptions,
  path: string,
  what: Question,
): Promise<Answer> {
  try {
    const body = await client.call({
      method: 'GET',
      ...what,
      path,
      lane: 'burst',
      about: 'Airtable',
      signal,
    });
    return { isGood: true, isBusy: false, isAirtables: true, body, why: '' };
  } catch (error) {
    signal.throwIfAborted();
    // Our own sentences only: nothing that a server says may carry a token into a terminal's log.
    const why = error instanceof SyncError ? error.message : 'could not be asked for';
    const isBusy = error instanceof SyncError && error.code === 'rate-limited';
    const type = error instanceof AirtableError ? error.type : '';
    const isOver = type === MONTH_USED_UP;
    const status = error instanceof SyncError ? error.facts.status : undefined;
    const isAirtables = type !== '' || (status !== undefined && status !== 404 && status > 399);
    return { isGood: false, isBusy: isBusy && !isOver, isAirtables, status, why };
  }
}

function note(where: string, what: string, cost: string): Finding {
  return { level: 'note', where, what, cost };
}

function good(where: string, what: string): Finding {
  return { level: 'good', where, what, cost: '' };
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

function wrong(where: string, what: string, cost: string): Finding {
  return { level: 'error', where, what, cost };
}
