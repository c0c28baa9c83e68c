import type { Clock } from './clock.ts';

/** A sleep that somebody else may end. */
export interface Wakeable {
  /** Settles after `ms`, or as soon as it is woken; rejects with the signal's reason when that is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Ends the sleep under way; without one the next sleep ends at once, so that no call is lost. */
  readonly wake: () => void;
}

/** Creates one for one sleeper. */
export function createWakeable(clock: Clock): Wakeable {
  let waking = new AbortController();
  return Object.freeze({
    sleep: async (ms: number, signal: AbortSignal) => {
      try {
        await clock.sleep(ms, AbortSignal.any([signal, waking.signal]));
      } catch {
        // Woken, unless it is the caller's own signal.
        signal.throwIfAborted();
      }
      waking = new AbortController();
    },
    wake: () => waking.abort(),
  });
}
