import type { Feed } from '../model/feed.ts';
import { isFeedName } from '../protocol/paths.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { FeedSource } from './live/feed-source.ts';
import type { Upstream } from './open-upstream.ts';
import { createAtomSource } from './source/atom/atom-source.ts';
import { createGithubSource } from './source/github/github-source.ts';
import { connectSocket } from './source/stream/connect.ts';
import { createStreamSource } from './source/stream/stream-source.ts';

/** What sources of feeds are made of. */
export interface FeedSourcesOptions {
  readonly feeds: readonly Feed[];
  readonly config: Pick<Config, 'github' | 'stream'>;
  readonly upstream: Pick<Upstream, 'emulatorUrl' | 'token'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * A source for each of the site's feeds that is configured; the others are not published. Throws a sentence for a feed
 * from a source that there is not, or of a name that no reader would ask for.
 */
export function openFeedSources(options: FeedSourcesOptions): readonly FeedSource[] {
  return options.feeds.flatMap((feed) => {
    const open = OPEN[feed.from];
    if (!open) {
      throw new Error(`feed "${feed.name}" is from "${feed.from}"; there is no such source`);
    }
    if (!isFeedName(feed.name)) {
      throw new Error(`feed "${feed.name}" needs a name of a-z, 0-9 and hyphens, a letter first`);
    }
    return open(feed, options) ?? [];
  });
}

/** How each source is opened, by its name; undefined where it is not configured. A third one is a line here. */
const OPEN: Readonly<
  Record<string, (feed: Feed, options: FeedSourcesOptions) => FeedSource | undefined>
> = {
  github: (feed, { config: { github }, upstream, ...rest }) => {
    if (github.repositories.length === 0) return undefined;
    const { apiUrl = upstream.emulatorUrl ?? '', repositories } = github;
    // The emulator counts as GitHub does, and lets those who say who they are ask often.
    const token = github.apiUrl === undefined ? upstream.token : github.token;
    return createGithubSource({ ...rest, feed, apiUrl, token, repositories });
  },
  stream: (feed, { config: { stream }, upstream, ...rest }) => {
    const { emulatorUrl } = upstream;
    const isEmulated = stream.url === undefined;
    const url = stream.url ?? emulatorUrl?.replace(/^http/, 'ws').concat('/subscribe');
    if (url === undefined) return undefined;
    const postsUrl = isEmulated ? emulatorUrl! : 'https://bsky.app';
    const { terms } = stream;
    return createStreamSource({ ...rest, feed, url, terms, postsUrl, connect: connectSocket });
  },
  atom: (feed, { clock, fetch }) =>
    feed.address === undefined
      ? undefined
      : createAtomSource({ feed, address: feed.address, clock, fetch }),
};
