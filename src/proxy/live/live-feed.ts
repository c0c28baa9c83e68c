import { entriesOf } from '../../model/feed.ts';
import { MAX_LIVE_BYTES, type LiveValue } from '../../protocol/live.ts';
import { PROTOCOL } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import { encodedForms, type EncodedForms } from '../objects/encoded-forms.ts';
import type { Report } from '../report.ts';
import type { FeedEntry, FeedSink, FeedSource } from './feed-source.ts';
import { readLiveFile, spellLive, writeLiveFile } from './live-file.ts';

/** A feed's newest value as it is sent. */
export interface ServedFeed {
  readonly etag: string;
  readonly bytesByEncoding: EncodedForms;
  /** Whole seconds since its source was last read well. */
  readonly secondsAgo: number;
}

/** One feed: what its source put here, in the form in which readers get it. */
export interface LiveFeed {
  readonly name: string;
  readonly sink: FeedSink;
  /** Undefined before the first value of all. */
  readonly served: () => ServedFeed | undefined;
  readonly status: () => FeedStatus;
  /** Puts on disk what is not there yet; the time alone at most once a minute (I12). */
  readonly save: () => Promise<void>;
}

/** How a feed is doing, for people. */
export interface FeedStatus {
  readonly name: string;
  readonly entries: number;
  /** Publications since the process began. */
  readonly seq: number;
  /** ISO time, null before the first value. */
  readonly checkedAt: string | null;
  /** Why it cannot be read at present, '' where it can. */
  readonly lastError: string;
}

/** What a feed is made of; `log` is new in every process, so that nothing need be on disk before it is visible. */
export interface LiveFeedOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: string;
  readonly report: Report;
}

/** Opens a feed with what an earlier process left of it, which is served at once, with its age. */
export async function openLiveFeed(
  { feed, pollAfterMs }: FeedSource,
  { dataDir, clock, log, report }: LiveFeedOptions,
): Promise<LiveFeed> {
  const { name } = feed;
  let shown: (LiveValue & Omit<ServedFeed, 'secondsAgo'>) | undefined;
  let newest: readonly FeedEntry[] = [];
  let checkedAtMs = 0;
  let lastError = '';
  let told = { words: '', at: 0 };
  let isResting = false;
  let isDue = false;
  let saved = { seq: 0, checkedAtMs: 0 };

  function value(seq: number): LiveValue {
    const checkedAt = new Date(checkedAtMs).toISOString();
    return { protocol: PROTOCOL, log, seq, checkedAt, pollAfterMs, entries: newest };
  }

  function show(): void {
    const next = value((shown?.seq ?? 0) + 1);
    shown = {
      ...next,
      etag: `W/"${log}.${next.seq}"`,
      bytesByEncoding: encodedForms(spellLive(next)),
    };
  }

  /** The first of a burst shows at once, the last of it when the rest is over; those between are never spelled. */
  function showSoon(): void {
    isDue = true;
    if (isResting) return;
    isDue = false;
    show();
    isResting = true;
    void clock.sleep(REST_MS).then(() => {
      isResting = false;
      if (isDue) showSoon();
    });
  }

  function confirm(at: number = clock.now()): void {
    lastError = '';
    checkedAtMs = Math.max(checkedAtMs, at);
  }

  function take(entries: readonly FeedEntry[]): void {
    const sound = entriesOf(feed, entries).filter(canBeSpelled);
    const next = fitting(sound);
    const malformed = entries.length - sound.length;
    const surplus = sound.length - next.length;
    const of = `of ${entries.length} entries`;
    const words = [
      malformed > 0 ? `${malformed} ${of} are malformed` : '',
      surplus > 0 ? `${surplus} ${of} do not fit` : '',
    ];
    lastError = words.filter(Boolean).join(', ') || lastError;
    if (shown && JSON.stringify(next) === JSON.stringify(newest)) return;
    newest = next;
    showSoon();
  }

  const left = await readLiveFile(dataDir, name);
  if (left) {
    checkedAtMs = Date.parse(left.checkedAt) || 0;
    newest = entriesOf(feed, left.entries).filter(canBeSpelled);
    show();
    saved = { seq: 1, checkedAtMs };
  }

  return Object.freeze({
    name,
    sink: {
      publish: (entries: readonly FeedEntry[], at?: number) => {
        confirm(at);
        take(entries);
      },
      confirm,
      fail: (words: string) => {
        const isTold = words === told.words && clock.now() - told.at < TELL_EVERY_MS;
        if (lastError === '' && !isTold) {
          report({ type: 'feed-failed', feed: name, why: words });
          told = { words, at: clock.now() };
        }
        lastError = words;
      },
      last: () => newest,
    },
    served: () => {
      const ageMs = Math.max(0, clock.now() - checkedAtMs);
      return shown && { ...shown, secondsAgo: Math.floor(ageMs / 1000) };
    },
    status: () => ({
      name,
      entries: newest.length,
      seq: shown?.seq ?? 0,
      checkedAt: shown ? new Date(checkedAtMs).toISOString() : null,
      lastError,
    }),
    save: async () => {
      if (!shown) return;
      const isNew = shown.seq !== saved.seq;
      if (!isNew && checkedAtMs - saved.checkedAtMs < NOTE_EVERY_MS) return;
      const saving = { seq: shown.seq, checkedAtMs };
      await writeLiveFile(dataDir, name, value(shown.seq));
      saved = saving;
    },
  });
}

/** At most two publications a second, whatever comes. */
const REST_MS = 500;
const NOTE_EVERY_MS = 60_000;
/** Part of a feed may fail while the rest is read well. */
const TELL_EVERY_MS = 5 * 60_000;

/** A lone surrogate has no canonical form: an entry that holds one would keep all of them from being shown. */
function canBeSpelled(entry: FeedEntry): boolean {
  return Object.values(entry).every((value) => typeof value === 'number' || value.isWellFormed());
}

/** As many of the entries, from the first, as a reader takes. */
function fitting(entries: readonly FeedEntry[]): readonly FeedEntry[] {
  let bytes = ENVELOPE_BYTES;
  const tooMany = entries.findIndex((entry) => {
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
    return bytes > MAX_LIVE_BYTES;
  });
  return tooMany < 0 ? entries : entries.slice(0, tooMany);
}

/** More than all of a value takes besides its entries. */
const ENVELOPE_BYTES = 512;
