import { expose } from 'comlink';
import { PUBLIC_SCOPE } from '../protocol/names.ts';
import { collections } from '../site/collections.ts';
import { searchables } from '../site/search.ts';
import { platformEnvironment } from './environment.ts';
import { startSearch } from './start-search.ts';

/*
 * The worker that searches, apart from the engine: it is loaded by those who search, and its index may grow without
 * keeping a commit waiting. One for all tabs where there is a SharedWorker, else one for the tab that searches.
 */
const scope = globalThis as unknown as SharedWorkerGlobalScope & DedicatedWorkerGlobalScope;
const query = new URL(scope.location.href).searchParams;
const api = startSearch({
  basePath: import.meta.env.BASE_URL,
  scope: query.get('scope') ?? PUBLIC_SCOPE,
  collections,
  searchables,
  bc: query.get('bc') !== '0',
  environment: platformEnvironment(),
  indexedDB: scope.indexedDB,
  signal: new AbortController().signal,
});

if ('onconnect' in scope) {
  scope.addEventListener('connect', (event) => {
    const port = event.ports[0];
    if (port) expose(api, port);
  });
} else expose(api);
