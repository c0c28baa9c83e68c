import { found } from './found.ts';

/** Files in one cache, within a limit of bytes: the least recently used leave first. It needs no IndexedDB. */
export interface KeptFiles {
  /** A file as it was kept; nothing where storage fails or does not answer. That it was used is remembered, to the day, within the event that asked. */
  match(address: string, lasting: Lasting): Promise<Response | undefined>;
  /** Keeps a file; gives up without a word where the browser refuses. */
  keep(address: string, bytes: Uint8Array<ArrayBuffer>, headers: Headers): Promise<void>;
  /** Addresses of all that is kept. */
  addresses(): Promise<readonly string[]>;
}

/** Keeps the service worker alive for work that nobody waits for; an event is one. */
export interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}

export interface KeptFilesOptions {
  readonly storage: CacheStorage;
  readonly cacheName: string;
  readonly maxBytes: number;
  readonly now: () => number;
}

interface Kept {
  readonly bytes: number;
  readonly usedAt: number;
}

/**
 * The book-keeping lies in the headers of what is kept, so that it can neither be lost nor disagree with it. When the disk
 * is full all files go at once: outbox and articles matter more.
 */
export function createKeptFiles({
  storage,
  cacheName,
  maxBytes,
  now,
}: KeptFilesOptions): KeptFiles {
  let loading: Promise<Map<string, Kept>> | undefined;

  const load = async () => {
    try {
      const cache = await storage.open(cacheName);
      const [requests, responses] = [await cache.keys(), await cache.matchAll()];
      return new Map(requests.map(({ url }, i) => [url, keptIn(responses[i])] as const));
    } catch (error) {
      // The next one looks again, and finds what is there.
      loading = undefined;
      throw error;
    }
  };
  const index = () => (loading ??= load());

  const put = async (address: string, body: Uint8Array<ArrayBuffer>, from: Headers) => {
    const kept = { bytes: body.byteLength, usedAt: now() };
    const headers = new Headers(from);
    // The stored body is decoded, so its old encoding and length no longer hold.
    headers.delete('content-encoding');
    // One address has one file here, and a `Vary: *` would make the cache refuse it.
    headers.delete('vary');
    headers.set('content-length', String(kept.bytes));
    headers.set(USED_HEADER, String(kept.usedAt));
    await (await storage.open(cacheName)).put(address, new Response(body, { headers }));
    (await index()).set(address, kept);
  };

  const makeRoom = async () => {
    const all = await index();
    let total = [...all.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= maxBytes) return;
    const cache = await storage.open(cacheName);
    for (const [address, { bytes }] of [...all].sort(([, a], [, b]) => a.usedAt - b.usedAt)) {
      if (total <= maxBytes * ROOM_LEFT) return;
      total -= bytes;
      all.delete(address);
      await cache.delete(address, { ignoreVary: true });
    }
  };

  const keep: KeptFiles['keep'] = async (address, bytes, headers) => {
    if (bytes.byteLength > maxBytes * LARGEST) return;
    try {
      await put(address, bytes, headers);
      await makeRoom();
    } catch {
      loading = undefined;
      await storage.delete(cacheName);
    }
  };

  const match: KeptFiles['match'] = async (address, lasting) => {
    // Not by opening the cache, which would make it.
    const kept = await found(storage.match(address, { cacheName, ignoreVary: true }));
    if (kept && now() - keptIn(kept).usedAt > DAY_MS) {
      const copy = kept.clone();
      const again = async () =>
        keep(address, new Uint8Array(await copy.arrayBuffer()), copy.headers);
      lasting.waitUntil(again());
    }
    return kept;
  };

  const addresses: KeptFiles['addresses'] = async () => {
    // Not from the index: a page that forgets everything deletes the cache without a word to whoever keeps it.
    const requests = await (await storage.open(cacheName)).keys();
    return requests.map(({ url }) => url);
  };

  return Object.freeze({ match, keep, addresses });
}

/** When a file was last used, in ms since 1970. */
const USED_HEADER = 'x-used-at';
/** Once a day is enough to know what is read; each time would rewrite every picture of every page. */
const DAY_MS = 24 * 60 * 60_000;
/** Room is made for a while, not for one file. */
const ROOM_LEFT = 0.9;
/** One film must not push a year's pictures out. */
const LARGEST = 0.2;

function keptIn(response: Response | undefined): Kept {
  const { headers } = response ?? new Response();
  return { bytes: Number(headers.get('content-length')), usedAt: Number(headers.get(USED_HEADER)) };
}
