import type { Collection } from '../model/schema.ts';
import type { Clock } from './clock.ts';
import type { Freshness } from './freshness.ts';
import type { Intake } from './intake/intake.ts';
import type { MediaStore } from './media/media-store.ts';
import { reachedMedia } from './media/reached-media.ts';
import type { Publisher } from './publish/publisher.ts';
import type { Report } from './report.ts';

/** The parts of a proxy that are to be looked after. */
export interface UpkeepOptions {
  readonly collections: readonly Collection[];
  readonly freshness: Pick<Freshness, 'note'>;
  readonly intake: Pick<Intake, 'settle'>;
  readonly publisher: Pick<Publisher, 'stateOf' | 'collect'>;
  readonly media: Pick<MediaStore, 'collect'>;
  readonly clock: Clock;
  readonly report: Report;
}

/** As long as objects: a reader may come back with an older publication. */
const KEEP_MEDIA_MS = 30 * 24 * 60 * 60_000;
const COLLECT_EVERY_MS = 24 * 60 * 60_000;
const SETTLE_EVERY_MS = 1_000;
const NOTE_EVERY_MS = 10_000;

/** Does what is due again and again, until the signal is aborted; what fails is done at its next time. */
export async function runUpkeep(options: UpkeepOptions, signal: AbortSignal): Promise<void> {
  const { collections, freshness, intake, publisher, media, clock, report } = options;

  const collectMedia = async () => {
    const states = collections.map(({ name }) => publisher.stateOf(name));
    const reached = await reachedMedia(states);
    const removed = await media.collect(reached, { nowMs: clock.now(), keepMs: KEEP_MEDIA_MS });
    if (removed > 0) report({ type: 'media-collected', removed });
  };

  const chores: readonly Chore[] = [
    { what: 'noting the last check', everyMs: NOTE_EVERY_MS, work: freshness.note },
    { what: 'publishing what has settled', everyMs: SETTLE_EVERY_MS, work: intake.settle },
    { what: 'removing old objects', everyMs: COLLECT_EVERY_MS, work: publisher.collect },
    { what: 'removing old attachments', everyMs: COLLECT_EVERY_MS, work: collectMedia },
  ];

  const repeat = async ({ what, everyMs, work }: Chore) => {
    for (;;) {
      // It ends by rejection when the signal is aborted, which is seen below.
      await clock.sleep(everyMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      await work().catch((error: unknown) => report({ type: 'failed', what, error }));
    }
  };

  await Promise.all(chores.map(repeat));
}

interface Chore {
  readonly what: string;
  readonly everyMs: number;
  readonly work: () => Promise<void>;
}
