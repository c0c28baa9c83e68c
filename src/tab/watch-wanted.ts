import type { Answer } from '../protocol/worker-api.ts';
import type { Calls } from './calls.ts';
import type { LiveReads } from './live-reads.ts';

/**
 * Live reads that fetch what is not here yet: where a single record cannot be read, the worker is asked for it before all
 * others, and one that does not exist is told as such.
 */
export function watchWanted(reads: LiveReads, call: Calls['call']): LiveReads['watch'] {
  return (request, listener, options) => {
    let isWanted = false;
    let isStopped = false;
    const listen = (answer: Answer) => {
      listener(answer);
      if (answer.state !== 'loading' || !('id' in request) || isWanted) return;
      isWanted = true;
      void call((api) => api.want(request.collection, request.id)).then((outcome) => {
        isWanted = false;
        // Whoever stopped may by now show another record in the same place.
        if (!isStopped && outcome.ok && outcome.value === 'missing') {
          listener({ state: 'ready', rows: [], total: 0 });
        }
      });
    };
    const stop = reads.watch(request, listen, options);
    return () => {
      isStopped = true;
      stop();
    };
  };
}
