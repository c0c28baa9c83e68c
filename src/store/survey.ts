import type { StoredRecord } from '../model/record.ts';
import type { Collection } from '../model/schema.ts';
import { createConnection, type ConnectionOptions } from './connection.ts';
import type { Checked, Current } from './layout.ts';
import { ifKept, readChunk, readJson, readLayers } from './read-records.ts';

/** What one collection takes of the device. */
export interface CollectionSize {
  readonly name: string;
  readonly records: number;
  /** Of the records as text; what the database adds to it is the browser's own matter. */
  readonly bytes: number;
  readonly chunks: number;
  /** Records that changed since the chunks were last made whole. */
  readonly rows: number;
  /** The version, by its root's hash. */
  readonly root: string;
}

/** The copy as a whole, read directly and without haste; for what looks after it and for the page that tells of it. */
export interface Survey {
  /** The committed version; undefined where nothing is kept. */
  current(): Promise<Current | undefined>;
  checked(): Promise<Checked | undefined>;
  /** In the order in which the site declares them; those that are not kept yet are left out. */
  sizes(): Promise<readonly CollectionSize[]>;
  /**
   * All records of a collection, the newest first as far as their chunks tell, one chunk at a time and each in a
   * transaction of its own: what is committed meanwhile may be missed, and is there for the next survey.
   */
  batches(name: string): AsyncGenerator<readonly StoredRecord[]>;
  /** Lets go of the database; the next call opens it again. Must be called on pagehide (fault B1). */
  close(): void;
}

/** Surveys the cache database; opens nothing before the first question. */
export function openSurvey({
  collections,
  ...options
}: ConnectionOptions & { readonly collections: readonly Collection[] }): Survey {
  const connection = createConnection(options);
  const current = () => connection.run((access) => access.get<Current>('meta', 'current'));

  async function sizeOf(name: string): Promise<CollectionSize | undefined> {
    return connection.run(async (access) => {
      const line = (await access.get<Current>('meta', 'current'))?.collections[name];
      const root = line && (await ifKept(readJson(access, line.baseRoot)));
      if (!root) return undefined;
      const { chunks } = root as { chunks: readonly { bytes: number }[] };
      return {
        name,
        records: line.count,
        bytes: chunks.reduce((sum, chunk) => sum + chunk.bytes, 0),
        chunks: chunks.length,
        rows: (await access.names('rows', name)).length,
        root: line.root,
      };
    });
  }

  /** The names of the chunks, and what lies over them. */
  async function contents(name: string) {
    return connection.run(async (access) => {
      const line = (await access.get<Current>('meta', 'current'))?.collections[name];
      const root = line && (await ifKept(readJson(access, line.baseRoot)));
      if (!root) return undefined;
      const rows = await readLayers({ access, name, layers: ['rows'], memo: new Map() });
      return { rows, chunks: (root as { chunks: readonly { hash: string }[] }).chunks };
    });
  }

  return Object.freeze<Survey>({
    current,
    checked: () => connection.run((access) => access.get<Checked>('meta', 'checked')),
    async sizes() {
      const sizes: CollectionSize[] = [];
      for (const { name } of collections) {
        const size = await sizeOf(name);
        if (size) sizes.push(size);
      }
      return sizes;
    },
    async *batches(name) {
      const { rows, chunks } = (await contents(name)) ?? { rows: new Map(), chunks: [] };
      yield [...rows.values()].filter((record) => record !== null);
      for (const { hash } of chunks.toReversed()) {
        // A chunk that a commit has replaced meanwhile.
        const records = await connection.run((access) => ifKept(readChunk(access, hash)));
        yield (records ?? []).filter(({ id }) => !rows.has(id)).toReversed();
      }
    },
    close: () => connection.close(),
  });
}
