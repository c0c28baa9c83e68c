import { expose } from 'comlink';
import { collections } from '../site/collections.ts';
import { mutators } from '../site/mutators.ts';
import { locals } from '../site/locals.ts';
import { startInWorker } from './start-in-worker.ts';

/*
 * The SharedWorker: one engine for all tabs. WebKit may run this script again behind the same ports (fault W2): nothing
 * that matters is only in memory, and the new instance's hello tells.
 */
const scope = globalThis as unknown as SharedWorkerGlobalScope;
const api = startInWorker('shared', { collections, mutators, locals }, scope.location);

scope.addEventListener('connect', (event) => {
  const port = event.ports[0];
  if (port) expose(api, port);
});
