import type { Cache } from '../cache/cache.ts';
import { fromFailure, SyncError, toFailure } from '../protocol/failure.ts';
import { isFeedName } from '../protocol/paths.ts';
import type { KeptFeed } from '../protocol/worker-api.ts';
import type { KeptLive } from '../store/layout.ts';
import type { EngineOptions } from './engine-options.ts';
import { MIN_POLL_MS, retryDelayMs, SAVE_DATA_FACTOR } from './schedule.ts';
import type { LiveAnswer, Source } from './source.ts';

/** The live feeds that somebody sees, each polled by itself; and what is kept of all of them. */
export interface LiveFeeds {
  /** These are polled from now on, at once where they were not; the others no more. */
  follow(names: ReadonlySet<string>): void;
  /** What is kept; null before the first answer. Rejects as the last request did, where nothing is kept. */
  read(name: string): Promise<KeptFeed | null>;
  /** There may be a network again: whoever waits for a retry asks now. */
  hurry(): void;
}

/** What live feeds are handed. */
export interface LiveFeedsOptions extends Pick<EngineOptions, 'clock' | 'random' | 'isSavingData'> {
  readonly source: Pick<Source, 'live'>;
  readonly cache: () => Pick<Cache, 'live' | 'keepLive'>;
  /** The feeds that the publication lists; undefined where that is not known. */
  readonly listed: () => readonly string[] | undefined;
  /** A feed has another value, a younger age or its first failure. */
  readonly onNews: (name: string) => void;
  /** A feed was answered for the first time, or again after a failure. */
  readonly onAnswering: () => void;
}

/** One feed that is polled. */
interface Followed {
  readonly stop: AbortController;
  kept: KeptLive | undefined;
  failure: SyncError | undefined;
  failures: number;
  isAnswering: boolean;
  retry: AbortController;
}

/** Nothing is followed yet. */
export function createLiveFeeds(options: LiveFeedsOptions): LiveFeeds {
  const { clock, random, source, cache, onNews } = options;
  const followedByName = new Map<string, Followed>();
  /** When a feed was last asked for: tabs that come and go ask no more often than one that stays. */
  const askedAtByName = new Map<string, number>();

  async function keepPolling(name: string, feed: Followed): Promise<void> {
    const { signal } = feed.stop;
    feed.kept = await cache()
      .live(name)
      .catch(() => undefined);
    let waitMs = (askedAtByName.get(name) ?? -Infinity) + MIN_POLL_MS - clock.now();
    while (!signal.aborted) {
      feed.retry = new AbortController();
      const either = AbortSignal.any([signal, feed.retry.signal]);
      // The clock may have been set: no wait is longer than this.
      if (waitMs > 0) {
        await clock.sleep(Math.min(waitMs, MAX_WAIT_MS), either).catch(() => undefined);
      }
      if (!signal.aborted) waitMs = await poll(name, feed);
    }
  }

  /** Asks once; how long to wait until the next time. */
  async function poll(name: string, feed: Followed): Promise<number> {
    const { signal } = feed.stop;
    askedAtByName.set(name, clock.now());
    try {
      if (options.listed()?.includes(name) === false) {
        return failed(name, feed, new SyncError('not-found', `the site has no feed "${name}"`));
      }
      const { kept } = feed;
      const known = kept?.etag ? { etag: kept.etag, asOf: kept.checkedAt } : undefined;
      const answer = await source.live(name, known, signal);
      answered(feed);
      await keep(name, feed, answer);
      const paceMs = Math.max(feed.kept?.pollAfterMs ?? 0, MIN_POLL_MS);
      return options.isSavingData ? paceMs * SAVE_DATA_FACTOR : paceMs;
    } catch (error) {
      if (signal.aborted) return 0;
      const { code, retryAfterMs = 0 } = toFailure(error);
      failed(name, feed, fromFailure(toFailure(error)));
      const floorMs = code === 'not-found' ? MAX_WAIT_MS : retryAfterMs;
      return retryDelayMs(feed.failures++, random(), floorMs);
    }
  }

  function answered(feed: Followed): void {
    feed.failure = undefined;
    feed.failures = 0;
    if (!feed.isAnswering) options.onAnswering();
    feed.isAnswering = true;
  }

  /** The first failure is news; how soon to look whether the publication lists it, which costs no request. */
  function failed(name: string, feed: Followed, failure: SyncError): number {
    const isFirst = feed.failure === undefined;
    feed.failure = failure;
    feed.isAnswering = false;
    if (isFirst) onNews(name);
    return LOOK_EVERY_MS;
  }

  /** Keeps news, and at most once a minute that there is none (I12). An older value of the same log is none. */
  async function keep(name: string, feed: Followed, answer: LiveAnswer): Promise<void> {
    const at = answer.askedAt - answer.upstreamAgeMs;
    const { kept } = feed;
    if (answer.kind === 'live') {
      const { log, seq, entries, checkedAt, pollAfterMs } = answer.live;
      const etag = answer.known?.etag ?? null;
      const ahead = kept?.log === log ? seq - kept.seq : 1;
      const next = { log, seq, etag, entries, checkedAt, pollAfterMs };
      if (ahead > 0) {
        feed.kept = { ...next, at };
        return store(name, feed.kept);
      }
      if (kept && ahead === 0) feed.kept = { ...next, at: kept.at };
    }
    if (!feed.kept || Math.abs(at - feed.kept.at) < MARK_EVERY_MS) return;
    feed.kept = { ...feed.kept, at };
    return store(name, feed.kept);
  }

  async function store(name: string, kept: KeptLive): Promise<void> {
    // What cannot be written, or is another one's to write, is shown all the same: it comes again in a moment.
    await cache()
      .keepLive(name, kept)
      .catch(() => undefined);
    onNews(name);
  }

  return Object.freeze({
    follow(names: ReadonlySet<string>) {
      for (const [name, { stop }] of followedByName) {
        if (names.has(name)) continue;
        stop.abort();
        followedByName.delete(name);
      }
      for (const name of names) {
        if (followedByName.has(name) || !isFeedName(name)) continue;
        const feed: Followed = {
          stop: new AbortController(),
          retry: new AbortController(),
          kept: undefined,
          failure: undefined,
          failures: 0,
          isAnswering: false,
        };
        followedByName.set(name, feed);
        void keepPolling(name, feed);
      }
    },
    async read(name: string) {
      const feed = followedByName.get(name);
      const kept = feed?.kept ?? (await cache().live(name));
      if (kept) return { entries: kept.entries, at: kept.at };
      if (feed?.failure) throw feed.failure;
      return null;
    },
    hurry() {
      for (const { failures, retry } of followedByName.values()) if (failures > 0) retry.abort();
    },
  });
}

const MAX_WAIT_MS = 5 * 60_000;
const LOOK_EVERY_MS = 1_000;

/** How often it is written, and said, that a feed is still as it was (I12). */
const MARK_EVERY_MS = 60_000;
