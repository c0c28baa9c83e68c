import { hashBytes, type Hash } from '../model/hash.ts';
import { SyncError } from '../protocol/failure.ts';
import { decodeLiveValue, MAX_LIVE_BYTES, type LiveValue } from '../protocol/live.ts';
import { decodeManifest, type Manifest } from '../protocol/manifest.ts';
import { parseJson } from '../protocol/parse-json.ts';
import {
  FROM_CACHE_HEADER,
  livePath,
  MANIFEST_PATH,
  MAX_MANIFEST_BYTES,
  MAX_OBJECT_BYTES,
  objectPath,
} from '../protocol/paths.ts';
import type { Clock, Fetch } from './environment.ts';
import { instantOf, statedAgeMs, upstreamAgeMs } from './freshness.ts';
import { createRequest } from './request.ts';

/**
 * The published files, and nothing else: what comes back is whole and what it says it is, or the call rejects with a
 * `SyncError`. A captive portal's page, a redirect or a service worker's copy that nobody asked for is 'offline'; a request
 * that makes no progress for 10 s is 'timeout', its body included (faults N1–N3, N16, S8). Aborting rejects with the
 * signal's reason.
 */
export interface Source {
  /** The newest manifest, or 'same' where it still carries this ETag. Goes past every HTTP cache. */
  manifest(known: Known | undefined, signal: AbortSignal): Promise<ManifestAnswer>;
  /** The newest value of a live feed, likewise. */
  live(feed: string, known: Known | undefined, signal: AbortSignal): Promise<LiveAnswer>;
  /** The bytes of an object, verified to have this name. One that is lost on its way is asked for again, three times within two seconds. */
  object(hash: Hash, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** What was asked for so far. */
  traffic(): { readonly requests: number; readonly bytes: number };
}

/** What is already here. */
export interface Known {
  readonly etag: string;
  /** When upstream was last read well, as far as the file itself says (ISO 8601). */
  readonly asOf: string;
}

/**
 * What an address that is polled answered; when it was asked, on the clock here; and how long before that the upstream
 * was last read well. What is true of the answer is true as of the question: a device may sleep between the two (P8).
 */
type Answer<News> = { readonly askedAt: number; readonly upstreamAgeMs: number } & (
  | { readonly kind: 'same' }
  | (News & {
      readonly known: Known | undefined;
      /** It is what a service worker once received: something to read, and no sign of a network (I16). */
      readonly isStale: boolean;
    })
);
export type ManifestAnswer = Answer<{ readonly kind: 'manifest'; readonly manifest: Manifest }>;
export type LiveAnswer = Answer<{ readonly kind: 'live'; readonly live: LiveValue }>;

/** Reads below `baseUrl`, which ends in a slash. */
export function createSource({
  fetch,
  baseUrl,
  clock,
  kept,
  acceptsStale,
}: {
  readonly fetch: Fetch;
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Bytes that lie on this device under the name of an object, whatever they are; they are looked at first. */
  readonly kept?: (hash: Hash) => Promise<Uint8Array<ArrayBuffer> | undefined> | undefined;
  /** Whether a service worker's copy is better than nothing; it is not where left out. */
  readonly acceptsStale?: () => boolean;
}): Source {
  const traffic = { requests: 0, bytes: 0 };
  const request = createRequest({ fetch, baseUrl, clock, acceptsStale, traffic });

  /**
   * Objects that were asked for and did not come right. What is immutable is kept by the browser's own cache for a year,
   * a cut body too where HTTP sees nothing wrong with it: the next time they are asked for past it (fault N2).
   */
  const doubted = new Set<Hash>();

  function poll<News extends object>(
    { path, maxBytes, known, signal }: Poll,
    decode: (value: unknown) => readonly [news: News, asOf: string],
  ): Promise<Answer<News>> {
    const what = `[GET] ${path}`;
    const now = clock.now();
    const headers: Record<string, string> = known ? { 'if-none-match': known.etag } : {};
    // Past the HTTP cache, with our own If-None-Match: else the browser answers 304s itself, as 200.
    const get = { path, headers, cache: 'no-store', maxBytes, signal } as const;
    return request(get, async (response, body) => {
      const storedAt = response.headers.get(FROM_CACHE_HEADER);
      const isStale = storedAt !== null;
      const askedAt = isStale ? instantOf(storedAt) || 0 : now;
      const age = (asOf: string) =>
        upstreamAgeMs(response.headers) ?? statedAgeMs(response.headers, asOf, clock.now());
      if (response.status === 304) {
        if (!known) throw new SyncError('invalid-response', `${what}: 304, but nothing was named`);
        return { kind: 'same', askedAt, upstreamAgeMs: age(known.asOf) };
      }
      const [news, asOf] = decode(parseJson(await body(), what));
      const etag = response.headers.get('etag');
      const found = etag === null ? undefined : { etag, asOf };
      return { ...news, known: found, isStale, askedAt, upstreamAgeMs: age(asOf) };
    });
  }

  async function object(hash: Hash, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const found = await kept?.(hash);
    if (found && (await hashBytes(found)) === hash) return found;
    for (let retryMs = FIRST_RETRY_MS; ; retryMs *= 2) {
      try {
        const bytes = await download(hash, doubted.has(hash) ? 'reload' : 'default', signal);
        doubted.delete(hash);
        return bytes;
      } catch (error) {
        doubted.add(hash);
        if (retryMs > LAST_RETRY_MS || !isLost(error)) throw error;
        await clock.sleep(retryMs, signal);
      }
    }
  }

  function download(hash: Hash, cache: RequestCache, signal: AbortSignal) {
    const path = objectPath(hash);
    return request(
      { path, headers: {}, cache, maxBytes: MAX_OBJECT_BYTES, signal },
      async (_response, body) => {
        const received = await body();
        const name = await hashBytes(received);
        if (name === hash) return received;
        throw new SyncError('invalid-response', `[GET] ${path}: its bytes are ${name}; refused`);
      },
    );
  }

  return Object.freeze({
    manifest: (known: Known | undefined, signal: AbortSignal) =>
      poll({ path: MANIFEST_PATH, maxBytes: MAX_MANIFEST_BYTES, known, signal }, (value) => {
        const manifest = decodeManifest(value);
        return [
          { kind: 'manifest' as const, manifest },
          manifest.checkedAt ?? manifest.publishedAt,
        ];
      }),
    live: (feed: string, known: Known | undefined, signal: AbortSignal) =>
      poll({ path: livePath(feed), maxBytes: MAX_LIVE_BYTES, known, signal }, (value) => {
        const live = decodeLiveValue(value);
        return [{ kind: 'live' as const, live }, live.checkedAt];
      }),
    object,
    traffic: () => traffic,
  });
}

/** Nobody answered, or not to the end: that says little where a line loses one request of many, and a pull takes dozens. */
function isLost(error: unknown): boolean {
  return error instanceof SyncError && error.code === 'offline' && error.facts.status === undefined;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 1000;

/** One poll of an address. */
interface Poll {
  readonly path: string;
  readonly maxBytes: number;
  readonly known: Known | undefined;
  readonly signal: AbortSignal;
}
