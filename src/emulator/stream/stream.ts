import { createHash } from 'node:crypto';

import { PEN_NAMES } from './phrases.ts';
import { createPosting, type Posting, type PostingOptions } from './posting.ts';

/** A Jetstream of made-up posts: events in the form of the real one, as JSON. */
export interface Stream extends Posting {
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

const COLLECTION = 'app.bsky.feed.post';
const MAX_REMEMBERED = 2_000;

/** A stream that has not begun. */
export function createStream(options: PostingOptions): Stream {
  const { now, random } = options;
  const remembered: StreamMessage[] = [];
  const postByKey = new Map<string, StreamPost>();
  const listeners = new Set<(message: StreamMessage) => void>();
  let lastUs = 0;

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

  return Object.freeze({
    ...createPosting(post, options),
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
