import { createHash } from 'node:crypto';

import { PEN_NAMES, PHRASES } from './phrases.ts';

/** A Jetstream of made-up posts: events in the form of the real one, as JSON. */
export interface Stream {
  /** Posts from now on, every few seconds, until stopped. */
  readonly start: () => void;
  readonly stop: () => void;
  /** So many posts a second from now on, for so long; then as before. */
  readonly burst: (postsPerSecond: number, forMs: number) => void;
  /** Posts this now, as one of the pen names; for tests, and by hand. */
  readonly post: (text: string) => StreamPost;
  /** Deletes what was posted. */
  readonly remove: (post: Pick<StreamPost, 'did' | 'rkey'>) => void;
  /** What was posted from that moment on (microseconds since 1970), oldest first, as far as it is remembered. */
  readonly since: (cursorUs: number) => readonly StreamMessage[];
  /** Hears of each message from now on; returns the stop. */
  readonly listen: (listener: (message: StreamMessage) => void) => () => void;
  readonly find: (did: string, rkey: string) => StreamPost | undefined;
}

/** A message with what a filter asks of it. */
export interface StreamMessage {
  readonly timeUs: number;
  readonly did: string;
  readonly collection: string;
  readonly text: string;
}

/** A post as a page shows it. */
export interface StreamPost {
  readonly did: string;
  readonly rkey: string;
  readonly text: string;
}

/** What a stream is made of. */
export interface StreamOptions {
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const COLLECTION = 'app.bsky.feed.post';
const MAX_REMEMBERED = 2_000;
const PAUSE_MS = 4_000;
/** So that somebody who comes in finds a little that was said before. */
const FIRST_POSTS = 14;

/** A stream that has not begun. */
export function createStream({ now, random, sleep }: StreamOptions): Stream {
  const remembered: StreamMessage[] = [];
  const postByKey = new Map<string, StreamPost>();
  const listeners = new Set<(message: StreamMessage) => void>();
  let running: AbortController | undefined;
  let pace = { pauseMs: PAUSE_MS, untilMs: 0 };
  let pacing = new AbortController();
  let lastUs = 0;
  let unsaid: string[] = [];

  /** Each later than the one before, whatever the clock does. */
  const nextUs = (atMs: number): number => (lastUs = Math.max(lastUs + 1, Math.floor(atMs * 1000)));

  const say = (did: string, commit: Readonly<Record<string, unknown>>, atMs: number): void => {
    const timeUs = nextUs(atMs);
    const event = { did, time_us: timeUs, kind: 'commit', commit };
    const message = { timeUs, did, collection: COLLECTION, text: JSON.stringify(event) };
    remembered.push(message);
    if (remembered.length > MAX_REMEMBERED) remembered.shift();
    for (const listener of listeners) listener(message);
  };

  const post = (text: string, atMs = now()): StreamPost => {
    const did = `did:web:${PEN_NAMES[Math.floor(random() * PEN_NAMES.length)]!}`;
    const rkey = `3${(lastUs + 1).toString(32).padStart(12, '2')}`;
    const found = { did, rkey, text };
    const createdAt = new Date(atMs).toISOString();
    const record = { $type: COLLECTION, text, createdAt, langs: ['en'] };
    const cid = `bafyrei${createHash('sha256')
      .update(text + rkey)
      .digest('hex')
      .slice(0, 52)}`;
    postByKey.set(`${did}/${rkey}`, found);
    if (postByKey.size > MAX_REMEMBERED) postByKey.delete(postByKey.keys().next().value!);
    say(did, { rev: rkey, operation: 'create', collection: COLLECTION, rkey, record, cid }, atMs);
    return found;
  };

  /** One of those that were not said lately. */
  const phrase = (): string => {
    if (unsaid.length === 0) unsaid = [...PHRASES];
    const [said] = unsaid.splice(Math.floor(random() * unsaid.length), 1);
    return said!.replaceAll('#', () => String(2 + Math.floor(random() * 40)));
  };

  const pauseMs = (): number => (now() < pace.untilMs ? pace.pauseMs : PAUSE_MS * (0.5 + random()));

  const keepPosting = async (signal: AbortSignal): Promise<void> => {
    // In step with the clock, so that a timer's coarseness does not thin a burst.
    for (let atMs = now(); !signal.aborted;) {
      atMs = Math.max(atMs + pauseMs(), now() - 1_000);
      const waitMs = atMs - now();
      if (waitMs > 0) {
        // A burst that begins ends the pause.
        await sleep(waitMs, AbortSignal.any([signal, pacing.signal])).catch(() => undefined);
        atMs = Math.min(atMs, now());
      }
      if (!signal.aborted) post(phrase());
    }
  };

  return Object.freeze({
    start: () => {
      if (running) return;
      running = new AbortController();
      for (let i = FIRST_POSTS; i > 0; i--) post(phrase(), now() - i * PAUSE_MS);
      void keepPosting(running.signal);
    },
    stop: () => {
      running?.abort();
      running = undefined;
    },
    burst: (postsPerSecond: number, forMs: number) => {
      pace = { pauseMs: 1000 / postsPerSecond, untilMs: now() + forMs };
      pacing.abort();
      pacing = new AbortController();
    },
    post: (text: string) => post(text),
    remove: ({ did, rkey }: Pick<StreamPost, 'did' | 'rkey'>) => {
      postByKey.delete(`${did}/${rkey}`);
      say(did, { rev: rkey, operation: 'delete', collection: COLLECTION, rkey }, now());
    },
    since: (cursorUs: number) => remembered.filter(({ timeUs }) => timeUs >= cursorUs),
    listen: (listener: (message: StreamMessage) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    find: (did: string, rkey: string) => postByKey.get(`${did}/${rkey}`),
  });
}
