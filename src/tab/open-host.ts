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
