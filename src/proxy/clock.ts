/** Time as the proxy's parts are handed it: tests drive it by hand, the entry gives the machine's. */
export interface Clock {
  /** Milliseconds since 1970 (UTC). Used for ages and waiting only; it orders nothing (I15). */
  readonly now: () => number;
  /** Settles after `ms`; rejects with the signal's reason when that is aborted first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      // Above 2³¹−1 ms a Node timer fires at once.
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
        Math.min(ms, 2 ** 31 - 1),
      );
      signal?.addEventListener('abort', stop, { once: true });
    }),
});

/**
 * The milliseconds since a moment; Infinity where it lies ahead: it is from before the clock was set back, and nothing is to
 * wait for hours for that (fault N15).
 */
export function passedMs(since: number, now: number): number {
  return now < since ? Infinity : now - since;
}
