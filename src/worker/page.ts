import type { WorkerApi } from '../protocol/worker-api.ts';
import { collections } from '../site/collections.ts';
import { mutators } from '../site/mutators.ts';
import { locals } from '../site/locals.ts';
import { platformEnvironment } from './environment.ts';
import { reportToConsole } from './report-to-console.ts';
import { startEngine } from './start-engine.ts';

/** Starts the engine in the page itself, where no worker can be had; it ends with the signal. */
export async function startInPage({
  idb,
  bc,
  scope,
  basePath,
  signal,
}: {
  readonly idb: boolean;
  readonly bc: boolean;
  readonly scope: string;
  readonly basePath: string;
  readonly signal: AbortSignal;
}): Promise<WorkerApi> {
  const { api } = await startEngine({
    host: 'page',
    build: { id: __BUILD_ID__, at: __BUILD_AT__ },
    basePath,
    origin: globalThis.location.origin,
    scope,
    collections,
    mutators,
    locals,
    idb,
    bc,
    environment: platformEnvironment(),
    report: reportToConsole,
    signal,
  });
  return api;
}
