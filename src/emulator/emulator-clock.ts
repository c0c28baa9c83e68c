/** A clock that can be moved forward, with all who wait by it. */
export interface EmulatorClock {
  readonly now: () => number;
  /** Settles after this much time, of which some may be skipped by `advance`; rejects when aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly advance: (ms: number) => void;
  /** Back to the time it runs by; whoever waits goes on waiting. */
  readonly reset: () => void;
  /** How far it is ahead, in ms. */
  readonly aheadMs: () => number;
}

/** Runs by `now` and `sleep` until it is moved. */
export function createEmulatorClock(source: {
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}): EmulatorClock {
  let aheadMs = 0;
  let moved = new AbortController();
  const now = (): number => source.now() + aheadMs;
  const sleepUntil = async (atMs: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (now() >= atMs) return;
    const wait = AbortSignal.any([signal, moved.signal]);
    await source.sleep(atMs - now(), wait).catch((error: unknown) => {
      // Moved: how long is left is worked out anew.
      if (!wait.aborted) throw error;
    });
    if (wait.aborted) await sleepUntil(atMs, signal);
  };
  return Object.freeze({
    now,
    sleep: (ms: number, signal: AbortSignal) => sleepUntil(now() + ms, signal),
    advance: (ms: number) => {
      aheadMs += ms;
      const before = moved;
      moved = new AbortController();
      before.abort();
    },
    reset: () => {
      aheadMs = 0;
    },
    aheadMs: () => aheadMs,
  });
}
