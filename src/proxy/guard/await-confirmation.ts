import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { ConfirmedByName, ConfirmFile } from './confirm-file.ts';

/** How often the file is looked for: one `open` that fails. */
const LOOK_EVERY_MS = 1_000;

/** Lets held deletions go whenever `npm run confirm-deletions` asks for it, until the signal is aborted. */
export async function awaitConfirmation({
  file,
  confirm,
  clock,
  report,
  signal,
}: {
  readonly file: ConfirmFile;
  readonly confirm: (idsByName: ConfirmedByName) => Promise<unknown>;
  readonly clock: Clock;
  readonly report: Report;
  readonly signal: AbortSignal;
}): Promise<void> {
  while (!signal.aborted) {
    try {
      const wanted = await file.read();
      if (wanted) {
        await confirm(wanted);
        await file.remove();
      }
    } catch (error) {
      report({ type: 'failed', what: 'letting held deletions go', error });
    }
    // It ends by rejection when the signal is aborted, which the loop sees.
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
}
