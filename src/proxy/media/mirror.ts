import { mediaPath } from '../../protocol/paths.ts';
import { backoffMs } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import type { MirroredMedia } from '../decode/decode-record.ts';
import type { UpstreamAttachment } from '../decode/field-values.ts';
import type { Report } from '../report.ts';
import { readBody, orAborted, startWatchdog } from '../source/airtable/read-body.ts';
import { isAllowedMediaUrl } from './allowed-url.ts';
import type { MediaStore } from './media-store.ts';

/** Copies attachments to our own disk as soon as they are seen, since their addresses expire within hours. */
export interface Mirror {
  /** Where an attachment is published; undefined while it is not here yet, and then fetching it has begun. */
  readonly mirrored: (attachment: UpstreamAttachment) => MirroredMedia | undefined;
  readonly isMirrored: (attachmentId: string) => boolean;
  /** How many are waited for. */
  readonly pending: () => number;
  /** Fetches until the signal is aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** What a mirror is given; `onArrived` hears of attachments whose bytes are here, several at once. */
export interface MirrorOptions {
  readonly store: MediaStore;
  readonly apiUrl: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: Report;
  readonly onArrived: (attachmentIds: ReadonlySet<string>) => Promise<void>;
  readonly maxBytes?: number;
}

interface Wanted {
  readonly id: string;
  readonly name: string;
  /** The newest address that was seen: an older one may have expired. */
  url: string;
  failures: number;
  notBefore: number;
  isUnderWay: boolean;
}

const MAX_AT_A_TIME = 4;
const MAX_BYTES = 20 * 1024 * 1024;
const STALL_MS = 10_000;
const MAX_DOWNLOAD_MS = 2 * 60_000;
const RETRY = { baseMs: 2_000, capMs: 10 * 60_000 };
/** Arrivals this close together are published together. */
const GATHER_MS = 300;

/** Creates a mirror; nothing is fetched before `run`. Text never waits for it. */
export function createMirror(options: MirrorOptions): Mirror {
  const { store, clock, report } = options;
  const wantedById = new Map<string, Wanted>();
  let arrived = new Set<string>();

  const want = ({ id, url, name }: UpstreamAttachment) => {
    const wanted = wantedById.get(id);
    if (!wanted) {
      wantedById.set(id, { id, url, name, failures: 0, notBefore: 0, isUnderWay: false });
    } else if (wanted.url !== url) {
      wanted.url = url;
      // A fresh address is the cure for an expired one.
      wanted.notBefore = 0;
    }
  };

  const fetchOne = async (wanted: Wanted, signal: AbortSignal) => {
    wanted.isUnderWay = true;
    try {
      await store.put(wanted.id, await download(wanted.url, options, signal));
      wantedById.delete(wanted.id);
      arrived.add(wanted.id);
    } catch (error) {
      if (signal.aborted) return;
      const retryInMs = Math.max(500, backoffMs(wanted.failures, options.random, RETRY));
      wanted.failures++;
      wanted.notBefore = clock.now() + retryInMs;
      const why =
        error instanceof Error && error.name !== 'TypeError' ? error.message : 'no answer';
      report({ type: 'media-failed', name: wanted.name, why, retryInMs });
    } finally {
      wanted.isUnderWay = false;
    }
  };

  const announce = async () => {
    if (arrived.size === 0) return;
    const ids = arrived;
    arrived = new Set();
    try {
      await options.onArrived(ids);
    } catch (error) {
      for (const id of ids) arrived.add(id);
      report({ type: 'failed', what: 'publishing attachments', error });
    }
  };

  /** Takes the next one up as soon as one is done, so that four are under way while any is ready. */
  const fetchReady = async (signal: AbortSignal) => {
    for (;;) {
      const next = [...wantedById.values()].find(
        (wanted) => !wanted.isUnderWay && wanted.notBefore <= clock.now(),
      );
      if (!next || signal.aborted) return;
      await fetchOne(next, signal);
    }
  };

  const run = async (signal: AbortSignal) => {
    const lanes = Array.from({ length: MAX_AT_A_TIME }, () => Promise.resolve());
    const isBusy = lanes.map(() => false);
    while (!signal.aborted) {
      for (const [i, isLaneBusy] of isBusy.entries()) {
        if (isLaneBusy) continue;
        isBusy[i] = true;
        lanes[i] = fetchReady(signal).finally(() => {
          isBusy[i] = false;
        });
      }
      // It ends by rejection when the signal is aborted, which the loop sees.
      await clock.sleep(GATHER_MS, signal).catch(() => undefined);
      await announce();
    }
    await Promise.all(lanes);
  };

  return Object.freeze({
    mirrored: (attachment: UpstreamAttachment) => {
      const kept = store.keptOf(attachment.id);
      if (!kept) {
        want(attachment);
        return undefined;
      }
      return { src: `/${mediaPath(kept.hash, attachment.name)}`, type: kept.type, size: kept.size };
    },
    isMirrored: (attachmentId: string) => store.keptOf(attachmentId) !== undefined,
    pending: () => wantedById.size,
    run,
  });
}

async function download(
  url: string,
  options: MirrorOptions,
  caller: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!isAllowedMediaUrl(url, options.apiUrl)) {
    throw new Error('its address is not one of Airtable’s file hosts');
  }
  const { clock } = options;
  const tooLong = new AbortController();
  const watchdog = startWatchdog(clock, STALL_MS, AbortSignal.any([caller, tooLong.signal]));
  clock
    .sleep(MAX_DOWNLOAD_MS, watchdog.signal)
    .then(() => tooLong.abort(new Error('took longer than two minutes')))
    // The download ended first.
    .catch(() => undefined);
  try {
    const request = new Request(url, { redirect: 'error', signal: watchdog.signal });
    const response = await orAborted(options.fetch(request), watchdog.signal);
    watchdog.touch();
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${response.status}`);
    }
    return await readBody(response, options.maxBytes ?? MAX_BYTES, watchdog);
  } finally {
    watchdog.stop();
    tooLong.abort();
  }
}
