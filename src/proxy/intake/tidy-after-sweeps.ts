import type { Clock } from '../clock.ts';
import type { SourceChange, SourceSink } from '../source/source.ts';

/** A table of so many records leaves tens of megabytes behind when it was read whole. */
const LARGE_TABLE = 2_000;
/** Until then whoever read it has let go of it, and what it changed is written. */
const TIDY_AFTER_MS = 2_000;

/** The same sink, which has memory given back soon after each sweep of a large table. */
export function tidyAfterSweeps(
  sink: SourceSink,
  {
    clock,
    tidy,
    signal,
  }: {
    readonly clock: Clock;
    readonly tidy: () => Promise<void>;
    readonly signal: AbortSignal;
  },
): SourceSink {
  let isDue = false;

  const tidySoon = async () => {
    if (isDue) return;
    isDue = true;
    try {
      await clock.sleep(TIDY_AFTER_MS, signal);
      await tidy();
    } catch {
      // Stopped in between, or a system that cannot: memory is then given back by the end of the process.
    } finally {
      isDue = false;
    }
  };

  return {
    ...sink,
    apply: async (changes: readonly SourceChange[]) => {
      await sink.apply(changes);
      if (changes.some(isLarge)) void tidySoon();
    },
  };
}

function isLarge(change: SourceChange): boolean {
  return change.kind === 'whole' && change.records.length >= LARGE_TABLE;
}
