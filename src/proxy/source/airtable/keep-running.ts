import type { Clock } from '../../clock.ts';
import type { Report } from '../../report.ts';

/** What a loop is kept running with; `waitMsAfter` says how long to wait before it begins again. */
export interface KeepRunningTerms {
  readonly clock: Clock;
  readonly report: Report;
  readonly waitMsAfter: (error: unknown, failuresBefore: number) => number;
  readonly signal: AbortSignal;
}

/** A loop that ran for so long has overcome what ended it before: the next time it is tried again soon. */
const WELL_AFTER_MS = 10 * 60_000;

/** Runs a loop until the signal is aborted, and begins it again after a failure that none of its own steps expected (B25). */
export async function keepRunning(
  loop: () => Promise<void>,
  { clock, report, waitMsAfter, signal }: KeepRunningTerms,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const beganAt = clock.now();
    try {
      await loop();
    } catch (error) {
      if (signal.aborted) return;
      report({ type: 'failed', what: 'reading Airtable', error });
      if (clock.now() - beganAt > WELL_AFTER_MS) failures = 0;
      // It ends by rejection when the signal is aborted, which the loop sees.
      await clock.sleep(waitMsAfter(error, failures++), signal).catch(() => undefined);
    }
  }
}
