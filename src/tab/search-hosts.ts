import { wrap } from 'comlink';
import { PUBLIC_SCOPE } from '../protocol/names.ts';
import type { Collection } from '../model/schema.ts';
import type { SearchApi } from '../protocol/search-api.ts';
import type { Client } from './client.ts';
import { createMemorySource } from './memory-source.ts';
import type { Rungs } from './rungs.ts';
import { scriptUrl } from './trusted-types.ts';
// oxlint-disable-next-line import/default -- Vite's own module, declared in env.d.ts
import workerUrl from '../worker/search.ts?sharedworker&url';

/** A search that was begun, wherever it runs; it ends with the signal that it was given. */
export interface SearchHost {
  /** Rejects where its code cannot be had. */
  readonly api: Promise<SearchApi>;
  /** Rejects when the browser says that it could not be started. */
  readonly failed: Promise<never>;
}

/** Begins a search in one place. */
export type OpenSearchHost = (request: SearchHostRequest, signal: AbortSignal) => SearchHost;

/** What a search is begun with. */
export interface SearchHostRequest {
  readonly client: Client;
  readonly collections: readonly Collection[];
  readonly rungs: Rungs;
  readonly basePath: string;
  /** The copy is read through the client. */
  readonly isInMemory: boolean;
  /** How many failed before it. */
  readonly attempt: number;
}

/** Where a search can run, the best place first; a copy in memory is read from here alone. */
export function searchHosts(rungs: Rungs, isInMemory: boolean): readonly OpenSearchHost[] {
  if (isInMemory || !rungs.worker) return [openInPage];
  const isShared = rungs.shared && 'SharedWorker' in globalThis;
  return [...(isShared ? [openShared, openShared] : []), openDedicated, openInPage];
}

function openShared(request: SearchHostRequest, signal: AbortSignal): SearchHost {
  const worker = new SharedWorker(scriptUrl(addressFor(request)), namedFor(request));
  signal.addEventListener('abort', () => worker.port.close());
  return start(worker, worker.port);
}

function openDedicated(request: SearchHostRequest, signal: AbortSignal): SearchHost {
  const worker = new Worker(scriptUrl(addressFor(request)), namedFor(request));
  signal.addEventListener('abort', () => worker.terminate());
  return start(worker, worker);
}

/** A new name is a new worker, as with the engine's (open-host.ts): one address is fetched once. */
function namedFor({ attempt }: SearchHostRequest): WorkerOptions {
  return { type: 'module', name: `offprint-search ${attempt}` };
}

function start(worker: SharedWorker | Worker, endpoint: MessagePort | Worker): SearchHost {
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', () => reject(new Error('the search worker did not start')));
  });
  failed.catch(() => undefined);
  const api = wrap<SearchApi>(endpoint) as unknown as SearchApi;
  // In an object: a proxy of comlink's looks like a promise to whoever awaits it.
  const calls: SearchApi = {
    search: (...args) => api.search(...args),
    changed: (...args) => api.changed(...args),
  };
  return { api: Promise.resolve(calls), failed };
}

function openInPage(request: SearchHostRequest, signal: AbortSignal): SearchHost {
  const { client, rungs, basePath, collections, isInMemory } = request;
  const source = isInMemory ? { source: createMemorySource(client, collections, signal) } : {};
  const api = import('../worker/search-in-page.ts').then(({ startSearchInPage }) => {
    // Whoever waited for it has gone.
    signal.throwIfAborted();
    // What is in memory the client tells of, and no channel may be had there.
    const bc = rungs.bc && !isInMemory;
    const inPage = startSearchInPage({ bc, scope: PUBLIC_SCOPE, basePath, signal, ...source });
    const stop = client.onStatus(() => inPage.look());
    signal.addEventListener('abort', stop);
    return inPage;
  });
  return { api, failed: new Promise<never>(() => undefined) };
}

/** The address tells a search what it is to read. */
function addressFor({ rungs }: SearchHostRequest): string {
  const query = new URLSearchParams({ build: __BUILD_ID__, scope: PUBLIC_SCOPE });
  if (!rungs.bc) query.set('bc', '0');
  return `${workerUrl}${workerUrl.includes('?') ? '&' : '?'}${query.toString()}`;
}
