import { createHash } from 'node:crypto';
import type { Collection } from '../../../model/schema.ts';
import { asList, asObject, asText } from '../../../protocol/check.ts';
import type { Report } from '../../report.ts';
import type { UpstreamRecord } from '../upstream-record.ts';
import { AirtableError } from './airtable-error.ts';
import { columnsOf, KEY_COLUMN, REV_COLUMN, viewOf } from './bind-collection.ts';
import type { Lane } from './budget.ts';
import type { AirtableClient } from './client.ts';
import { isUnknownName } from './failure-words.ts';
import { decodeSchema } from './schema.ts';
import { schemaWords } from './schema-words.ts';
import { createSchemaWatch, type SchemaFile, type SchemaStatus } from './schema-watch.ts';

/** The reading calls of one base, in our words. Cells come by the columns that the site names, whatever they are called. */
export interface AirtableBase {
  /**
   * All records of a collection's table, all pages or none, in the view's order where one is declared. A walk during
   * which the schema changed is walked again.
   */
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
  /** Reads the schema again; gives each table's id by its name, by itself, and by the name the site has for it. */
  readonly tableIds: (signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;
  /** Columns whose cells must not be believed: missing, or of a wrong type (fault N12). */
  readonly lostColumns: (collection: Collection) => readonly string[];
  /** True where a column is known to be worked out by Airtable. */
  readonly isComputed: (collection: Collection, column: string) => boolean;
  readonly schemaStatus: () => SchemaStatus;
  /** Where a collection's records are written, and by which names; throws where its table is not as the site declares it. */
  readonly writeAddress: (collection: Collection, signal: AbortSignal) => Promise<WriteAddress>;
  /** Why no record of a collection can be changed, as far as the schema is known; undefined where nothing speaks against it. */
  readonly writeObstacle: (collection: Collection) => string | undefined;
}

/** How one table is written to. */
export interface WriteAddress {
  readonly path: string;
  /** The columns that are read, each with the name to ask for it by. */
  readonly columns: readonly (readonly [string, string])[];
  readonly nameOf: (column: string) => string;
  readonly byId: boolean;
}

/** Airtable lists at most this many at once, and a formula over more ids would pass its length limit. */
export const PAGE_SIZE = 100;

/** A walk that loses its iterator, or meets another schema, this often is given up until the next poll. */
const MAX_WALKS = 3;

/** What a base is read for; without a file its ids are learnt again at each start. */
export interface AirtableBaseOptions {
  readonly collections: readonly Collection[];
  readonly schemaFile?: SchemaFile;
  readonly report: Report;
}

/** Creates the calls of a base over a client. */
export function createAirtableBase(
  client: AirtableClient,
  baseId: string,
  { collections, schemaFile, report }: AirtableBaseOptions,
): AirtableBase {
  const watch = createSchemaWatch(collections, schemaFile);
  const digestByName = new Map<string, string>();

  let toldProblems = '';
  /** Once for each state of them: the status tells them for as long as they last. */
  const tellProblems = () => {
    const text = schemaWords(watch.status(), []).join('. ');
    if (text !== '' && text !== toldProblems) report({ type: 'warned', text });
    toldProblems = text;
  };

  const readSchema = async (signal: AbortSignal) => {
    await watch.load();
    const path = `v0/meta/bases/${baseId}/tables`;
    try {
      const answer = await client.call({
        method: 'GET',
        path,
        lane: 'burst',
        about: 'schema',
        signal,
      });
      const schema = decodeSchema(answer);
      await watch.take(schema);
      tellProblems();
      return schema;
    } catch (error) {
      const status = error instanceof AirtableError ? error.facts.status : undefined;
      if (status === 403 || status === 404) {
        if (watch.by() !== 'names') report({ type: 'warned', text: BY_NAMES });
        await watch.take(undefined);
      }
      throw error;
    }
  };

  /** Reads the schema where the token may; that it may not is no failure. */
  const refresh = async (signal: AbortSignal) => {
    if (watch.by() === 'names') return;
    try {
      await readSchema(signal);
    } catch (error) {
      if (watch.by() !== 'names') throw error;
    }
  };

  const addressOf = (collection: Collection) => {
    const obstacle = watch.obstacle(collection);
    if (obstacle !== undefined) {
      throw new AirtableError('not-found', `${collection.name}: ${obstacle}; it stays as it was`);
    }
    const binding = watch.bindingOf(collection);
    const lost = new Set(watch.lostColumns(collection));
    const columns = [...columnsOf(collection).keys()].filter((column) => !lost.has(column));
    const table = binding?.tableName ?? collection.table;
    return {
      path: `v0/${baseId}/${encodeURIComponent(table)}`,
      view: binding?.viewId ?? viewOf(collection),
      columns: columns.map((column) => [binding?.idByColumn[column] ?? column, column] as const),
      byId: binding !== undefined,
    };
  };

  const walk = async (collection: Collection, lane: Lane, signal: AbortSignal) => {
    const { path, view, columns, byId } = addressOf(collection);
    const records: UpstreamRecord[] = [];
    const seenOffsets = new Set<string>();
    const about = collection.name;
    let offset: string | undefined;
    do {
      const query = new URLSearchParams({ pageSize: String(PAGE_SIZE) });
      for (const [name] of columns) query.append('fields[]', name);
      if (byId) query.set('returnFieldsByFieldId', 'true');
      if (view !== undefined) query.set('view', view);
      if (offset !== undefined) query.set('offset', offset);
      const answer = await client.call({ method: 'GET', path, query, lane, about, signal });
      const page = decodePage(answer, about, columns);
      records.push(...page.records);
      offset = page.offset;
      if (offset !== undefined && seenOffsets.has(offset)) {
        throw new AirtableError('invalid-response', `${about}: the same page came twice`, {
          type: ITERATOR_LOST,
        });
      }
      if (offset !== undefined) seenOffsets.add(offset);
    } while (offset !== undefined);
    return uniqueById(records);
  };

  /** True where what came is other than last time, and was asked for under a schema that is no more (fault N12). */
  const isOutdated = async (
    collection: Collection,
    records: readonly UpstreamRecord[],
    signal: AbortSignal,
  ) => {
    const digest = digestOf(records);
    // What is as it was publishes nothing, whatever the schema is now: most sweeps cost no more calls than their pages.
    if (digestByName.get(collection.name) === digest) return false;
    const before = JSON.stringify([addressOf(collection)]);
    await refresh(signal);
    if (JSON.stringify([addressOf(collection)]) !== before) return true;
    digestByName.set(collection.name, digest);
    return false;
  };

  const sweep = async (collection: Collection, lane: Lane, signal: AbortSignal) => {
    await watch.load();
    if (watch.by() === 'unknown' || watch.obstacle(collection) !== undefined) await refresh(signal);
    for (let attempt = 1; ; attempt++) {
      try {
        const records = await walk(collection, lane, signal);
        if (!(await isOutdated(collection, records, signal))) return records;
        if (attempt < MAX_WALKS) continue;
        throw new AirtableError('conflict', `${collection.name}: its schema is being changed`);
      } catch (error) {
        if (!(error instanceof AirtableError) || attempt === MAX_WALKS) throw error;
        if (isUnknownName(error) && watch.by() === 'ids') await refresh(signal);
        else if (!LOST_WALK.has(error.type)) throw error;
      }
    }
  };

  return Object.freeze({
    sweep,
    reread: async (collection: Collection, ids: readonly string[], signal: AbortSignal) => {
      const { path, columns, byId } = addressOf(collection);
      const records: UpstreamRecord[] = [];
      for (let i = 0; i < ids.length; i += PAGE_SIZE) {
        const terms = ids.slice(i, i + PAGE_SIZE).map((id) => `RECORD_ID()='${id}'`);
        const answer = await client.call({
          method: 'POST',
          path: `${path}/listRecords`,
          body: {
            filterByFormula: `OR(${terms.join(',')})`,
            fields: columns.map(([name]) => name),
            pageSize: PAGE_SIZE,
            ...(byId ? { returnFieldsByFieldId: true } : {}),
          },
          lane: 'burst',
          about: collection.name,
          signal,
        });
        records.push(...decodePage(answer, collection.name, columns).records);
      }
      return records;
    },
    exists: async (collection: Collection, id: string, signal: AbortSignal) => {
      const path = `${addressOf(collection).path}/${encodeURIComponent(id)}`;
      const about = collection.name;
      try {
        const answer = await client.call({ method: 'GET', path, lane: 'burst', about, signal });
        return asObject(answer, about)['id'] === id;
      } catch (error) {
        // Airtable answers 403 or 404 for a record that is gone.
        const status = error instanceof AirtableError ? error.facts.status : undefined;
        if (status === 403 || status === 404) return false;
        throw error;
      }
    },
    tableIds: async (signal: AbortSignal) => {
      const idByTable = new Map<string, string>();
      for (const { id, name } of await readSchema(signal)) idByTable.set(id, id).set(name, id);
      for (const collection of collections) {
        const binding = watch.bindingOf(collection);
        if (binding) idByTable.set(collection.table, binding.tableId);
      }
      return idByTable;
    },
    writeAddress: async (collection: Collection, signal: AbortSignal) => {
      await watch.load();
      if (watch.by() === 'unknown') await refresh(signal);
      const { path, columns, byId } = addressOf(collection);
      const ids = byId ? watch.bindingOf(collection)?.idByColumn : undefined;
      return { path, columns, byId, nameOf: (column: string) => ids?.[column] ?? column };
    },
    writeObstacle: (collection: Collection) => {
      if (collection.key !== KEY_COLUMN) return `its key is not the column "${KEY_COLUMN}"`;
      const binding = watch.bindingOf(collection);
      if (watch.by() !== 'ids' || !binding) return watch.obstacle(collection);
      const missing = [KEY_COLUMN, REV_COLUMN].filter((column) => !binding.idByColumn[column]);
      return missing.length > 0
        ? `its table lacks ${missing.map((column) => `the column "${column}"`).join(' and ')}`
        : watch.obstacle(collection);
    },
    lostColumns: watch.lostColumns,
    isComputed: watch.isComputed,
    schemaStatus: watch.status,
  });
}

const BY_NAMES =
  'the token may not read the schema (schema.bases:read): fields go by their names, so a renamed one looks removed';

const ITERATOR_LOST = 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE';
const LOST_WALK = new Set([ITERATOR_LOST, 'INVALID_OFFSET_VALUE']);

/** A page's records, their cells by the site's own columns; `columns` are pairs of asked name and column. */
export function decodePage(
  value: unknown,
  about: string,
  columns: readonly (readonly [string, string])[],
): { readonly records: readonly UpstreamRecord[]; readonly offset: string | undefined } {
  const page = asObject(value, about);
  const records = asList(page['records'], `${about}.records`).map((member) => {
    const record = asObject(member, `${about} record`);
    const cells = asObject(record['fields'] ?? {}, `${about} record.fields`);
    const named = columns.filter(([name]) => Object.hasOwn(cells, name));
    return {
      id: asText(record['id'], `${about} record.id`),
      createdTime: asText(record['createdTime'], `${about} record.createdTime`),
      fields: Object.fromEntries(named.map(([name, column]) => [column, cells[name]])),
    };
  });
  const offset = page['offset'];
  return { records, offset: typeof offset === 'string' && offset !== '' ? offset : undefined };
}

/** Of an id that comes twice (a record that moved between two pages) the later one counts. */
function uniqueById(records: readonly UpstreamRecord[]): readonly UpstreamRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

function digestOf(records: readonly UpstreamRecord[]): string {
  const hash = createHash('sha256');
  for (const record of records) hash.update(JSON.stringify(record));
  return hash.digest('base64');
}
