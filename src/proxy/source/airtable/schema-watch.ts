import type { Collection } from '../../../model/schema.ts';
import { asList, asObject, asText } from '../../../protocol/check.ts';
import {
  bindCollection,
  columnsOf,
  viewOf,
  type Binding,
  type SchemaProblem,
} from './bind-collection.ts';
import type { TableSchema } from './schema.ts';

/** Where ids are kept over restarts, so that what is renamed meanwhile is known again. */
export interface SchemaFile {
  readonly read: () => Promise<Readonly<Record<string, unknown>> | undefined>;
  readonly write: (members: object) => Promise<void>;
}

/** What the status page tells of the schema. */
export interface SchemaStatus {
  /** How tables and fields are addressed: by names, a rename looks like a removal. */
  readonly by: 'ids' | 'names' | 'unknown';
  readonly problems: readonly SchemaProblem[];
}

/** How the site's collections lie in the base, as far as is known (fault N12). */
export interface SchemaWatch {
  /** Reads what was kept; needed before anything else. */
  readonly load: () => Promise<void>;
  /** Takes in the base's schema; undefined where the token may not read it. */
  readonly take: (schema: readonly TableSchema[] | undefined) => Promise<void>;
  readonly by: () => SchemaStatus['by'];
  /** The ids of a collection's table and of every column of it; undefined where it must go by names. */
  readonly bindingOf: (collection: Collection) => Binding | undefined;
  /** Columns that are missing or of a wrong type: their last values stand. */
  readonly lostColumns: (collection: Collection) => readonly string[];
  /** True where Airtable works a column out itself, as far as is known; it may be named by the site's name or Airtable's. */
  readonly isComputed: (collection: Collection, column: string) => boolean;
  /** What keeps a collection from being read at all: its table, its view or its key is not there. */
  readonly obstacle: (collection: Collection) => string | undefined;
  readonly status: () => SchemaStatus;
}

/** Creates a watch over these collections. */
export function createSchemaWatch(
  collections: readonly Collection[],
  file: SchemaFile | undefined,
): SchemaWatch {
  let bindingByName = new Map<string, Binding>();
  const problemsByName = new Map<string, readonly SchemaProblem[]>();
  const computedByName = new Map<string, ReadonlySet<string>>();
  let keptText = '';
  let isLoaded = false;
  let by: SchemaStatus['by'] = 'unknown';

  const problemsOf = (collection: Collection) => problemsByName.get(collection.name) ?? [];

  return Object.freeze({
    load: async () => {
      if (isLoaded) return;
      bindingByName = decodeBindings((await file?.read())?.['collections']);
      isLoaded = true;
    },
    take: async (schema: readonly TableSchema[] | undefined) => {
      by = schema ? 'ids' : 'names';
      if (!schema) return;
      for (const collection of collections) {
        const { name } = collection;
        const { binding, problems } = bindCollection(collection, schema, bindingByName.get(name));
        if (binding) bindingByName.set(name, binding);
        problemsByName.set(name, problems);
        const fields = schema.find(({ id }) => id === binding?.tableId)?.fields ?? [];
        const computed = fields.filter(({ type }) => COMPUTED.has(type));
        computedByName.set(name, new Set(computed.flatMap((field) => [field.id, field.name])));
      }
      const members = { collections: Object.fromEntries(bindingByName) };
      const text = JSON.stringify(members);
      if (text !== keptText) await file?.write(members);
      keptText = text;
    },
    by: () => by,
    bindingOf: (collection: Collection) => {
      const binding = bindingByName.get(collection.name);
      const lost = new Set(problemsOf(collection).map(({ column }) => column));
      const wanted = [...columnsOf(collection).keys()].filter((column) => !lost.has(column));
      // An answer's cells are named in one way: all by ids, or all by names.
      const isWhole = wanted.every((column) => binding?.idByColumn[column] !== undefined);
      const hasView = viewOf(collection) === undefined || binding?.viewId !== undefined;
      return isWhole && hasView ? binding : undefined;
    },
    lostColumns: (collection: Collection) =>
      problemsOf(collection).flatMap(({ column }) => (column === '' ? [] : column)),
    isComputed: ({ name }: Collection, column: string) => {
      const id = bindingByName.get(name)?.idByColumn[column] ?? column;
      return computedByName.get(name)?.has(id) ?? false;
    },
    obstacle: (collection: Collection) => {
      const found = problemsOf(collection).find(
        ({ column }) => column === '' || column === collection.key,
      );
      return (
        found &&
        [found.column && `the key column "${found.column}"`, found.problem].join(' ').trim()
      );
    },
    status: () => ({ by, problems: [...problemsByName.values()].flat() }),
  });
}

/** Types whose cells Airtable refuses to be given. */
const COMPUTED: ReadonlySet<string> = new Set([
  'formula',
  'rollup',
  'multipleLookupValues',
  'count',
  'autoNumber',
  'createdTime',
  'lastModifiedTime',
  'createdBy',
  'lastModifiedBy',
  'button',
  'aiText',
  'externalSyncSource',
]);

function decodeBindings(value: unknown): Map<string, Binding> {
  const about = 'schema.json';
  try {
    return new Map(
      Object.entries(asObject(value, about)).map(([name, member]) => {
        const { tableId, tableName, viewId, idByColumn, hadColumns } = asObject(member, about);
        const columns = Object.entries(asObject(idByColumn, about));
        return [
          name,
          {
            tableId: asText(tableId, about),
            tableName: asText(tableName, about),
            ...(typeof viewId === 'string' ? { viewId } : {}),
            idByColumn: Object.fromEntries(columns.map(([key, id]) => [key, asText(id, about)])),
            ...(hadColumns === undefined ? {} : { hadColumns: textsOf(hadColumns, about) }),
          },
        ];
      }),
    );
  } catch {
    // Missing or damaged: ids are learnt again, by names.
    return new Map();
  }
}

function textsOf(value: unknown, about: string): readonly string[] {
  return asList(value, about).map((member) => asText(member, about));
}
