import { createHash } from 'node:crypto';
import type { Collection } from '../../../model/schema.ts';
import { asObject } from '../../../protocol/check.ts';
import type { Report } from '../../report.ts';
import type { UpstreamRecord } from '../upstream-record.ts';
import { AirtableError } from './airtable-error.ts';
import { columnsOf, KEY_COLUMN, REV_COLUMN, viewOf } from './bind-collection.ts';
import type { AirtableClient } from './client.ts';
import { decodePage, PAGE_SIZE } from './decode-page.ts';
import { isUnknownName } from './failure-words.ts';
import { createSchemaReader } from './schema-reader.ts';
import { createSchemaWatch, type SchemaFile, type SchemaStatus } from './schema-watch.ts';
import { isLostWalk, walkTable, type TableAddress, type WalkTerms } from './walk-table.ts';

/** The reading calls of one base, in our words. Cells come by the columns that the site names, whatever they are called. */
export interface AirtableBase {
  /**
   * All records of a collection's table, all pages or none, in the view's order where one is declared. A walk during
   * which the schema changed is walked again.
   */
  readonly sweep: (collection: Collection, terms: WalkTerms) => Promise<readonly UpstreamRecord[]>;
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
  /** Why a collection cannot be read, as far as the schema is known; undefined where nothing speaks against it. */
  readonly readObstacle: (collection: Collection) => string | undefined;
  /** Why no record of a collection can be changed, as far as the schema is known; undefined where nothing speaks against it. */
  readonly writeObstacle: (collection: Collection) => string | undefined;
}

/** How one table is written to. */
export interface WriteAddress extends Omit<TableAddress, 'view'> {
  readonly nameOf: (column: string) => string;
}

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
  const schema = createSchemaReader(client, baseId, { watch, report });
  const digestByName = new Map<string, string>();

  const addressOf = (collection: Collection): TableAddress => {
    const obstacle = watch.obstacle(collection);
    if (obstacle !== undefined) {
      throw new AirtableError('not-found', `${collection.name}: ${obstacle}`);
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
    await schema.refresh(signal);
    if (JSON.stringify([addressOf(collection)]) !== before) return true;
    digestByName.set(collection.name, digest);
    return false;
  };

  const sweep = async (collection: Collection, terms: WalkTerms) => {
    const { signal } = terms;
    await watch.load();
    if (watch.by() === 'unknown' || watch.obstacle(collection) !== undefined) {
      await schema.refresh(signal);
    }
    for (let attempt = 1; ; attempt++) {
      try {
        const address = addressOf(collection);
        const records = await walkTable(client, address, { about: collection.name, ...terms });
        if (!(await isOutdated(collection, records, signal))) return records;
        if (attempt < MAX_WALKS) continue;
        throw new AirtableError('conflict', `${collection.name}: its schema is being changed`);
      } catch (error) {
        if (!(error instanceof AirtableError) || attempt === MAX_WALKS) throw error;
        if (isUnknownName(error) && watch.by() === 'ids') await schema.refresh(signal);
        else if (!isLostWalk(error)) throw error;
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
      for (const { id, name } of await schema.read(signal)) idByTable.set(id, id).set(name, id);
      for (const collection of collections) {
        const binding = watch.bindingOf(collection);
        if (binding) idByTable.set(collection.table, binding.tableId);
      }
      return idByTable;
    },
    writeAddress: async (collection: Collection, signal: AbortSignal) => {
      await watch.load();
      if (watch.by() === 'unknown') await schema.refresh(signal);
      const { path, columns, byId } = addressOf(collection);
      const ids = byId ? watch.bindingOf(collection)?.idByColumn : undefined;
      return { path, columns, byId, nameOf: (column: string) => ids?.[column] ?? column };
    },
    readObstacle: watch.obstacle,
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

function digestOf(records: readonly UpstreamRecord[]): string {
  const hash = createHash('sha256');
  for (const record of records) hash.update(JSON.stringify(record));
  return hash.digest('base64');
}
