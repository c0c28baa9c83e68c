import type { Clock } from './environment.ts';

/** Lets polls out of turn pass, at most so many in a minute; the next one waits until there is room again (fault N17). */
export interface Governor {
  /** Settles when the caller may go on; rejects with the signal's reason. */
  pass(signal: AbortSignal): Promise<void>;
}

/** Counts passes in a sliding minute. */
export function createGovernor(clock: Clock): Governor {
  let passedAt: readonly number[] = [];
  return Object.freeze({
    async pass(signal: AbortSignal) {
      for (;;) {
        signal.throwIfAborted();
        const now = clock.now();
        // A moment in the future is from before the clock was set back, and counts no more.
        passedAt = passedAt.filter((at) => at <= now && now - at < WINDOW_MS);
        if (passedAt.length < MAX_PASSES) break;
        await clock.sleep(passedAt[0]! + WINDOW_MS - now, signal);
      }
      passedAt = [...passedAt, clock.now()];
    },
  });
}

const WINDOW_MS = 60_000;
const MAX_PASSES = 30;
