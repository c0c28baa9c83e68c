import { PUBLIC_SCOPE } from '../protocol/names.ts';
import type { Host, WorkerApi } from '../protocol/worker-api.ts';
import { deferApi } from './deferred-api.ts';
import { platformEnvironment } from './environment.ts';
import { reportToConsole } from './report-to-console.ts';
import { startEngine, type StartOptions } from './start-engine.ts';

/** Starts the engine of this worker, whose own address says what is forbidden; its API can be called at once. */
export function startInWorker(
  host: Host,
  site: Pick<StartOptions, 'collections' | 'mutators' | 'locals'>,
  { href, origin }: { readonly href: string; readonly origin: string },
): WorkerApi {
  const query = new URL(href).searchParams;
  const engine = startEngine({
    host,
    build: { id: __BUILD_ID__, at: __BUILD_AT__ },
    basePath: import.meta.env.BASE_URL,
    origin,
    scope: query.get('scope') ?? PUBLIC_SCOPE,
    ...site,
    idb: query.get('idb') !== '0',
    bc: query.get('bc') !== '0',
    environment: platformEnvironment(),
    report: reportToConsole,
    signal: new AbortController().signal,
  });
  return deferApi(engine.then(({ api }) => api));
}
