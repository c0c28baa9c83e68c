import { randomUUID } from 'node:crypto';
import type { MediaStore } from './media/media-store.ts';
import { publishedMedia } from './media/published-media.ts';
import { openJournal } from './mutations/journal.ts';
import {
  openMutationService,
  type MutationService,
  type MutationServiceOptions,
} from './mutations/mutation-service.ts';
import type { Publisher } from './publish/publisher.ts';
import type { Source } from './source/source.ts';

/** A site's changes, who can be written to, and who publishes. */
export interface OpenMutationsOptions extends Pick<
  MutationServiceOptions,
  'collections' | 'intake' | 'clock' | 'random' | 'report'
> {
  readonly mutators?: MutationServiceOptions['mutators'];
  readonly source: Pick<Source, 'writes'>;
  readonly dataDir: string;
  /** With a slash at the end. */
  readonly siteUrl?: string | undefined;
  readonly publisher: Pick<Publisher, 'current'>;
  readonly media: Pick<MediaStore, 'keptOf'>;
}

/** The service with the journal of its data folder, which is open until `close`. */
export interface OpenMutations extends MutationService {
  readonly close: () => void;
}

/** Opens the writing half of a proxy; undefined where its site has nothing to change, or its source cannot be written. */
export function openMutations(options: OpenMutationsOptions): OpenMutations | undefined {
  const { mutators, source, dataDir, siteUrl, publisher, media, clock } = options;
  if (!mutators || !source.writes) return undefined;
  const journal = openJournal(dataDir, clock.now);
  const service = openMutationService({
    ...options,
    mutators,
    writes: source.writes,
    journal,
    version: () => publisher.current()?.manifest,
    addressOf: (attachment) => {
      const kept = siteUrl === undefined ? undefined : media.keptOf(attachment);
      return kept && siteUrl + publishedMedia(kept, attachment.name).src.slice(1);
    },
    newId: () => randomUUID(),
  });
  return Object.freeze({ ...service, close: journal.close });
}
