import { backoffMs } from '../backoff.ts';
import { passedMs, type Clock } from '../clock.ts';
import type { FailedMedia, MirroredMedia } from '../decode/decode-attachments.ts';
import type { UpstreamAttachment } from '../decode/field-values.ts';
import type { Report } from '../report.ts';
import { AirtableError } from '../source/airtable/airtable-error.ts';
import { orAborted } from '../source/airtable/read-body.ts';
import { isAllowedMediaUrl } from './allowed-url.ts';
import { download, NOT_ALLOWED } from './download.ts';
import type { Encoder } from './encoder.ts';
import { createMediaNews } from './media-news.ts';
import type { MediaStore } from './media-store.ts';
import { publishedMedia } from './published-media.ts';

/** Copies attachments to our own disk as soon as they are seen, since their addresses expire within hours. */
export interface Mirror {
  /** What is published of an attachment, or why nothing is; undefined while its fetching, which this begins, goes on. */
  readonly mirrored: (attachment: UpstreamAttachment) => MirroredMedia | FailedMedia | undefined;
  /** True where nothing more will come of it: it is here, or refused for good. */
  readonly isMirrored: (attachmentId: string) => boolean;
  /** How many are waited for, or are here and not published yet. */
  readonly pending: () => number;
  /** Fetches until the signal is aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** What a mirror is given; `onNews` hears of attachments that are here, or failed, several at once. */
export interface MirrorOptions {
  readonly store: Pick<MediaStore, 'keptOf' | 'refusalOf' | 'isSettled' | 'keep' | 'refuse'>;
  readonly prepare: Encoder['prepare'];
  readonly apiUrl: string;
  /** Must follow no redirect by itself. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: Report;
  readonly onNews: (attachmentIds: ReadonlySet<string>) => Promise<void>;
  readonly maxBytes?: number;
}

interface Wanted {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** The newest address that was seen: an older one may have expired. */
  url: string;
  failures: number;
  failedAt: number;
  retryInMs: number;
  isUnderWay: boolean;
  /** What went wrong the last time; '' before that. */
  why: string;
}

/** Of an address that was not asked yet. */
const UNTRIED = { failures: 0, failedAt: -Infinity, retryInMs: 0 };
/** Each holds its whole file in memory. */
const MAX_AT_A_TIME = 2;
const MAX_BYTES = 20 * 1024 * 1024;
const RETRY = { baseMs: 2_000, capMs: 10 * 60_000 };
/** Half an hour of tries; then only another address, which comes within hours, makes it worth another. */
const MAX_FAILURES = 10;
const LOOK_EVERY_MS = 300;

/** Creates a mirror; nothing is fetched before `run`. Text never waits for it. */
export function createMirror(options: MirrorOptions): Mirror {
  const { store, clock, report, maxBytes = MAX_BYTES } = options;
  const wantedById = new Map<string, Wanted>();
  const news = createMediaNews(options.onNews, options);

  const want = ({ id, url, name, size }: UpstreamAttachment): Wanted => {
    const wanted = wantedById.get(id);
    if (wanted && wanted.size === size) {
      // A fresh address is the cure for an expired one.
      if (wanted.url !== url) Object.assign(wanted, { url, ...UNTRIED });
      return wanted;
    }
    const fresh = { id, url, name, size, ...UNTRIED, isUnderWay: false, why: '' };
    wantedById.set(id, fresh);
    return fresh;
  };

  const settle = (wanted: Wanted) => {
    if (wantedById.get(wanted.id) === wanted) wantedById.delete(wanted.id);
    news.note(wanted.id);
  };

  const refuse = async (wanted: Wanted, why: string) => {
    await store.refuse(wanted, why);
    report({ type: 'media-refused', name: wanted.name, why });
    settle(wanted);
  };

  const fetchOne = async (wanted: Wanted, signal: AbortSignal) => {
    wanted.isUnderWay = true;
    try {
      const bytes = await download(wanted.url, { ...options, maxBytes }, signal);
      const prepared = await orAborted(options.prepare(bytes), signal);
      if ('refused' in prepared) return await refuse(wanted, prepared.refused);
      await store.keep(wanted, prepared);
      settle(wanted);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof AirtableError && error.code === 'too-large') {
        return await refuse(wanted, tooLarge(maxBytes));
      }
      fail(wanted, error);
    } finally {
      wanted.isUnderWay = false;
    }
  };

  const fail = (wanted: Wanted, error: unknown) => {
    const why = error instanceof Error && error.name !== 'TypeError' ? error.message : 'no answer';
    const retryInMs = Math.max(500, backoffMs(wanted.failures, options.random, RETRY));
    wanted.failures++;
    wanted.failedAt = clock.now();
    wanted.retryInMs = retryInMs;
    // Given up, it must not go on being stood in for by the picture that it replaces.
    if (wanted.why !== why || !isHopeful(wanted)) news.note(wanted.id);
    wanted.why = why;
    report({ type: 'media-failed', name: wanted.name, why, retryInMs });
  };

  const isHopeful = ({ failures }: Wanted) => failures < MAX_FAILURES;
  const isDue = ({ failedAt, retryInMs }: Wanted) => passedMs(failedAt, clock.now()) >= retryInMs;
  const isReady = (wanted: Wanted) => !wanted.isUnderWay && isHopeful(wanted) && isDue(wanted);

  const isMoreComing = () =>
    [...wantedById.values()].some((wanted) => wanted.isUnderWay || isReady(wanted));

  /** Takes the next one up as soon as one is done, so that both lanes are busy while any is ready. */
  const fetchReady = async (signal: AbortSignal) => {
    for (;;) {
      const wanted = [...wantedById.values()].find(isReady);
      if (!wanted || signal.aborted) return;
      // A refusal that could not be written down is a failure like others.
      await fetchOne(wanted, signal).catch((error: unknown) => fail(wanted, error));
    }
  };

  const run = async (signal: AbortSignal) => {
    const lanes = new Set<Promise<void>>();
    while (!signal.aborted) {
      while (lanes.size < MAX_AT_A_TIME) {
        const lane: Promise<void> = fetchReady(signal).finally(() => lanes.delete(lane));
        lanes.add(lane);
      }
      // It ends by rejection when the signal is aborted, which the loop sees.
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
      await news.announce(isMoreComing());
    }
    await Promise.all(lanes);
  };

  return Object.freeze({
    mirrored: (attachment: UpstreamAttachment) => {
      const kept = store.keptOf(attachment);
      if (kept) return publishedMedia(kept, attachment.name);
      const refusal =
        store.refusalOf(attachment) ?? refusalOf(attachment, options.apiUrl, maxBytes);
      if (refusal !== undefined) return { failed: refusal };
      const wanted = want(attachment);
      if (wanted.why === '') return undefined;
      const failed = `did not come (${wanted.why}); it is asked for again`;
      return isHopeful(wanted) ? { failed, isComing: true as const } : { failed };
    },
    isMirrored: store.isSettled,
    pending: () => [...wantedById.values()].filter(isHopeful).length + news.pending(),
    run,
  });
}

/** What can be said without asking anybody. */
function refusalOf({ url, size }: UpstreamAttachment, apiUrl: string, maxBytes: number) {
  if (!isAllowedMediaUrl(url, apiUrl)) return NOT_ALLOWED;
  return size > maxBytes ? tooLarge(maxBytes) : undefined;
}

function tooLarge(maxBytes: number): string {
  return `is above ${Math.round(maxBytes / 1024 / 1024)} MiB`;
}
