import type { Clock } from '../../clock.ts';

/** How many calls a second may see, wherever on their way they are held up. */
export interface CallWindow {
  /** When the next call may begin (ms since 1970); now, or earlier, where that is at once. */
  readonly roomAt: () => number;
  /** Notes that a call begins; gives the way to say that its answer came, or never will. Saying so again does nothing. */
  readonly begin: () => () => void;
}

/** Airtable refuses the sixth call in a second; we never begin a fifth. */
const MAX_BEGUN = 4;
/**
 * A call arrives at some time between its start and its answer: held up on the way, those of two seconds may arrive in
 * one. So each of these has a place until a second after its answer. While answers take less than a quarter of a second
 * that holds nothing up.
 */
const MAX_ARRIVING = 5;

/** Creates the window of one base. With `startsFull` it is as if four calls began, and were answered, just now. */
export function createCallWindow(clock: Clock, { startsFull = false } = {}): CallWindow {
  const former = startsFull ? Array.from({ length: MAX_BEGUN }, clock.now) : [];
  let begunAt: readonly number[] = former;
  let answeredAt: readonly number[] = former;
  let unanswered = 0;

  return Object.freeze({
    roomAt: () => {
      const now = clock.now();
      begunAt = withinSecond(begunAt, now);
      answeredAt = withinSecond(answeredAt, now);
      // An answer that is still to come comes now at the soonest.
      const arrivedBy = [...answeredAt, ...Array.from({ length: unanswered }, () => now)];
      return Math.max(
        roomBeside(begunAt, MAX_BEGUN, now),
        roomBeside(arrivedBy, MAX_ARRIVING, now),
      );
    },
    begin: () => {
      begunAt = [...begunAt, clock.now()];
      unanswered++;
      let isAnswered = false;
      return () => {
        if (isAnswered) return;
        isAnswered = true;
        unanswered--;
        answeredAt = [...answeredAt, clock.now()];
      };
    },
  });
}

/** Those of the last second. A clock set back must not hold calls up for hours: what lies in the future counts as now. */
function withinSecond(times: readonly number[], now: number): readonly number[] {
  return times.map((at) => Math.min(at, now)).filter((at) => now - at <= 1_000);
}

/** When one more makes no more than `most` in any second; the times are in order. */
function roomBeside(times: readonly number[], most: number, now: number): number {
  return times.length < most ? now : times.at(-most)! + 1_001;
}
