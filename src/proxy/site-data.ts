import { comparatorOf, isMatch, selectFields, type Query } from '../model/query.ts';
import type { StoredRecord } from '../model/record.ts';
import type { SiteData } from '../protocol/site-renderer.ts';
import type { Answer, ReadRequest } from '../protocol/worker-api.ts';

/** One publication: its records, and what else a page drawn from it needs to know. */
export interface SiteDataOptions extends Omit<SiteData, 'read'> {
  /** A collection's records; undefined where it is not published yet, so that nobody says that one is missing. */
  readonly recordsOf: (collection: string) => readonly StoredRecord[] | undefined;
}

/**
 * A publication that answers queries as the cache in a browser does. Every order is sorted once, so that drawing a thousand
 * pages does not sort a thousand times.
 */
export function createSiteData({ recordsOf, ...facts }: SiteDataOptions): SiteData {
  const recordsByCollection = new Map<string, readonly StoredRecord[] | undefined>();
  const listByQuery = new Map<string, readonly StoredRecord[]>();
  const recordById = new Map<string, ReadonlyMap<string, StoredRecord>>();

  const published = (collection: string) => {
    if (!recordsByCollection.has(collection)) {
      recordsByCollection.set(collection, recordsOf(collection));
    }
    return recordsByCollection.get(collection);
  };
  const listOf = (collection: string, { where, orderBy = [] }: Query) => {
    const key = JSON.stringify([collection, where ?? {}, orderBy]);
    let list = listByQuery.get(key);
    if (!list) {
      const matches = published(collection)!.filter((record) => isMatch(record, where));
      listByQuery.set(key, (list = matches.sort(comparatorOf(orderBy))));
    }
    return list;
  };
  const byId = (collection: string) => {
    let records = recordById.get(collection);
    if (!records) {
      records = new Map(published(collection)!.map((record) => [record.id, record]));
      recordById.set(collection, records);
    }
    return records;
  };

  const read = (request: ReadRequest): Answer => {
    if (!published(request.collection)) return { state: 'loading' };
    if ('id' in request) {
      const record = byId(request.collection).get(request.id);
      return { state: 'ready', rows: record ? [record] : [], total: record ? 1 : 0 };
    }
    if ('ids' in request) {
      const found = request.ids.map((id) => byId(request.collection).get(id));
      const rows = found.filter((record) => record !== undefined);
      return {
        state: 'ready',
        rows: rows.map((record) => selectFields(record, request.select)),
        total: rows.length,
      };
    }
    const { offset = 0, limit, select } = request.query;
    const list = listOf(request.collection, request.query);
    const window = list.slice(offset, limit === undefined ? undefined : offset + limit);
    const rows = window.map((record) => selectFields(record, select));
    return { state: 'ready', rows, total: list.length };
  };
  return Object.freeze({ ...facts, read });
}
