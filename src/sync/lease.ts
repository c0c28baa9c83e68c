import type { Clock, Random } from './environment.ts';
import { jittered } from './schedule.ts';

/**
 * A follower's watch over the owner. A frozen or hung owner keeps its Web Lock (fault B2), so while a tab is visible
 * here the owner is asked now and then, and one that does not answer in time has lost its lease. Asking rather than
 * listening for a heartbeat costs nothing where there are no followers, and needs no timer of the owner's, which a
 * browser may slow down to one a minute. Without a channel nobody can be asked, so
 * the store goes to whoever is looked at; to two who are, in turns.
 */
export interface Lease {
  /** Begins to watch, or goes on; stops where `isNeeded` is false. */
  watch(isNeeded: boolean): void;
  /** The owner said something. */
  heard(): void;
}

/** `ask` posts what an owner answers to; `onExpired` is called once, and again a lease later while watching. */
export function createLease({
  clock,
  random,
  ask,
  onExpired,
}: {
  readonly clock: Clock;
  readonly random: Random;
  readonly ask: () => void;
  readonly onExpired: () => void;
}): Lease {
  let watching: AbortController | undefined;
  let answers = 0;

  async function run(signal: AbortSignal): Promise<void> {
    for (;;) {
      // One answer serves all who ask within a second (relay.ts), so one that came shortly before the question counts:
      // the question itself may stay without. At first it also gives a free lock time to become ours.
      const before = answers;
      await clock.sleep(LISTEN_MS, signal);
      ask();
      // Jitter, so that of several followers one steals and the others hear of it.
      await clock.sleep(jittered(ANSWER_MS, random), signal);
      if (answers === before) onExpired();
    }
  }

  return Object.freeze({
    watch(isNeeded: boolean) {
      if (isNeeded === (watching !== undefined)) return;
      watching?.abort();
      watching = isNeeded ? new AbortController() : undefined;
      // It ends only by its signal.
      if (watching) run(watching.signal).catch(() => undefined);
    },
    heard() {
      answers++;
    },
  });
}

/** Longer than an owner stays silent after an answer. */
const LISTEN_MS = 1200;
const ANSWER_MS = 4000;
