import type { Feed } from '../../../model/feed.ts';
import { backoffMs } from '../../backoff.ts';
import type { Clock } from '../../clock.ts';
import type { FeedEntry, FeedSink, FeedSource } from '../../live/feed-source.ts';
import type { Connect } from './connect.ts';
import { decodeEvent, POST_COLLECTION, type StreamEvent } from './jetstream.ts';
import { createMatcher } from './matcher.ts';

/*
 *   connecting ──▶ hearing ──▶ (closed, or silent for a minute) ──▶ waiting, with backoff ──▶ connecting, from the cursor
 */

/** What the source of posts is given. */
export interface StreamSourceOptions {
  readonly feed: Feed;
  /** A Jetstream's `/subscribe`. */
  readonly url: string;
  /** Only posts that hold one of these words are shown; all, where there are none. */
  readonly terms: readonly string[];
  /** Where a post can be read: `<here>/profile/<did>/post/<key>`. */
  readonly postsUrl: string;
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * The newest ten posts of a Jetstream that name one of the terms, newest first. A lost connection is made anew and goes on
 * where it was; posts that are deleted leave. What it holds is these ten and a cursor, however much is posted.
 */
export function createStreamSource(options: StreamSourceOptions): FeedSource {
  const { feed, clock, random, connect } = options;
  const isWanted = createMatcher(options.terms);

  const run = async (sink: FeedSink, signal: AbortSignal) => {
    let posts = sink.last();
    let cursorUs = firstCursor(posts, clock.now());
    let heardAt = clock.now();

    /** True where the ten are other ones now. */
    const take = (event: StreamEvent): boolean => {
      const before = posts;
      if (event.kind === 'removed') posts = without(posts, (id) => id === idOf(event));
      if (event.kind === 'gone') posts = without(posts, (id) => id.startsWith(`${event.did}/`));
      if (event.kind === 'post' && isWanted(event.text)) posts = withPost(posts, event, options);
      return posts !== before;
    };

    const hear = (message: string) => {
      heardAt = clock.now();
      const event = decodeEvent(message);
      if (!event) return;
      cursorUs = Math.max(cursorUs, event.timeUs);
      // While it catches up, what is shown is as old as the stream is there.
      const at = Math.min(heardAt, event.timeUs / 1000);
      if (take(event)) sink.publish(posts, at);
      else sink.confirm(at);
    };

    /** Ends a connection that has fallen silent: a peer that is gone says nothing. */
    const watch = async (connection: AbortController) => {
      while (!connection.signal.aborted) {
        await clock.sleep(SILENCE_MS, connection.signal);
        if (clock.now() - heardAt >= SILENCE_MS) connection.abort();
      }
    };

    for (let failures = 0; !signal.aborted;) {
      const connection = new AbortController();
      const startedAt = clock.now();
      heardAt = startedAt;
      // It ends by rejection when the connection does.
      watch(connection).catch(() => undefined);
      const either = AbortSignal.any([signal, connection.signal]);
      const why = await connect(addressOf(options.url, cursorUs), hear, either);
      connection.abort();
      if (signal.aborted) return;
      failures = heardAt > startedAt ? 0 : failures + 1;
      sink.fail(`the stream is lost: ${why}; connecting again`);
      // It ends by rejection when the signal is aborted, which the loop sees.
      await clock
        .sleep(Math.max(MIN_WAIT_MS, backoffMs(failures, random, BACKOFF)), signal)
        .catch(() => undefined);
    }
  };
  return Object.freeze({ feed, pollAfterMs: 1_000, run });
}

const MAX_POSTS = 10;
const SILENCE_MS = 60_000;
const MIN_WAIT_MS = 250;
const BACKOFF = { baseMs: 1_000, capMs: 60_000 };

/** Cursors are rewound a little, since instances differ by that: what comes twice is known by its id. */
const REWIND_US = 2_000_000;
/** A first visit begins a minute ago, so that there is something to see; so does one after a longer absence than an hour. */
const FIRST_MS = 60_000;
const MAX_ABSENCE_MS = 60 * 60_000;

function firstCursor(posts: readonly FeedEntry[], now: number): number {
  const newest = Date.parse(String(posts[0]?.['at'] ?? ''));
  return 1000 * (now - newest < MAX_ABSENCE_MS ? newest : now - FIRST_MS);
}

function addressOf(url: string, cursorUs: number): string {
  const address = new URL(url);
  address.searchParams.set('wantedCollections', POST_COLLECTION);
  address.searchParams.set('cursor', String(Math.floor(cursorUs - REWIND_US)));
  return address.href;
}

type Post = Extract<StreamEvent, { readonly kind: 'post' }>;

function withPost(
  posts: readonly FeedEntry[],
  post: Post,
  { postsUrl }: Pick<StreamSourceOptions, 'postsUrl'>,
): readonly FeedEntry[] {
  const id = idOf(post);
  const at = new Date(post.timeUs / 1000).toISOString();
  const oldest = posts.at(-1)?.['at'];
  const isTooOld = posts.length === MAX_POSTS && oldest !== undefined && at <= oldest;
  if (isTooOld || posts.some((one) => one['id'] === id && one['text'] === post.text)) return posts;
  const url = `${postsUrl}/profile/${post.did}/post/${post.rkey}`;
  const entry = { id, text: post.text, author: authorOf(post.did), url, at };
  return [entry, ...without(posts, (one) => one === id)]
    .sort((a, b) => (String(a['at']) < String(b['at']) ? 1 : -1))
    .slice(0, MAX_POSTS);
}

function without(
  posts: readonly FeedEntry[],
  isGone: (id: string) => boolean,
): readonly FeedEntry[] {
  const left = posts.filter((post) => !isGone(String(post['id'])));
  return left.length === posts.length ? posts : left;
}

function idOf({ did, rkey }: { readonly did: string; readonly rkey: string }): string {
  return `${did}/${rkey}`;
}

/** A stream names authors by an identifier; one that is a site's name says who it is. */
function authorOf(did: string): string {
  return /^did:web:([\w.-]+)$/.exec(did)?.[1] ?? '';
}
