import type { Oracle } from './oracle.ts';

/** Counts a reader's requests that are out of turn (fault N17). */
export interface RequestWatch {
  /** A request for the manifest, to its answer. */
  readonly manifest: (answer: Promise<Response>) => Promise<Response>;
}

/**
 * Watches one engine. In turn means at least a second after the last answer: no pace and no retry is faster. Of all
 * others there may be 30 in a minute.
 */
export function watchRequests(who: string, now: () => number, oracle: Oracle): RequestWatch {
  let endedAt = -Infinity;
  let early: readonly number[] = [];
  return {
    async manifest(answer) {
      const at = now();
      if (at - endedAt < IN_TURN_MS) {
        early = [...early.filter((one) => one <= at && at - one < 60_000), at];
      }
      if (early.length > MAX_EARLY) {
        oracle.accuse('N17', `${who} asks ${early.length} times out of turn in a minute`);
      }
      endedAt = Infinity;
      try {
        return await answer;
      } finally {
        endedAt = now();
      }
    },
  };
}

const IN_TURN_MS = 990;
const MAX_EARLY = 30;
