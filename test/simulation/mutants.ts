import type { Cache } from '../../src/cache/cache.ts';
import type { Storage } from '../../src/cache/storage.ts';
import type { SourceChange } from '../../src/proxy/source/source.ts';
import type { Fetch, Clock } from '../../src/sync/environment.ts';
import type { ReadSnapshot } from '../../src/tab/live-reads.ts';

/** One thing that is broken on purpose, to see that the oracle sees it. An empty one breaks nothing. */
export interface Mutant {
  readonly tamperCache?: (cache: Cache) => Cache;
  readonly tamperStorage?: (storage: Storage) => Storage;
  readonly tamperRead?: (clock: Clock) => (read: ReadSnapshot) => ReadSnapshot;
  readonly tamperFetch?: (fetch: Fetch) => Fetch;
  readonly tamperSleep?: (ms: number) => number;
  readonly isDeafToCatchUps?: boolean;
  readonly tamperUpstream?: (
    fetch: (request: Request) => Promise<Response>,
  ) => (request: Request) => Promise<Response>;
  readonly tamperNews?: (changes: readonly SourceChange[]) => readonly SourceChange[];
}
