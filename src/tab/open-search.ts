import { wrap } from 'comlink';
import type { Collection } from '../model/schema.ts';
import type { SearchAnswer, SearchApi, SearchStatus } from '../protocol/search-api.ts';
import type { Client } from './client.ts';
import { createMemorySource } from './memory-source.ts';
import type { Rungs } from './rungs.ts';
import { scriptUrl } from './trusted-types.ts';
// oxlint-disable-next-line import/default -- Vite's own module, declared in env.d.ts
import workerUrl from '../worker/search.ts?sharedworker&url';

/** A tab's way to search what is kept on this device. Nothing runs until it is first used. */
export interface Search {
  /** Rejects where nothing that could search can be started. */
  search(text: string, limit: number): Promise<SearchAnswer>;
  /** Calls back now and whenever answers may be others than before; returns the stop. */
  onStatus(listener: (status: SearchStatus) => void): () => void;
  /** Begins to index, for whoever may ask. */
  start(): void;
}

export interface OpenSearchOptions {
  readonly client: Client;
  readonly collections: readonly Collection[];
  readonly rungs: Rungs;
  readonly basePath: string;
}

/**
 * Searches in a worker that all tabs share; in one of its own, then in the page, where that cannot be had or dies. It lets
 * go of everything on pagehide, and begins anew when it is used again.
 */
export function openSearch({ client, ...options }: OpenSearchOptions): Search {
  const { rungs } = options;
  const listeners = new Set<(status: SearchStatus) => void>();
  let opened: Opened | undefined;
  let status: SearchStatus | undefined;
  let failures = 0;

  /** A copy in memory is read through the client, and so from here. */
  const isInMemory = () => !rungs.idb || client.status().storage === 'memory';

  function hosts(): readonly OpenHost[] {
    if (isInMemory() || !rungs.worker) return [openInPage];
    const isShared = rungs.shared && 'SharedWorker' in globalThis;
    return [...(isShared ? [openShared, openShared] : []), openDedicated, openInPage];
  }

  function open(): Opened {
    if (opened) return opened;
    const stop = new AbortController();
    const all = hosts();
    const host = all[Math.min(failures, all.length - 1)]!;
    const request = { ...options, client, isInMemory: isInMemory(), attempt: failures };
    const mine: Opened = { ...host(request, stop.signal), stop, isLast: host === all.at(-1) };
    opened = mine;
    void follow(mine);
    return mine;
  }

  function letGo(one: Opened | undefined = opened): void {
    if (one !== opened) return;
    opened = undefined;
    one?.stop.abort();
  }

  /** Tells the listeners of each status, until this host is let go of. */
  async function follow(mine: Opened): Promise<void> {
    const api = await mine.api;
    let revision = -1;
    while (opened === mine) {
      const next = await api.changed(revision);
      if (opened !== mine) return;
      revision = next.revision;
      status = next;
      for (const listener of listeners) listener(next);
    }
  }

  /** Asks, and where nobody answers asks the next host: a dead worker is silent (fault W1). */
  async function ask<T>(question: (api: SearchApi) => Promise<T>): Promise<T> {
    for (;;) {
      const mine = open();
      try {
        return await Promise.race([mine.api.then(question), mine.failed, tooLate(mine)]);
      } catch (error) {
        if (mine.isLast) throw error;
        if (mine === opened) failures++;
        letGo(mine);
      }
    }
  }

  // What a page in the back/forward cache holds open keeps it from coming back (fault B1).
  addEventListener('pagehide', () => letGo());
  addEventListener('pageshow', ({ persisted }) => persisted && listeners.size > 0 && open());
  client.onStatus(() => {
    if (opened && opened.isInMemory !== isInMemory()) letGo();
  });

  return Object.freeze({
    search: (text: string, limit: number) => ask((api) => api.search(text, limit)),
    onStatus(listener: (status: SearchStatus) => void) {
      listeners.add(listener);
      open();
      if (status) listener(status);
      return () => void listeners.delete(listener);
    },
    start: () => void open(),
  });
}

interface Started {
  readonly api: Promise<SearchApi>;
  /** Rejects when the browser says that the host could not be started. */
  readonly failed: Promise<never>;
  readonly isInMemory: boolean;
}

interface Opened extends Started {
  readonly stop: AbortController;
  readonly isLast: boolean;
}

type OpenHost = (request: HostRequest, signal: AbortSignal) => Started;

interface HostRequest extends OpenSearchOptions {
  readonly isInMemory: boolean;
  readonly attempt: number;
}

function openShared(request: HostRequest, signal: AbortSignal): Started {
  const worker = new SharedWorker(scriptUrl(addressFor(request)), NAMED);
  signal.addEventListener('abort', () => worker.port.close(), { once: true });
  return start(worker, worker.port);
}

function openDedicated(request: HostRequest, signal: AbortSignal): Started {
  const worker = new Worker(scriptUrl(addressFor(request)), NAMED);
  signal.addEventListener('abort', () => worker.terminate(), { once: true });
  return start(worker, worker);
}

const NAMED = { type: 'module', name: 'offprint-search' } as const;

function start(worker: SharedWorker | Worker, endpoint: MessagePort | Worker): Started {
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
  return { api: Promise.resolve(calls), failed, isInMemory: false };
}

function openInPage(request: HostRequest, signal: AbortSignal): Started {
  const { client, rungs, basePath, collections, isInMemory } = request;
  const source = isInMemory ? { source: createMemorySource(client, collections) } : {};
  const api = import('../worker/search-in-page.ts').then(({ startSearchInPage }) => {
    const inPage = startSearchInPage({ bc: rungs.bc, scope: SCOPE, basePath, signal, ...source });
    const stop = client.onStatus(() => inPage.look());
    signal.addEventListener('abort', stop, { once: true });
    return inPage;
  });
  return { api, failed: new Promise<never>(() => undefined), isInMemory };
}

/** A new address is a new worker: a connection could reach one that is dying (fault W6). */
function addressFor({ rungs, attempt }: HostRequest): string {
  const query = new URLSearchParams({ build: __BUILD_ID__, scope: SCOPE, try: String(attempt) });
  if (!rungs.bc) query.set('bc', '0');
  return `${workerUrl}${workerUrl.includes('?') ? '&' : '?'}${query.toString()}`;
}

const SCOPE = 'public';

/** A worker's script may have to be fetched first. */
const DEADLINE_MS = 8000;

function tooLate({ isLast, stop }: Opened): Promise<never> {
  return new Promise((_, reject) => {
    if (isLast) return;
    const timer = setTimeout(() => reject(new Error('the search worker is silent')), DEADLINE_MS);
    stop.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('the search worker was let go of'));
    });
  });
}
