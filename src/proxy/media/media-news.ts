import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';

/** Attachments that something is to be told of, several at once: each announcement is a publication. */
export interface MediaNews {
  readonly note: (attachmentId: string) => void;
  /** Publishes what was noted, unless more is coming and the oldest of it is young. Never rejects: what fails is kept. */
  readonly announce: (isMoreComing: boolean) => Promise<void>;
  /** How many were noted and are not published yet. */
  readonly pending: () => number;
}

/** News is gathered while more is coming, but no longer than this: a base full of pictures is a few publications. */
const GATHER_MS = 1_000;

/** Creates it with nothing to tell. */
export function createMediaNews(
  publish: (attachmentIds: ReadonlySet<string>) => Promise<void>,
  { clock, report }: { readonly clock: Clock; readonly report: Report },
): MediaNews {
  let news = new Set<string>();
  let newsSince = 0;
  let publishing = 0;

  const note = (id: string) => {
    if (news.size === 0) newsSince = clock.now();
    news.add(id);
  };

  return Object.freeze({
    note,
    announce: async (isMoreComing: boolean) => {
      if (news.size === 0 || (isMoreComing && clock.now() - newsSince < GATHER_MS)) return;
      const ids = news;
      news = new Set();
      publishing = ids.size;
      try {
        await publish(ids);
      } catch (error) {
        for (const id of ids) note(id);
        report({ type: 'failed', what: 'publishing attachments', error });
      } finally {
        publishing = 0;
      }
    },
    pending: () => news.size + publishing,
  });
}
