import type { Clock } from './environment.ts';

/** Wakes its owner at a moment of the clock, or a little later; setting it anew replaces the moment. */
export interface Alarm {
  set(untilAt: number): void;
  stop(): void;
}

/**
 * Sleeps in short steps, so that a device that slept, a throttled timer or a clock that was set is noticed within
 * `MAX_STEP_MS` (fault B3). `onTick` is called at each step's end as well: whether it is due is for the caller to say.
 */
export function createAlarm(clock: Clock, onTick: () => void): Alarm {
  let pending: AbortController | undefined;

  function stop(): void {
    pending?.abort();
    pending = undefined;
  }

  function set(untilAt: number): void {
    stop();
    const mine = new AbortController();
    pending = mine;
    const ms = Math.min(Math.max(untilAt - clock.now(), 0), MAX_STEP_MS);
    clock.sleep(ms, mine.signal).then(
      () => {
        if (pending === mine) onTick();
      },
      // Stopped or replaced.
      () => undefined,
    );
  }

  return Object.freeze({ set, stop });
}

const MAX_STEP_MS = 30_000;
