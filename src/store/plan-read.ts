import { isMatch, runQuery, selectFields, type OrderBy, type Query } from '../model/query.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import type { Answer, ReadRequest, Snapshot } from '../protocol/worker-api.ts';
import type { StoredRead } from './access.ts';
import {
  earlyRecordList,
  FIRST_LIST,
  HEAD_LIST,
  VIEW_LIST,
  type Current,
  type EarlyRecord,
  type HeadList,
  type OrderedList,
  type Row,
} from './layout.ts';
import { remember, type Memo } from './memo.ts';
import { mergeOrdered, orderedOf } from './ordered-list.ts';
import {
  MissingObject,
  readChunk,
  readChunkHashes,
  readIdList,
  readLayer,
  readLayers,
  readRecords,
  type CollectionAt,
} from './read-records.ts';

/** The declared collections, by name. */
export type Collections = ReadonlyMap<string, Collection>;

/**
 * Answers requests from one transaction, in their order. Collections are declared; `memo` belongs to one store and is
 * kept between reads. It knows nothing of IndexedDB, so that every store is read by the same rules:
 *
 *   id                                overlay ?? rows ?? the one chunk that holds it
 *   the `first` query, or within it   '#head', one value
 *   a declared order, no filter       a window of its list, then those records
 *   anything else                     all records, through runQuery
 *   before the first commit           '#head' and '#one:<id>' as 'early', else 'loading'
 */
export async function answerAll(
  access: StoredRead,
  { collections, memo }: { readonly collections: Collections; readonly memo: Memo },
  requests: readonly ReadRequest[],
): Promise<Snapshot> {
  // What can be asked for before the version is known is asked for with it: a wait is a trip to another process.
  const [current, ...tops] = await Promise.all([
    access.get<Current>('meta', 'current'),
    ...requests.map((request) => readTop(access, collections, request)),
  ]);
  const answers = await Promise.all(
    requests.map(async (request, i): Promise<Answer> => {
      const collection = collections.get(request.collection)!;
      const top = tops[i]!;
      if (!current) return answerEarly(access, { collection, request, top });
      const line = current.collections[collection.name];
      if (!line) return LOADING;
      const name = collection.name;
      const at: CollectionAt = { access, memo, name, line, layers: ['overlay', 'rows'] };
      try {
        return await ('id' in request
          ? answerId(at, request.id)
          : answerQuery(at, { collection, query: request.query, top }));
      } catch (error) {
        // A damaged store: nothing is better than half (I4); the writer's audit finds it and fetches again.
        if (error instanceof MissingObject) return LOADING;
        throw error;
      }
    }),
  );
  return current ? { version: { log: current.log, seq: current.seq }, answers } : { answers };
}

/** Nothing can be said yet. */
export const LOADING: Answer = { state: 'loading' };

/** What lies on top of a collection, as far as a query looks at it. */
interface Top {
  readonly overlay: ReadonlyMap<string, Row>;
  /** Only where the query is within the collection's `first` one. */
  readonly head: HeadList | undefined;
}

async function readTop(
  access: StoredRead,
  collections: Collections,
  request: ReadRequest,
): Promise<Top> {
  if ('id' in request) return { overlay: new Map(), head: undefined };
  const { name, first } = collections.get(request.collection)!;
  const [overlay, head] = await Promise.all([
    readLayer({ access, name }, 'overlay'),
    isWithin(first, request.query) ? access.get<HeadList>('lists', [name, HEAD_LIST]) : undefined,
  ]);
  return { overlay, head };
}

async function answerEarly(
  access: StoredRead,
  { collection: { name }, request, top }: EarlyRequest,
): Promise<Answer> {
  if ('id' in request) {
    const early = await access.get<EarlyRecord>('lists', [name, earlyRecordList(request.id)]);
    return early ? { state: 'early', rows: [early.record], total: 1 } : LOADING;
  }
  return answerFromHead(top.head, request.query) ?? LOADING;
}

interface EarlyRequest {
  readonly collection: Collection;
  readonly request: ReadRequest;
  readonly top: Top;
}

async function answerId(at: CollectionAt, id: string): Promise<Answer> {
  const record = (await readRecords(at, [id])).get(id);
  return record
    ? { state: 'ready', rows: [record], total: 1 }
    : { state: 'ready', rows: [], total: 0 };
}

async function answerQuery(
  at: CollectionAt,
  { collection, query, top: { overlay, head } }: QueryRequest,
): Promise<Answer> {
  if (overlay.size === 0 && at.line.lists[HEAD_LIST] !== undefined) {
    const answer = answerFromHead(head, query);
    if (answer) return { ...answer, state: 'ready' };
  }
  const changes = new Map([...overlay].map(([id, { record }]) => [id, record]));
  const ids = await readOrder(at, { collection, query, overlay: changes });
  return ids ? answerWindow(at, ids, query) : answerScan(at, query);
}

interface QueryRequest {
  readonly collection: Collection;
  readonly query: Query;
  readonly top: Top;
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

/** All ids of the version in the order asked for; undefined where no list is kept in that order. */
async function readOrder(
  at: CollectionAt,
  { collection, query, overlay }: OrderRequest,
): Promise<readonly string[] | undefined> {
  const { orderBy = [] } = query;
  if (hasFilter(query)) return undefined;
  if (orderBy.length === 0) {
    const { ids } = await readIdList(at);
    return applyChanges({ ids, keys: [] }, await readLayers(at), orderBy);
  }
  const name = listNameOf(collection, orderBy);
  const tag = name && at.line.lists[name];
  if (!tag) return undefined;
  const load = () => at.access.get<OrderedList>('lists', [at.name, name]);
  if (overlay.size === 0) {
    // The keys are only needed to put something in its place; a page need not hold them.
    return remember(at.memo, [`${at.name}/${name}`, tag], async () => (await load())?.ids);
  }
  const list = await load();
  return list && (name === VIEW_LIST ? applyToView : applyChanges)(list, overlay, orderBy);
}

interface OrderRequest {
  readonly collection: Collection;
  readonly query: Query;
  readonly overlay: ReadonlyMap<string, StoredRecord | null>;
}

function applyChanges(
  list: OrderedList,
  changes: ReadonlyMap<string, StoredRecord | null>,
  orderBy: OrderBy,
): readonly string[] {
  if (changes.size === 0) return list.ids;
  const add = [...changes.values()].filter((record) => record !== null);
  return mergeOrdered(list, { without: changes, add: orderedOf(add, orderBy), orderBy }).ids;
}

/** In a view a changed record keeps its place, and a new one comes last, as upstream shows it. */
function applyToView(
  { ids }: OrderedList,
  changes: ReadonlyMap<string, StoredRecord | null>,
): readonly string[] {
  const known = new Set(ids);
  const added = [...changes].filter(([id, record]) => record && !known.has(id)).map(([id]) => id);
  return [...ids.filter((id) => changes.get(id) !== null), ...added];
}

async function answerWindow(
  at: CollectionAt,
  ids: readonly string[],
  { offset = 0, limit = Infinity, select }: Query,
): Promise<Answer> {
  const window = ids.slice(offset, offset + limit);
  const records = await readRecords(at, window, select);
  const rows = window.map((id) => records.get(id)).filter((record) => record !== undefined);
  return { state: 'ready', rows, total: ids.length };
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

/** The name of the list that keeps this order, if there is one. */
export function listNameOf(
  { indexes, first, view }: Collection,
  orderBy: OrderBy,
): string | undefined {
  if (view !== undefined && isSameOrder(orderBy, [[VIEW_LIST, 'asc']])) return VIEW_LIST;
  const index = Object.entries(indexes).find(([, order]) => isSameOrder(order, orderBy));
  if (index) return index[0];
  return first && isSameOrder(first.orderBy, orderBy) ? FIRST_LIST : undefined;
}

function isSameOrder(a: OrderBy, b: OrderBy): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function hasFilter({ where }: Query): boolean {
  return Object.keys(where ?? {}).length > 0;
}
