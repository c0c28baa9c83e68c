import type { Build, Host } from '../protocol/worker-api.ts';
import { sleep } from '../store/sleep.ts';
import { followPage } from './follow-page.ts';
import type { HostRequest, OpenedHost } from './open-host.ts';
import type { Rungs } from './rungs.ts';

/** What a client needs of its page; everything that touches a global is here, so that two tabs fit in one test. */
export interface TabEnvironment {
  readonly build: Build;
  readonly hosts: readonly Host[];
  /** Opens one host; letting go of it is aborting the signal. */
  readonly openHost: (request: HostRequest, signal: AbortSignal) => Promise<OpenedHost>;
  readonly locks: Pick<LockManager, 'request'>;
  readonly indexedDB: IDBFactory | undefined;
  /** Gives nothing where the browser forbids channels. */
  readonly openChannel: ((name: string) => BroadcastChannel | undefined) | undefined;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly newId: () => string;
  readonly isVisible: () => boolean;
  /** Settles when the page is drawn next, or soon where nobody looks at it; where left out nothing waits for that. */
  readonly nextFrame?: () => Promise<void>;
  /** Calls back on everything after which a tab may have missed something; returns the stop. */
  readonly listen: (listener: (event: PageEvent) => void) => () => void;
}

/**
 * 'hide' when it is left or frozen, 'restore' when it comes back. A frozen page hears what is broadcast, and a read that
 * it began then would not end before it wakes: nobody could write the cache (fault B2).
 */
export type PageEvent = 'shown' | 'hidden' | 'hide' | 'restore' | 'online' | 'offline';

/** The environment of a browser's page. */
export function browserEnvironment(rungs: Rungs, basePath: string): TabEnvironment {
  return {
    build: { id: __BUILD_ID__, at: __BUILD_AT__ },
    hosts: hostsFor(rungs),
    openHost: async (request, signal) => {
      // Loaded after the first read, which needs no worker: beside it, it held the first list up by a third.
      const host = await import('./open-host.ts');
      // Nobody would end a worker that was begun for a page that is left.
      signal.throwIfAborted();
      return host.openHost({ ...request, rungs, basePath }, signal);
    },
    locks: navigator.locks,
    indexedDB: rungs.idb ? globalThis.indexedDB : undefined,
    openChannel: rungs.bc ? openChannel : undefined,
    sleep,
    newId: () => crypto.randomUUID(),
    isVisible,
    nextFrame: () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => resolve());
        setTimeout(resolve, HIDDEN_FRAME_MS);
      }),
    listen,
  };
}

function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    // A browser without channels, or a Firefox that is to keep no site's data.
    return undefined;
  }
}

/** A hidden page is not drawn, and stays up to date all the same. */
const HIDDEN_FRAME_MS = 100;

function hostsFor(rungs: Rungs): readonly Host[] {
  const hosts: Host[] = [];
  if (rungs.worker && rungs.shared && 'SharedWorker' in globalThis) hosts.push('shared');
  if (rungs.worker && 'Worker' in globalThis) hosts.push('dedicated');
  return [...hosts, 'page'];
}

function listen(listener: (event: PageEvent) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  followPage(window, signal, (isLeft) => listener(isLeft ? 'hide' : 'restore'));
  const tellVisible = () => listener(isVisible() ? 'shown' : 'hidden');
  document.addEventListener('visibilitychange', tellVisible, { signal });
  addEventListener('online', () => listener('online'), { signal });
  addEventListener('offline', () => listener('offline'), { signal });
  return () => stop.abort();
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}
