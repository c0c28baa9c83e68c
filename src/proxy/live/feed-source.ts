import type { Feed } from '../../model/feed.ts';

/**
 * A source of one live feed. It knows its service's addresses, limits and shapes, and nothing about publishing: a third
 * one is a file beside the others and a schema (docs/live-feeds.md).
 */
export interface FeedSource {
  readonly feed: Feed;
  /** How often a reader that shows the feed asks for it. */
  readonly pollAfterMs: number;
  /** Watches until the signal is aborted; contains its own failures and never rejects for one of them. */
  readonly run: (sink: FeedSink, signal: AbortSignal) => Promise<void>;
}

/** One entry of a feed, by the names of its schema; fields that the schema does not have are left out. */
export type FeedEntry = Readonly<Record<string, string | number>>;

/** Where a source puts its news. Nothing here waits; however often it is called, at most two values a second are published. */
export interface FeedSink {
  /** This is all of the feed now; `at` (ms since 1970; now, unless told) is when its service said so. */
  readonly publish: (entries: readonly FeedEntry[], at?: number) => void;
  /** The service was read well, and the feed is as it was. */
  readonly confirm: (at?: number) => void;
  /** Reading failed: in words, for the status page. What was published stays, and grows old. */
  readonly fail: (words: string) => void;
  /** What was last put here, by an earlier process too. */
  readonly last: () => readonly FeedEntry[];
}
