import type { Collection } from '../model/schema.ts';
import { decodeBroadcast } from '../protocol/broadcast.ts';
import { namesFor } from '../protocol/names.ts';
import type { SearchApi } from '../protocol/search-api.ts';
import { createSearchEngine } from '../search/search-engine.ts';
import type { SearchSource } from '../search/search-source.ts';
import type { Searchable } from '../search/searchable.ts';
import { createStoreSource } from '../search/store-source.ts';
import { closedChannel, type WorkerEnvironment } from './environment.ts';

/** What an entry knows about its site and its rung. */
export interface StartSearchOptions {
  readonly basePath: string;
  readonly scope: string;
  readonly collections: readonly Collection[];
  readonly searchables: readonly Searchable[];
  /** False where the address forbids the channel. */
  readonly bc: boolean;
  readonly environment: Pick<WorkerEnvironment, 'clock' | 'openChannel'>;
  readonly indexedDB: IDBFactory;
  /** Where a page reads otherwise than from the cache database; it then says itself when to look. */
  readonly source?: SearchSource;
  readonly signal: AbortSignal;
}

/** Opens store and channel, and starts to index: the composition root of search on every host. */
export function startSearch(options: StartSearchOptions): SearchApi & { look(): void } {
  const { basePath, scope, collections, searchables, environment, indexedDB, signal } = options;
  const names = namesFor(basePath, scope, collections);
  const store = createStoreSource({ database: names.database, collections, indexedDB });
  const engine = createSearchEngine({
    searchables,
    source: options.source ?? store,
    clock: environment.clock,
    signal,
  });
  const channel = options.bc ? environment.openChannel(names.channel) : closedChannel();
  channel.subscribe((value) => {
    const message = decodeBroadcast(value);
    if (message?.type === 'committed' && message.store === names.database) engine.heard(message);
  });
  const stop = () => {
    channel.close();
    store.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  return engine;
}
