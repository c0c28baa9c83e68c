import type { Collection } from '../../../model/schema.ts';
import { asList, asObject, asText } from '../../../protocol/check.ts';
import type { UpstreamRecord } from '../source.ts';
import { AirtableError } from './airtable-error.ts';
import type { Lane } from './budget.ts';
import type { AirtableClient } from './client.ts';

/** The reading calls of one base, in our words. */
export interface AirtableBase {
  /** All records of a collection's table, all pages or none, in the view's order where one is declared. */
  readonly sweep: (
    collection: Collection,
    lane: Lane,
    signal: AbortSignal,
  ) => Promise<readonly UpstreamRecord[]>;
  /** The records with these ids; those that are gone are missing from the answer. */
  readonly reread: (
    collection: Collection,
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly UpstreamRecord[]>;
  /** Whether a record is there when it is asked for by itself. */
  readonly exists: (collection: Collection, id: string, signal: AbortSignal) => Promise<boolean>;
  /** The id of each table, by its name and by itself. */
  readonly tableIds: (signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;
}

/** Airtable lists at most this many at once, and a formula over more ids would pass its length limit. */
export const PAGE_SIZE = 100;

/** A walk that loses its iterator this often is given up until the next poll. */
const MAX_WALKS = 3;

/** Creates the calls of a base over a client. */
export function createAirtableBase(client: AirtableClient, baseId: string): AirtableBase {
  const pathOf = (collection: Collection) => `v0/${baseId}/${encodeURIComponent(collection.table)}`;

  const walk = async (collection: Collection, lane: Lane, signal: AbortSignal) => {
    const records: UpstreamRecord[] = [];
    const seenOffsets = new Set<string>();
    let offset: string | undefined;
    do {
      const query = new URLSearchParams({ pageSize: String(PAGE_SIZE) });
      for (const column of columnsOf(collection)) query.append('fields[]', column);
      if (collection.view !== undefined) query.set('view', collection.view);
      if (offset !== undefined) query.set('offset', offset);
      const about = collection.name;
      const page = decodePage(
        await client.call({ method: 'GET', path: pathOf(collection), query, lane, about, signal }),
        about,
      );
      records.push(...page.records);
      offset = page.offset;
      if (offset !== undefined && seenOffsets.has(offset)) {
        throw new AirtableError('invalid-response', `${about}: the same page came twice`, {
          type: ITERATOR_LOST,
        });
      }
      if (offset !== undefined) seenOffsets.add(offset);
    } while (offset !== undefined);
    return records;
  };

  return Object.freeze({
    sweep: async (collection: Collection, lane: Lane, signal: AbortSignal) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await walk(collection, lane, signal);
        } catch (error) {
          const isLost = error instanceof AirtableError && LOST_WALK.has(error.type);
          if (!isLost || attempt === MAX_WALKS) throw error;
        }
      }
    },
    reread: async (collection: Collection, ids: readonly string[], signal: AbortSignal) => {
      const records: UpstreamRecord[] = [];
      for (let i = 0; i < ids.length; i += PAGE_SIZE) {
        const terms = ids.slice(i, i + PAGE_SIZE).map((id) => `RECORD_ID()='${id}'`);
        const answer = await client.call({
          method: 'POST',
          path: `${pathOf(collection)}/listRecords`,
          body: {
            filterByFormula: `OR(${terms.join(',')})`,
            fields: columnsOf(collection),
            pageSize: PAGE_SIZE,
          },
          lane: 'burst',
          about: collection.name,
          signal,
        });
        records.push(...decodePage(answer, collection.name).records);
      }
      return records;
    },
    exists: async (collection: Collection, id: string, signal: AbortSignal) => {
      const path = `${pathOf(collection)}/${encodeURIComponent(id)}`;
      const about = collection.name;
      try {
        const answer = await client.call({ method: 'GET', path, lane: 'burst', about, signal });
        return asObject(answer, about)['id'] === id;
      } catch (error) {
        // Airtable answers 403 or 404 for a record that is gone (airtable.md §1.4).
        const status = error instanceof AirtableError ? error.facts.status : undefined;
        if (status === 403 || status === 404) return false;
        throw error;
      }
    },
    tableIds: async (signal: AbortSignal) => {
      const about = 'schema';
      const path = `v0/meta/bases/${baseId}/tables`;
      const answer = await client.call({ method: 'GET', path, lane: 'burst', about, signal });
      const idByTable = new Map<string, string>();
      for (const member of asList(asObject(answer, about)['tables'], about)) {
        const table = asObject(member, about);
        const id = asText(table['id'], about);
        idByTable.set(id, id).set(asText(table['name'], about), id);
      }
      return idByTable;
    },
  });
}

const ITERATOR_LOST = 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE';
const LOST_WALK = new Set([ITERATOR_LOST, 'INVALID_OFFSET_VALUE']);

/** The columns that the site's schema names: nothing else is asked for, so nothing else can slip out. */
function columnsOf({ fields, key }: Collection): readonly string[] {
  const columns = new Set(Object.values(fields).map((field) => field.from));
  if (key !== undefined) columns.add(key);
  return [...columns];
}

function decodePage(
  value: unknown,
  about: string,
): { readonly records: readonly UpstreamRecord[]; readonly offset: string | undefined } {
  const page = asObject(value, about);
  const records = asList(page['records'], `${about}.records`).map((member) => {
    const record = asObject(member, `${about} record`);
    return {
      id: asText(record['id'], `${about} record.id`),
      createdTime: asText(record['createdTime'], `${about} record.createdTime`),
      fields: asObject(record['fields'] ?? {}, `${about} record.fields`),
    };
  });
  const offset = page['offset'];
  return { records, offset: typeof offset === 'string' && offset !== '' ? offset : undefined };
}
