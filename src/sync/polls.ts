import type { Clock } from './environment.ts';
import { createGovernor } from './governor.ts';
import type { PullResult } from './puller.ts';

/** Polls, one at a time, numbered from 1. What a stopped one still finds is told all the same: it may have committed. */
export interface Polls {
  start(isUrgent: boolean): void;
  /** Stops the one under way, but for a commit that has begun. */
  stop(): void;
  /** Settles when none is under way. */
  rest(): Promise<void>;
  /** The number of the newest one, and how long the last that ended took. */
  last(): { readonly run: number; readonly tookMs: number };
}

/** How a poll ended. */
export interface PollEnd {
  readonly run: number;
  /** It was stopped: whoever stopped it knows why, and waits for nothing more. */
  readonly isStopped: boolean;
}

/** `pull` is one check; the listeners hear of its end and must not throw. */
export function createPolls({
  clock,
  ready,
  pull,
  onStarted,
  onResult,
  onFailed,
}: {
  readonly clock: Clock;
  /** Each waits for it before it begins. */
  readonly ready: () => unknown;
  readonly pull: (signal: AbortSignal) => Promise<PullResult>;
  readonly onStarted: () => void;
  readonly onResult: (result: PullResult, end: PollEnd) => void;
  readonly onFailed: (error: unknown, end: PollEnd) => void;
}): Polls {
  const governor = createGovernor(clock);
  let run = 0;
  let tookMs = 0;
  let stopper: AbortController | undefined;
  let resting: Promise<void> = Promise.resolve();

  async function runOne(mine: number, isUrgent: boolean, signal: AbortSignal): Promise<void> {
    try {
      if (isUrgent) await governor.pass(signal);
      await ready();
      signal.throwIfAborted();
      onStarted();
      const startedAt = clock.now();
      const result = await pull(signal);
      tookMs = Math.max(0, clock.now() - startedAt);
      onResult(result, { run: mine, isStopped: signal.aborted });
    } catch (error) {
      // Everything that can go wrong in a poll ends here, and the loop goes on (B25).
      onFailed(error, { run: mine, isStopped: signal.aborted });
    }
  }

  return Object.freeze({
    start(isUrgent: boolean) {
      stopper?.abort();
      stopper = new AbortController();
      run++;
      const { signal } = stopper;
      const mine = run;
      // A stopped one may still be committing.
      resting = resting.then(() => runOne(mine, isUrgent, signal));
    },
    stop() {
      stopper?.abort();
    },
    rest: () => resting,
    last: () => ({ run, tookMs }),
  });
}
