import { expose } from 'comlink';
import { collections } from '../site/collections.ts';
import { mutators } from '../site/mutators.ts';
import { locals } from '../site/locals.ts';
import { startInWorker } from './start-in-worker.ts';

/* A dedicated worker, where there is no SharedWorker: each tab has one, and the cache lock chooses who writes. */
expose(startInWorker('dedicated', { collections, mutators, locals }, globalThis.location));
