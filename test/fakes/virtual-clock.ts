import type { Clock } from '../../src/sync/environment.ts';

/**
 * Time that moves only when told. Sleepers wake in the order of their deadlines; between two of them everything that
 * can run without time runs. The wall clock may be set without any time passing, as people and networks do (fault B3).
 */
export interface VirtualClock extends Clock {
  /** Lets this much time pass. */
  advance(ms: number): Promise<void>;
  /** Runs everything that needs no time. */
  settle(): Promise<void>;
  /** Sets the wall clock forward, or back, by this; no sleeper wakes for it. */
  setBy(ms: number): void;
  /** Lets this much time pass without anybody waking, then wakes all that are due: a device that slept. */
  suspend(ms: number): Promise<void>;
  /** How many sleep. */
  readonly sleepers: number;
}

/** A clock at a fixed moment. `turns`: how many turns of the event loop count as 'everything has run'. */
export function createVirtualClock({
  startAt = Date.UTC(2026, 0, 1),
  turns = 3,
}: { readonly startAt?: number; readonly turns?: number } = {}): VirtualClock {
  let passedMs = 0;
  let setMs = 0;
  let order = 0;
  const sleepers = new Set<Sleeper>();

  async function settle(): Promise<void> {
    for (let i = 0; i < turns; i++) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  function nextDue(untilMs: number): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.dueMs > untilMs) continue;
      const isEarlier =
        !next ||
        sleeper.dueMs < next.dueMs ||
        (sleeper.dueMs === next.dueMs && sleeper.order < next.order);
      if (isEarlier) next = sleeper;
    }
    return next;
  }

  async function wakeUntil(untilMs: number): Promise<void> {
    await settle();
    for (let next = nextDue(untilMs); next; next = nextDue(untilMs)) {
      passedMs = Math.max(passedMs, next.dueMs);
      next.wake();
      await settle();
    }
    passedMs = untilMs;
  }

  return {
    now: () => startAt + passedMs + setMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error);
        const stop = () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        };
        const wake = () => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', stop);
          resolve();
        };
        const sleeper = { dueMs: passedMs + Math.max(0, ms), order: order++, wake };
        sleepers.add(sleeper);
        signal.addEventListener('abort', stop, { once: true });
      }),
    advance: (ms) => wakeUntil(passedMs + ms),
    settle,
    setBy(ms) {
      setMs += ms;
    },
    async suspend(ms) {
      passedMs += ms;
      await wakeUntil(passedMs);
    },
    get sleepers() {
      return sleepers.size;
    },
  };
}

interface Sleeper {
  readonly dueMs: number;
  readonly order: number;
  readonly wake: () => void;
}
