import type { Collection } from '../model/schema.ts';
import { SyncError } from '../protocol/failure.ts';
import type { ReadRequest } from '../protocol/worker-api.ts';
import { createConnection, type ConnectionOptions } from '../store/connection.ts';
import type { Current } from '../store/layout.ts';
import type { Memo } from '../store/memo.ts';
import { byName } from '../store/open-reader.ts';
import { answerAll } from '../store/plan-read.ts';
import {
  readChunk,
  readChunkHashes,
  readLayers,
  type CollectionAt,
} from '../store/read-records.ts';
import type { SearchSource } from './search-source.ts';

/** Reads the cache database directly, chunk by chunk, so that no more than one of them is held at a time. */
export function createStoreSource({
  collections,
  ...options
}: ConnectionOptions & { readonly collections: readonly Collection[] }): SearchSource & {
  close(): void;
} {
  const connection = createConnection(options);
  const declared = byName(collections);
  const memo: Memo = new Map();

  const current = () => connection.run((access) => access.get<Current>('meta', 'current'));

  /** Runs this over a collection as one transaction sees it. */
  async function at<T>(name: string, work: (at: CollectionAt) => Promise<T>): Promise<T> {
    const found = await connection.run(async (access) => {
      const now = await access.get<Current>('meta', 'current');
      const line = now?.collections[name];
      return (
        line && { value: await work({ access, memo, name, line, layers: ['overlay', 'rows'] }) }
      );
    });
    if (!found) throw new SyncError('not-found', `${name}: nothing is kept of it`);
    return found.value;
  }

  return Object.freeze({
    async now() {
      const kept = await current();
      if (!kept) return undefined;
      const counts = Object.entries(kept.collections).map(([name, { count }]) => [name, count]);
      return {
        place: { log: kept.log, seq: kept.seq },
        countByName: Object.fromEntries(counts) as Record<string, number>,
      };
    },
    async *scan(name: string) {
      const { hashes, changes } = await at(name, async (here) => ({
        hashes: await readChunkHashes(here),
        changes: await readLayers(here),
      }));
      yield [...changes.values()].filter((record) => record !== null);
      for (const hash of hashes) {
        const records = await at(name, ({ access }) => readChunk(access, hash));
        yield records.filter(({ id }) => !changes.has(id));
      }
    },
    async read(collection: string, ids: readonly string[]) {
      const request: ReadRequest = { collection, ids };
      const snapshot = await connection.run((access) =>
        answerAll(access, { collections: declared, memo }, [request]),
      );
      const answer = snapshot?.answers[0];
      if (answer?.state !== 'ready') {
        throw new SyncError('storage-failed', `${collection}: what changed cannot be read yet`);
      }
      return answer.rows;
    },
    close: () => connection.close(),
  });
}
