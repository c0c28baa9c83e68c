import { fromFailure } from '../protocol/failure.ts';
import type { Place } from '../protocol/version.ts';
import type { EngineStatus, ReadRequest, Snapshot } from '../protocol/worker-api.ts';
import type { Reader } from '../store/reader.ts';
import type { Calls } from './calls.ts';

/** By collection how many reads the copy answered, and how many it could not yet. */
export type ReadCounts = Readonly<
  Record<string, { readonly hits: number; readonly misses: number }>
>;

/** How a tab reads the copy: by itself where it can, else through whichever worker it is connected to. */
export interface CopyReader {
  /** Rejects with a `SyncError` where neither can read. */
  read(requests: readonly ReadRequest[]): Promise<Snapshot>;
  /** What the database is at; undefined where the page cannot read it, or there is nothing. */
  version(): Promise<Place | undefined>;
  /** A worker has connected: the database is given another try. */
  connected(): void;
  readings(): ReadCounts;
}

/** What a copy reader is handed. */
export interface CopyReaderOptions {
  /** The page's own way to the database; undefined where the browser keeps nothing. */
  readonly reader: Reader | undefined;
  readonly call: Calls['call'];
  /** The worker that answers; undefined where there is none. */
  readonly connection: () => unknown;
  /** Says where the copy is. */
  readonly status: () => EngineStatus;
}

/** Nothing was read yet. */
export function createCopyReader({
  reader,
  call,
  connection,
  status,
}: CopyReaderOptions): CopyReader {
  const counts: Record<string, { hits: number; misses: number }> = {};
  /** None while the database does not answer, which costs seconds each time (D8). */
  let direct = reader;

  async function read(requests: readonly ReadRequest[]): Promise<Snapshot> {
    const snapshot = await readWhereItIs(requests);
    for (const [i, { collection }] of requests.entries()) {
      const count = (counts[collection] ??= { hits: 0, misses: 0 });
      count[snapshot.answers[i]?.state === 'loading' ? 'misses' : 'hits']++;
    }
    return snapshot;
  }

  async function readWhereItIs(requests: readonly ReadRequest[]): Promise<Snapshot> {
    if (direct && status().storage === 'indexeddb') {
      try {
        return await direct.read(requests);
      } catch (error) {
        // The page cannot read the database, but a worker may; without one there is nothing to show yet.
        if (!connection()) throw error;
        direct = undefined;
      }
    }
    const outcome = await call((api) => api.read(requests));
    if (!outcome.ok) throw fromFailure(outcome.error);
    return outcome.value;
  }

  return Object.freeze({
    read,
    version: async () => direct?.version().catch(() => undefined),
    connected() {
      direct = reader;
    },
    readings: () => counts,
  });
}
