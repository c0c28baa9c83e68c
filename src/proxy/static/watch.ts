import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';

/** What `publish --watch` does again and again. */
export interface Watching {
  /** Writes what is new; throws where the folder can't be written, which changes nothing there. */
  readonly write: () => Promise<void>;
  /** The folder, for the report of a failure. */
  readonly out: string;
  readonly clock: Clock;
  readonly report: Report;
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 500;
/** A folder that can't be written, such as on a full disk, is tried less and less often, down to this. */
const MAX_WAIT_MS = 60_000;

/** Writes twice a second until the signal is aborted, and settles then. Each failure is reported, and doubles the wait. */
export async function watch({ write, out, clock, report, signal }: Watching): Promise<void> {
  let waitMs = LOOK_EVERY_MS;
  for (;;) {
    // It rejects when the signal is aborted, which is looked at next.
    await clock.sleep(waitMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await write();
      waitMs = LOOK_EVERY_MS;
    } catch (error) {
      report({ type: 'failed', what: `writing ${out}`, error });
      waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
    }
  }
}
