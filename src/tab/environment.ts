import { wrap } from 'comlink';
import type { Build, Host, WorkerApi } from '../protocol/worker-api.ts';
import { SyncError } from '../protocol/failure.ts';
import type { Rungs } from './rungs.ts';
import { scriptUrl } from './trusted-types.ts';
// oxlint-disable-next-line import/default -- Vite's own module, declared in env.d.ts
import sharedWorkerUrl from '../worker/shared.ts?sharedworker&url';
// oxlint-disable-next-line import/default -- Vite's own module, declared in env.d.ts
import dedicatedWorkerUrl from '../worker/dedicated.ts?worker&url';

/** A host that was opened: its API, and a promise that rejects when the browser says that it failed to start. */
export interface OpenedHost {
  readonly api: WorkerApi;
  readonly failed: Promise<never>;
}

/** Which engine is wanted: on which rung, for which scope, and after how many that died. */
export interface HostRequest {
  readonly host: Host;
  readonly scope: string;
  readonly generation: number;
}

/** What a client needs of its page; everything that touches a global is here, so that two tabs fit in one test. */
export interface TabEnvironment {
  readonly build: Build;
  readonly hosts: readonly Host[];
  /** Opens one host; letting go of it is aborting the signal. */
  readonly openHost: (request: HostRequest, signal: AbortSignal) => Promise<OpenedHost>;
  readonly locks: Pick<LockManager, 'request'>;
  readonly indexedDB: IDBFactory | undefined;
  readonly openChannel: ((name: string) => BroadcastChannel) | undefined;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly newId: () => string;
  readonly isVisible: () => boolean;
  /** Settles when the page is drawn next, or soon where nobody looks at it; where left out nothing waits for that. */
  readonly nextFrame?: () => Promise<void>;
  /** Calls back on everything after which a tab may have missed something; returns the stop. */
  readonly listen: (listener: (event: PageEvent) => void) => () => void;
}

/** 'shown' also after a freeze; 'hide' is pagehide, 'restore' is pageshow from the back/forward cache. */
export type PageEvent = 'shown' | 'hidden' | 'hide' | 'restore' | 'online' | 'offline';

/** The environment of a browser's page. */
export function browserEnvironment(rungs: Rungs, basePath: string): TabEnvironment {
  return {
    build: { id: __BUILD_ID__, at: __BUILD_AT__ },
    hosts: hostsFor(rungs),
    openHost: (request, signal) => openHost({ ...request, rungs, basePath }, signal),
    locks: navigator.locks,
    indexedDB: rungs.idb ? globalThis.indexedDB : undefined,
    openChannel:
      rungs.bc && 'BroadcastChannel' in globalThis
        ? (name) => new BroadcastChannel(name)
        : undefined,
    sleep,
    newId: () => crypto.randomUUID(),
    isVisible: () => document.visibilityState === 'visible',
    nextFrame: () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => resolve());
        setTimeout(resolve, HIDDEN_FRAME_MS);
      }),
    listen,
  };
}

/** A hidden page is not drawn, and stays up to date all the same. */
const HIDDEN_FRAME_MS = 100;

function hostsFor(rungs: Rungs): readonly Host[] {
  const hosts: Host[] = [];
  if (rungs.worker && rungs.shared && 'SharedWorker' in globalThis) hosts.push('shared');
  if (rungs.worker && 'Worker' in globalThis) hosts.push('dedicated');
  return [...hosts, 'page'];
}

interface OpenRequest extends HostRequest {
  readonly rungs: Rungs;
  readonly basePath: string;
}

function openHost(request: OpenRequest, signal: AbortSignal): Promise<OpenedHost> {
  switch (request.host) {
    case 'shared':
      return Promise.resolve(openShared(request, signal));
    case 'dedicated':
      return Promise.resolve(openDedicated(request, signal));
    case 'page':
      return openInPage(request, signal);
  }
}

function openShared(request: OpenRequest, signal: AbortSignal): OpenedHost {
  const url = workerUrl(sharedWorkerUrl, request);
  // All tabs pass the same options: a SharedWorker of one URL with other options is refused.
  const worker = new SharedWorker(scriptUrl(url), { type: 'module', name: 'offprint' });
  signal.addEventListener('abort', () => worker.port.close(), { once: true });
  return { api: wrapPort(worker.port), failed: failureOf(worker, 'shared') };
}

function openDedicated(request: OpenRequest, signal: AbortSignal): OpenedHost {
  const url = workerUrl(dedicatedWorkerUrl, request);
  const worker = new Worker(scriptUrl(url), { type: 'module', name: 'offprint' });
  signal.addEventListener('abort', () => worker.terminate(), { once: true });
  return { api: wrapPort(worker), failed: failureOf(worker, 'dedicated') };
}

/** The last host: the same engine in the page itself, loaded only then. The one place where the page imports worker/. */
async function openInPage(request: OpenRequest, signal: AbortSignal): Promise<OpenedHost> {
  const { startInPage } = await import('../worker/page.ts');
  const { rungs, scope, basePath } = request;
  const api = await startInPage({ idb: rungs.idb, bc: rungs.bc, scope, basePath, signal });
  return { api, failed: new Promise<never>(() => undefined) };
}

/** A new URL is a new worker: after a worker's death a connection could reach the dying one (fault W6). */
function workerUrl(script: string, { rungs, scope, generation }: OpenRequest): string {
  const query = new URLSearchParams({ build: __BUILD_ID__, scope, try: String(generation) });
  if (!rungs.idb) query.set('idb', '0');
  if (!rungs.bc) query.set('bc', '0');
  // In development the address already carries a query of Vite's.
  return `${script}${script.includes('?') ? '&' : '?'}${query.toString()}`;
}

function wrapPort(endpoint: MessagePort | Worker): WorkerApi {
  return wrap<WorkerApi>(endpoint) as unknown as WorkerApi;
}

function failureOf(worker: SharedWorker | Worker, host: Host): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', () => {
      reject(new SyncError('worker-gone', `the ${host} worker's script could not be started`));
    });
  });
  failed.catch(() => undefined);
  return failed;
}

/** Settles after this time; rejects when the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}

function listen(listener: (event: PageEvent) => void): () => void {
  const stop = new AbortController();
  const on = (target: EventTarget, type: string, tell: (event: Event) => PageEvent | undefined) => {
    const heard = (event: Event) => {
      const told = tell(event);
      if (told) listener(told);
    };
    target.addEventListener(type, heard, { signal: stop.signal });
  };
  on(document, 'visibilitychange', () =>
    document.visibilityState === 'visible' ? 'shown' : 'hidden',
  );
  on(document, 'resume', () => 'shown');
  on(window, 'pagehide', () => 'hide');
  on(window, 'pageshow', (event) =>
    (event as PageTransitionEvent).persisted ? 'restore' : undefined,
  );
  on(window, 'online', () => 'online');
  on(window, 'offline', () => 'offline');
  return () => stop.abort();
}
