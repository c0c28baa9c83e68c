import { isMatch, runQuery, selectFields, type Query } from '../model/query.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import { placeOf } from '../protocol/version.ts';
import type { Answer, ReadRequest, Snapshot } from '../protocol/worker-api.ts';
import type { StoredRead } from './access.ts';
import { findIds } from './find-ids.ts';
import {
  earlyRecordList,
  HEAD_LIST,
  type Current,
  type EarlyRecord,
  type HeadList,
  type Row,
} from './layout.ts';
import { isSameOrder } from './list-name.ts';
import type { Memo } from './memo.ts';
import {
  ifKept,
  readChunk,
  readChunkHashes,
  readLayer,
  readLayers,
  readRecords,
  type CollectionAt,
  type KnownLayers,
  type Layer,
} from './read-records.ts';
import { shareReads } from './share-reads.ts';

/** The declared collections, by name. */
export type Collections = ReadonlyMap<string, Collection>;

/**
 * Answers requests from one transaction, in their order. Collections are declared; `memo` belongs to one store and is
 * kept between reads. It knows nothing of IndexedDB, so that every store is read by the same rules:
 *
 *   id, ids                           overlay ?? rows ?? the one chunk that holds it
 *   the `first` query, or within it   '#head', one value
 *   a declared order, no filter       a window of its list, then those records
 *   what an index begins with equals  that part of its list, found by halving, then those records
 *   anything else                     all records, through runQuery
 *   before the first commit           '#head' and '#one:<id>' as 'early', else 'loading'
 *
 * However many requests there are, each list is loaded once, and each chunk that holds a wanted record read once.
 */
export async function answerAll(
  access: StoredRead,
  { collections, memo }: { readonly collections: Collections; readonly memo: Memo },
  requests: readonly ReadRequest[],
): Promise<Snapshot> {
  const shared = shareReads(access);
  // What can be asked for before the version is known is asked for with it: a wait is a trip to another process.
  const [current, ...tops] = await Promise.all([
    shared.get<Current>('meta', 'current'),
    ...requests.map((request) => readTop(shared, collections, request)),
  ]);
  if (!current) {
    const early = requests.map((request, i) => answerEarly(shared, request, tops[i]!));
    return { answers: await Promise.all(early) };
  }
  const plans = await Promise.all(
    requests.map(async (request, i) => {
      const collection = collections.get(request.collection)!;
      const line = current.collections[collection.name];
      if (!line) return LOADING;
      const { name } = collection;
      const top = tops[i]!;
      const at: CollectionAt = { access: shared, memo, name, line, layers: LAYERS, known: top };
      return orLoading(() => plan(at, { collection, request, top }));
    }),
  );
  const answers = await answerPlans(plans);
  return { version: placeOf(current), answers };
}

/** Nothing can be said yet. */
export const LOADING: Answer = { state: 'loading' };

/** What lies on top of a collection, as far as a query looks at it. */
interface Top extends KnownLayers {
  /** Only where the query is within the collection's `first` one. */
  readonly head: HeadList | undefined;
}

async function readTop(
  access: StoredRead,
  collections: Collections,
  request: ReadRequest,
): Promise<Top> {
  const { name, first } = collections.get(request.collection)!;
  if (!('query' in request)) {
    const ids = 'id' in request ? [request.id] : request.ids;
    await Promise.all(LAYERS.map((layer) => readLayer({ access, name }, layer, ids)));
    return { head: undefined };
  }
  const isHeads = isWithin(first, request.query);
  const [overlay, head, rows] = await Promise.all([
    readLayer({ access, name }, 'overlay'),
    isHeads ? access.get<HeadList>('lists', [name, HEAD_LIST]) : undefined,
    isHeads ? undefined : access.all<Row>('rows', name, FEW_ROWS + 1),
  ]);
  return { overlay, head, rows: rows && rows.size <= FEW_ROWS ? rows : undefined };
}

const LAYERS: readonly Layer[] = ['overlay', 'rows'];

/** So few are read whole, whoever needs them, and save a trip; they are folded into chunks before they are many. */
const FEW_ROWS = 16;

async function answerEarly(
  access: StoredRead,
  request: ReadRequest,
  { head }: Top,
): Promise<Answer> {
  if ('query' in request) return answerFromHead(head, request.query) ?? LOADING;
  const ids = 'id' in request ? [request.id] : request.ids;
  const kept = await Promise.all(
    ids.map((id) => access.get<EarlyRecord>('lists', [request.collection, earlyRecordList(id)])),
  );
  const rows = kept.filter((early) => early !== undefined).map(({ record }) => record);
  // Never a partial list (I4), and nothing is known of a record that is not here yet.
  return rows.length === ids.length ? { state: 'early', rows, total: rows.length } : LOADING;
}

/** What is left to do for an answer once it is known of which records: all of a plan's, in its order. */
interface Plan {
  readonly at: CollectionAt;
  readonly ids: readonly string[];
  readonly total?: number;
  readonly select?: Query['select'];
  /** How the records are ordered and cut where that takes their fields. */
  readonly query?: Query;
}

/** A damaged store: nothing is better than half (I4); the writer's audit finds it and fetches again. */
async function orLoading<T>(reading: () => Promise<T>): Promise<T | Answer> {
  return (await ifKept(reading())) ?? LOADING;
}

async function plan(
  at: CollectionAt,
  { collection, request, top: { overlay = new Map<string, Row>(), head } }: PlanRequest,
): Promise<Plan | Answer> {
  if ('id' in request) return { at, ids: [request.id] };
  if ('ids' in request) return { at, ids: request.ids, select: request.select };
  const { query } = request;
  if (overlay.size === 0 && at.line.lists[HEAD_LIST] !== undefined) {
    const answer = answerFromHead(head, query);
    if (answer) return { ...answer, state: 'ready' };
  }
  const changes = new Map([...overlay].map(([id, { record }]) => [id, record]));
  const found = await findIds(at, { collection, query, changes });
  if (!found) return answerScan(at, query);
  const { ids, sort } = found;
  const { offset = 0, limit = Infinity, select } = query;
  if (sort) return { at, ids, query: { ...query, where: {}, orderBy: sort } };
  return { at, ids: ids.slice(offset, offset + limit), total: ids.length, select };
}

interface PlanRequest {
  readonly collection: Collection;
  readonly request: ReadRequest;
  readonly top: Top;
}

/** The plans' records, read together by collection: many requests for records of one chunk read it once. */
async function answerPlans(plans: readonly (Plan | Answer)[]): Promise<readonly Answer[]> {
  const asked = new Map<string, { readonly at: CollectionAt; readonly ids: Set<string> }>();
  for (const planned of plans) {
    if ('state' in planned) continue;
    const { at } = planned;
    const { ids } = asked.get(at.name) ?? asked.set(at.name, { at, ids: new Set() }).get(at.name)!;
    for (const id of planned.ids) ids.add(id);
  }
  const recordsByName = new Map(
    await Promise.all(
      [...asked].map(
        async ([name, { at, ids }]) =>
          [name, await ifKept(readRecords(at, [...ids], commonSelect(plans, name)))] as const,
      ),
    ),
  );
  return Promise.all(
    plans.map(async (planned) => {
      if ('state' in planned) return planned;
      const records = recordsByName.get(planned.at.name);
      // What is damaged for one need not be for the others.
      return orLoading(async () =>
        answerFrom(planned, records ?? (await readRecords(planned.at, planned.ids))),
      );
    }),
  );
}

/** Where all ask for the same fields, the others are let go of as soon as they are read. */
function commonSelect(plans: readonly (Plan | Answer)[], name: string): Query['select'] {
  const own = plans.filter(
    (planned): planned is Plan => 'at' in planned && planned.at.name === name,
  );
  const [one] = own;
  const isCommon = own.every(({ select, query }) => !query && select === one!.select);
  return isCommon ? one?.select : undefined;
}

function answerFrom(
  { ids, total, select, query }: Plan,
  records: ReadonlyMap<string, StoredRecord>,
): Answer {
  const found = ids.map((id) => records.get(id)).filter((record) => record !== undefined);
  if (query) return { state: 'ready', ...runQuery(found, query) };
  const rows = found.map((record) => selectFields(record, select));
  return { state: 'ready', rows, total: total ?? rows.length };
}

/** True where the query asks for nothing that the `first` one does not; it may still ask for more rows. */
function isWithin(first: Collection['first'], query: Query): boolean {
  const { orderBy = [], select } = query;
  if (!first || !select || hasFilter(query) || !isSameOrder(orderBy, first.orderBy)) return false;
  return select.every((field) => first.select.includes(field));
}

/** The answer from a head that holds all rows asked for, else undefined. */
function answerFromHead(
  head: HeadList | undefined,
  { offset = 0, limit = Infinity, select }: Query,
): (Answer & { readonly state: 'early' }) | undefined {
  if (!head || head.rows.length < Math.min(offset + limit, head.total)) return undefined;
  const { rows, total } = head;
  const window = rows.slice(offset, offset + limit).map((row) => selectFields(row, select));
  return { state: 'early', rows: window, total };
}

async function answerScan(at: CollectionAt, query: Query): Promise<Answer> {
  const changes = await readLayers(at);
  const matches = [...changes.values()].filter((record) => record !== null);
  await Promise.all(
    (await readChunkHashes(at)).map(async (hash) => {
      // Filtered chunk by chunk, so that a page never holds more than what matches.
      for (const record of await readChunk(at.access, hash)) {
        if (!changes.has(record.id) && isMatch(record, query.where)) matches.push(record);
      }
    }),
  );
  return { state: 'ready', ...runQuery(matches, query) };
}

function hasFilter({ where }: Query): boolean {
  return Object.keys(where ?? {}).length > 0;
}
