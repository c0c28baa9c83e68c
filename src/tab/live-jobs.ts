import { comparatorOf, isMatch, runQuery, type Query } from '../model/query.ts';
import type { StoredRecord } from '../model/record.ts';
import type { Place } from '../protocol/version.ts';
import type { Answer, ReadRequest } from '../protocol/worker-api.ts';
import type { Dependence } from './live-needs.ts';

/** A live request, with its newest answer and what of it is to be read again. */
export interface Subscription {
  readonly dependence: Dependence;
  readonly listener: (answer: Answer) => void;
  readonly group: object | undefined;
  /** All of it is to be read again, or these records of it. */
  due?: 'all' | ReadonlySet<string>;
  answer?: Answer;
  /** Where the answer was read. */
  seen?: Place | undefined;
}

/** One subscription's part of a read. */
export interface Job {
  readonly subscription: Subscription;
  readonly request: ReadRequest;
  /** Where only some records are read: which, and the answer that they are put into. */
  readonly patch?: {
    readonly ids: readonly string[];
    readonly answer: ReadyAnswer;
    /** Of a list: where each of them stands in it. */
    readonly places: readonly number[];
  };
}

type ReadyAnswer = Extract<Answer, { readonly state: 'ready' }>;

/** What is to be read for a subscription; undefined where nothing that it shows is due. */
export function jobOf(subscription: Subscription): Job | undefined {
  const { due, answer, dependence } = subscription;
  const { request } = dependence;
  if (due === undefined) return undefined;
  if (due === 'all' || answer?.state !== 'ready' || 'id' in request) {
    return { subscription, request };
  }
  // Of a window only those in it are shown; of a whole list, or of given ids, one that is missing may be there now.
  const isOpen = 'ids' in request || dependence.isWhole;
  const places = placesOf(answer, due);
  const ids = isOpen ? [...due] : places.map((place) => answer.rows[place]!.id);
  if (ids.length === 0) return undefined;
  const select = 'ids' in request ? request.select : request.query.select;
  const { collection } = request;
  return {
    subscription,
    request: select ? { collection, ids, select } : { collection, ids },
    patch: { ids, answer, places },
  };
}

function placesOf({ rows }: ReadyAnswer, ids: ReadonlySet<string>): readonly number[] {
  const places: number[] = [];
  for (let i = 0; i < rows.length; i++) if (ids.has(rows[i]!.id)) places.push(i);
  return places;
}

/**
 * The subscription's answer after its job was read. Records that were read alone are put in their places, all others stay
 * the same objects. Undefined where that cannot be done: one has left a window, or is of a version (`isNewer`) in which the
 * list may be another.
 */
export function answerOf(job: Job, read: Answer, isNewer: boolean): Answer | undefined {
  const { subscription, patch } = job;
  if (!patch) return read;
  if (isNewer || read.state !== 'ready') return undefined;
  const { request, isWhole } = subscription.dependence;
  const fresh = new Map(read.rows.map((record) => [record.id, record]));
  if ('ids' in request) {
    const known = new Map(patch.answer.rows.map((record) => [record.id, record]));
    for (const id of patch.ids) known.delete(id);
    const rows = request.ids
      .map((id) => fresh.get(id) ?? known.get(id))
      .filter((record) => record !== undefined);
    return { state: 'ready', rows, total: rows.length };
  }
  const { query } = request as Listing;
  const { rows } = patch.answer;
  const stays = (place: number) => {
    const before = rows[place]!;
    const after = fresh.get(before.id);
    return after && (!isWhole || isSamePlace(before, after, query));
  };
  if (patch.places.length === patch.ids.length && patch.places.every(stays)) {
    const next = rows.slice();
    for (const place of patch.places) next[place] = fresh.get(rows[place]!.id)!;
    return { ...patch.answer, rows: next };
  }
  if (!isWhole) return undefined;
  const belongs = (record: StoredRecord) => isMatch(record, query.where);
  if (patch.places.length === 0 && !read.rows.some(belongs)) return patch.answer;
  const named = new Set(patch.ids);
  const others = rows.filter(({ id }) => !named.has(id));
  // Selected they are already, and keep their identity.
  const { select: _, ...order } = query;
  return { state: 'ready', ...runQuery([...others, ...read.rows], order) };
}

type Listing = Extract<ReadRequest, { readonly query: Query }>;

/** True where a record still belongs to a list, and between the same two others. */
function isSamePlace(before: StoredRecord, after: StoredRecord, query: Query): boolean {
  return isMatch(after, query.where) && comparatorOf(query.orderBy ?? [])(before, after) === 0;
}
