import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { FeedSource } from './feed-source.ts';
import { openLiveFeed, type FeedStatus, type ServedFeed } from './live-feed.ts';

/** All live feeds of a proxy. */
export interface LiveFeeds {
  /** In alphabetical order, whether or not there is a value yet. */
  readonly names: readonly string[];
  /** 'unknown' where there is no such feed, 'empty' where nothing is known of it yet. */
  readonly find: (name: string) => ServedFeed | 'unknown' | 'empty';
  readonly status: () => readonly FeedStatus[];
  /** Runs the sources until the signal is aborted; settles when what they brought is on disk. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** What live feeds are made of. */
export interface LiveFeedsOptions {
  readonly sources: readonly FeedSource[];
  readonly dataDir: string;
  readonly clock: Clock;
  readonly report: Report;
}

/** Opens the feeds of these sources, with what an earlier process left of them. */
export async function openLiveFeeds(options: LiveFeedsOptions): Promise<LiveFeeds> {
  const { sources, clock, report } = options;
  const log = randomBytes(6).toString('hex');
  const opened = await Promise.all(
    sources.map(async (source) => ({
      source,
      feed: await openLiveFeed(source, { ...options, log }),
    })),
  );
  const feedByName = new Map(opened.map(({ feed }) => [feed.name, feed]));

  const saveAll = async () => {
    for (const { feed } of opened) {
      await feed
        .save()
        .catch((error: unknown) =>
          report({ type: 'failed', what: `keeping the feed ${feed.name}`, error }),
        );
    }
  };

  return Object.freeze({
    names: [...feedByName.keys()].sort(),
    find: (name: string) => {
      const feed = feedByName.get(name);
      return feed ? (feed.served() ?? 'empty') : 'unknown';
    },
    status: () => opened.map(({ feed }) => feed.status()),
    run: async (signal: AbortSignal) => {
      const running = opened.map(({ source, feed }) =>
        // A source that breaks its word ends alone.
        source.run(feed.sink, signal).catch((error: unknown) => {
          if (signal.aborted) return;
          feed.sink.fail('its source stopped; see the log');
          report({ type: 'failed', what: `reading the feed ${feed.name}`, error });
        }),
      );
      while (!signal.aborted) {
        // It ends by rejection when the signal is aborted, which the loop sees.
        await clock.sleep(SAVE_EVERY_MS, signal).catch(() => undefined);
        await saveAll();
      }
      await Promise.all(running);
      await saveAll();
    },
  });
}

/** What a crash may cost: the feed is served as it was so long before. */
const SAVE_EVERY_MS = 5_000;
