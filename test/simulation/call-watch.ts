import type { Clock } from '../../src/proxy/clock.ts';
import type { Oracle } from './oracle.ts';

/** Counts calls to Airtable, over restarts of the proxy too (figure R17). */
export interface CallWatch {
  /** A call begins, by whichever run of the proxy; to be told the answer's status. */
  readonly begin: () => (status: number) => void;
}

/** Watches that there are never more than four calls in any second, and none for 30 s after a 429. */
export function watchCalls(clock: Clock, oracle: Oracle): CallWatch {
  let startedAt: readonly number[] = [];
  let limitedAt = -Infinity;
  return {
    begin() {
      const at = clock.now();
      startedAt = [...startedAt.filter((one) => at - one < 1_000), at];
      if (startedAt.length > 4) {
        oracle.accuse('R17', `${startedAt.length} calls to Airtable within a second`);
      }
      if (at - limitedAt < 30_000) {
        oracle.accuse('R17', `a call ${at - limitedAt} ms after a 429`);
      }
      return (status) => {
        // It is heard a little later; calls that began before that are not to blame.
        if (status === 429) void clock.sleep(200).then(() => (limitedAt = at));
      };
    },
  };
}
