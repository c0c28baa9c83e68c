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
    let state: Answer['state'] | undefined;
    const listen = (answer: Answer) => {
      state = answer.state;
      listener(answer);
      if (state !== 'loading' || !('id' in request) || isWanted) return;
      isWanted = true;
      void call((api) => api.want(request.collection, request.id)).then((outcome) => {
        isWanted = false;
        // It may have come meanwhile, and whoever stopped may by now show another record in the same place.
        if (state === 'loading' && outcome.ok && outcome.value === 'missing') {
          listener({ state: 'ready', rows: [], total: 0 });
        }
      });
    };
    const stop = reads.watch(request, listen, options);
    return () => {
      state = undefined;
      stop();
    };
  };
}
