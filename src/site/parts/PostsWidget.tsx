import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { EntryOf } from '../../model/feed.ts';
import { createFeed } from '../../tab/create-feed.ts';
import { createKeyed } from '../create-keyed.ts';
import { dashboardWords, heldWords } from '../dashboard-words.ts';
import { posts } from '../feeds.ts';
import { useSite } from '../site-context.tsx';
import { ageOf } from '../words.ts';
import { ExternalLink } from './ExternalLink.tsx';
import { FeedBody } from './FeedBody.tsx';
import { Widget } from './Widget.tsx';

type Post = EntryOf<typeof posts>;

/** What is being said: the newest ten, newest first. They hold still while somebody points at them or is among them. */
export function PostsWidget(): JSX.Element {
  return (
    <Widget name="posts" title={dashboardWords.posts}>
      <LivePosts />
    </Widget>
  );
}

function LivePosts(): JSX.Element {
  const live = createFeed(posts);
  return (
    <FeedBody live={live} none={dashboardWords.noFeed}>
      <Show when={live.value.length > 0} fallback={<p class="quiet">{dashboardWords.noPosts}</p>}>
        <Posts all={live.value} />
      </Show>
    </FeedBody>
  );
}

function Posts(props: { readonly all: readonly Post[] }): JSX.Element {
  const [isPointed, setPointed] = createSignal(false);
  const [isFocused, setFocused] = createSignal(false);
  const isHeld = () => isPointed() || isFocused();
  const newest = createKeyed(
    () => props.all.slice(0, MOST),
    ({ id }) => id,
  );
  const shown = createMemo<readonly Post[]>(
    (before) => (isHeld() && before.length > 0 ? before : newest()),
    [],
  );
  const waiting = () => {
    const ids = new Set(shown().map(({ id }) => id));
    return newest().filter(({ id }) => !ids.has(id)).length;
  };
  return (
    <div
      class="posts-hold"
      onPointerEnter={(event) => setPointed(event.pointerType !== 'touch')}
      onPointerLeave={() => setPointed(false)}
      onFocusIn={() => setFocused(true)}
      onFocusOut={(event) => {
        const next = event.relatedTarget;
        setFocused(next instanceof Node && event.currentTarget.contains(next));
      }}
    >
      <ol class="posts">
        <For each={shown()}>{(post) => <PostCard post={post} />}</For>
      </ol>
      <p class="posts-held">{isHeld() ? heldWords(waiting()) : ''}</p>
    </div>
  );
}

function PostCard(props: { readonly post: Post }): JSX.Element {
  const { now } = useSite();
  return (
    <li class="post">
      <p class="post-facts">
        <span class="post-author">{props.post.author || dashboardWords.somebody}</span>
        <Show when={props.post.at}>
          {(at) => <time dateTime={at()}>{ageOf(now() - Date.parse(at()))}</time>}
        </Show>
        <Show when={props.post.url}>
          {(url) => <ExternalLink href={url()} label={dashboardWords.openPost} />}
        </Show>
      </p>
      <p class="post-text plain-text">{props.post.text}</p>
    </li>
  );
}

const MOST = 10;
