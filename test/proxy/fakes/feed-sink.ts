import type { FeedEntry, FeedSink } from '../../../src/proxy/live/feed-source.ts';

/** A sink that remembers what a source put into it. */
export interface TestSink extends FeedSink {
  readonly published: readonly (readonly FeedEntry[])[];
  /** What went wrong last, '' since something went well. */
  readonly error: () => string;
  /** When the feed's service said what stands, ms since 1970. */
  readonly at: () => number | undefined;
}

/** A sink; `left` is what an earlier process left. */
export function createTestSink(now: () => number, left: readonly FeedEntry[] = []): TestSink {
  const published: (readonly FeedEntry[])[] = [];
  let [error, at] = ['', undefined as number | undefined];
  const confirm = (moment: number = now()) => {
    at = Math.max(at ?? 0, moment);
    error = '';
  };
  return {
    published,
    publish: (entries, moment) => {
      confirm(moment);
      published.push(entries);
    },
    confirm,
    fail: (words) => {
      error = words;
    },
    last: () => published.at(-1) ?? left,
    error: () => error,
    at: () => at,
  };
}
