import type { Collection } from '../model/schema.ts';
import type { SearchAnswer, SearchApi, SearchStatus } from '../protocol/search-api.ts';
import type { Client } from './client.ts';
import { followPage } from './follow-page.ts';
import type { Rungs } from './rungs.ts';
import { searchHosts, type SearchHost } from './search-hosts.ts';

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
  /** Where a search can run; the browser's own places where left out. */
  readonly hosts?: typeof searchHosts;
  /** What tells that the page is left, and comes back; the window where left out. */
  readonly page?: Pick<Window, 'addEventListener'>;
}

/**
 * Searches in a worker that all tabs share; in one of its own, then in the page, where that cannot be had or dies. It lets
 * go of everything when the page is left or frozen, and begins anew when it is used again.
 */
export function openSearch({ client, ...options }: OpenSearchOptions): Search {
  const { rungs, hosts = searchHosts, page = globalThis as unknown as Window } = options;
  const listeners = new Set<(status: SearchStatus) => void>();
  let opened: Opened | undefined;
  let status: SearchStatus | undefined;
  let failures = 0;
  let isLeft = false;

  const isInMemory = () => !rungs.idb || client.status().storage === 'memory';

  function open(): Opened {
    if (opened) return opened;
    const stop = new AbortController();
    const all = hosts(rungs, isInMemory());
    const host = all[Math.min(failures, all.length - 1)]!;
    const request = { ...options, client, isInMemory: isInMemory(), attempt: failures };
    // A browser that forbids workers throws.
    const begun = (async () => host(request, stop.signal))();
    const api = begun.then((one) => one.api);
    const isLast = host === all.at(-1);
    const mine: Opened = { api, stop, isLast, isInMemory: request.isInMemory };
    opened = mine;
    const failed = begun.then((one) => one.failed);
    // Whoever asks it is told that it was let go of, and is answered by the next one, if there is one.
    Promise.race([follow(mine), failed]).catch(() => giveUp(mine));
    return mine;
  }

  function giveUp(one: Opened): void {
    if (one === opened && !one.isLast) failures++;
    letGo(one);
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
      const over = new AbortController();
      try {
        return await Promise.race([mine.api.then(question), lost(mine, over.signal)]);
      } catch (error) {
        if (mine.isLast || isLeft) throw error;
        giveUp(mine);
      } finally {
        over.abort();
      }
    }
  }

  followPage(page, new AbortController().signal, (isLeftNow) => {
    isLeft = isLeftNow;
    if (isLeft) letGo();
    else if (listeners.size > 0) open();
  });
  client.onStatus(() => {
    if (!opened || opened.isInMemory === isInMemory()) return;
    letGo();
    // Whoever shows results is told of those of the other copy.
    if (listeners.size > 0) open();
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

interface Opened extends Pick<SearchHost, 'api'> {
  readonly stop: AbortController;
  readonly isLast: boolean;
  readonly isInMemory: boolean;
}

/** A worker's script may have to be fetched first. */
const DEADLINE_MS = 8000;

/** Rejects when this host is let go of, or a worker is silent for too long; nothing is left of it once it is over. */
function lost({ isLast, stop }: Opened, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (why: string) => reject(new Error(`the search ${why}`));
    stop.signal.addEventListener('abort', () => end('was let go of'), { signal: over });
    if (isLast) return;
    const timer = setTimeout(end, DEADLINE_MS, 'worker is silent');
    over.addEventListener('abort', () => clearTimeout(timer));
  });
}
