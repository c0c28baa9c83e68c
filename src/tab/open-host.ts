import { wrap } from 'comlink';
import { SyncError } from '../protocol/failure.ts';
import type { Host, WorkerApi } from '../protocol/worker-api.ts';
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
  /**
   * Settles when all of its script is on this device: with true where it was so already. Asks for it once more, and rejects
   * where it cannot be had.
   */
  readonly fetched: () => Promise<boolean>;
}

/** Which engine is wanted: on which rung, for which scope, and after how many that died. */
export interface HostRequest {
  readonly host: Host;
  readonly scope: string;
  readonly generation: number;
}

/** A host, and with what rungs and for which site. */
export interface OpenRequest extends HostRequest {
  readonly rungs: Rungs;
  readonly basePath: string;
}

/** Opens a host; letting go of it is aborting the signal. */
export function openHost(request: OpenRequest, signal: AbortSignal): Promise<OpenedHost> {
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
  // A new name is a new worker: after a worker's death a connection could reach the dying one (fault W6). The address
  // stays, so that what is on its way is not fetched again. All tabs pass the same options, or are refused.
  const name = `offprint ${request.generation}`;
  const worker = new SharedWorker(scriptUrl(url), { type: 'module', name });
  signal.addEventListener('abort', () => worker.port.close());
  return openedHost(worker, worker.port, url);
}

function openDedicated(request: OpenRequest, signal: AbortSignal): OpenedHost {
  const url = workerUrl(dedicatedWorkerUrl, request);
  const worker = new Worker(scriptUrl(url), { type: 'module', name: 'offprint' });
  signal.addEventListener('abort', () => worker.terminate());
  return openedHost(worker, worker, url);
}

/** The last host: the same engine in the page itself, loaded only then. The one place where the page imports worker/. */
async function openInPage(request: OpenRequest, signal: AbortSignal): Promise<OpenedHost> {
  const { startInPage } = await import('../worker/page.ts');
  const { rungs, scope, basePath } = request;
  const api = await startInPage({ idb: rungs.idb, bc: rungs.bc, scope, basePath, signal });
  return { api, failed: new Promise<never>(() => undefined), fetched: async () => true };
}

/** The address tells a worker what it is to be. */
function workerUrl(script: string, { rungs, scope }: OpenRequest): string {
  const query = new URLSearchParams({ build: __BUILD_ID__, scope });
  if (!rungs.idb) query.set('idb', '0');
  if (!rungs.bc) query.set('bc', '0');
  // In development the address already carries a query of Vite's.
  return `${script}${script.includes('?') ? '&' : '?'}${query.toString()}`;
}

function openedHost(
  worker: SharedWorker | Worker,
  endpoint: MessagePort | Worker,
  url: string,
): OpenedHost {
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', () => {
      reject(new SyncError('worker-gone', `${url} did not start`));
    });
  });
  failed.catch(() => undefined);
  return {
    api: wrap<WorkerApi>(endpoint) as unknown as WorkerApi,
    failed,
    fetched: async () => {
      const askedAt = performance.now();
      await (await fetch(url)).arrayBuffer();
      return performance.now() - askedAt < AT_HAND_MS;
    },
  };
}

/** A script that is on this device is read in this time. */
const AT_HAND_MS = 300;
