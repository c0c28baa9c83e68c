import { defineFeed } from '../model/feed.ts';

/** The code repositories that the site follows, in the order of GITHUB_REPOSITORIES. */
export const repositories = defineFeed({
  name: 'repositories',
  from: 'github',
  fields: {
    /** `owner/name`. */
    name: 'text',
    url: 'url',
    stars: 'number',
    /** Open ones; GitHub counts pull requests among them. */
    issues: 'number',
    forks: 'number',
    /** The latest release's tag, '' where there is none. */
    release: 'text',
    releasedAt: 'instant',
  },
});

/** Posts that name one of STREAM_TERMS, newest first, at most ten. */
export const posts = defineFeed({
  name: 'posts',
  from: 'stream',
  fields: {
    id: 'text',
    text: 'text',
    /** A handle, '' where it is not known. */
    author: 'text',
    url: 'url',
    at: 'instant',
  },
});

/** All that the server brings, where it is configured. */
export const feeds = [repositories, posts] as const;
