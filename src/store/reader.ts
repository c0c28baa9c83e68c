import type { ReadRequest, Snapshot } from '../protocol/worker-api.ts';
import type { Place } from '../protocol/version.ts';

/**
 * Reads the cache; never writes (I3). Every `read` is one transaction: its answers are of exactly one version (I4).
 * Two implementations keep this contract: IndexedDB directly (store/open-reader.ts) and the memory store's own;
 * a tab that can use neither asks the worker (`WorkerApi.read`).
 *
 * Rejects with `SyncError`: 'storage-failed' where the store cannot be opened or read within its deadline,
 * 'not-found' for a collection that the site does not declare.
 */
export interface Reader {
  /** The committed version and what is pending over it, or undefined before the first commit or where there is no cache yet. */
  version(): Promise<Place | undefined>;
  /** The answers, in the order of the requests. */
  read(requests: readonly ReadRequest[]): Promise<Snapshot>;
  /** Lets go of the connection; later reads open it anew. Must be called on pagehide (fault B1). */
  close(): void;
}
