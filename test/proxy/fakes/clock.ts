import type { Clock } from '../../../src/proxy/clock.ts';

/** Time that passes only when a test says so. */
export interface TestClock extends Clock {
  /** Lets `ms` pass, timer by timer, with everything that follows from each one done in between. */
  readonly advance: (ms: number) => Promise<void>;
  /** Lets time pass until the condition holds; fails when that takes longer than `withinMs`. */
  readonly until: (condition: () => boolean, withinMs?: number) => Promise<void>;
  /** Waits for a promise while time passes. */
  readonly settle: <T>(promise: Promise<T>, withinMs?: number) => Promise<T>;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that stands at `startMs`, 20 February 2026 unless told. */
export function createTestClock(startMs = Date.UTC(2026, 1, 20)): TestClock {
  let now = startMs;
  const timers = new Set<Timer>();

  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const stop = () => {
        timers.delete(timer);
        reject(signal?.reason as Error);
      };
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const timer: Timer = {
        at: now + Math.max(0, ms),
        fire: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      timers.add(timer);
      signal?.addEventListener('abort', stop, { once: true });
    });

  /** Moves to the next timer, at most to `limit`; false where there is none before it. */
  const step = async (limit: number) => {
    await quiet();
    const next = [...timers].reduce<Timer | undefined>(
      (best, timer) => (best && best.at <= timer.at ? best : timer),
      undefined,
    );
    if (!next || next.at > limit) return false;
    timers.delete(next);
    now = Math.max(now, next.at);
    next.fire();
    await quiet();
    return true;
  };

  const advance = async (ms: number) => {
    const limit = now + ms;
    while (await step(limit));
    now = limit;
    await quiet();
  };

  const until = async (condition: () => boolean, withinMs = 60_000) => {
    const limit = now + withinMs;
    while (!condition()) {
      if (await step(limit)) continue;
      // No timer is left; work on disk or in a thread may still make the condition true.
      if (await eventually(condition)) return;
      throw new Error(`did not happen within ${withinMs} ms of simulated time`);
    }
  };

  return {
    now: () => now,
    sleep,
    advance,
    until,
    settle: async (promise, withinMs) => {
      let isSettled = false;
      const done = promise.finally(() => {
        isSettled = true;
      });
      done.catch(() => undefined);
      await until(() => isSettled, withinMs);
      return done;
    },
  };
}

/** Until what follows from the last event is done: promises, streams and handlers in memory, several turns deep. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 12; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function eventually(condition: () => boolean): Promise<boolean> {
  for (let i = 0; i < 2_000 && !condition(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return condition();
}
