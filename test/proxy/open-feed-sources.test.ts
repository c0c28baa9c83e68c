import { expect, test } from 'vitest';
import { openFeedSources, type FeedSourcesOptions } from '../../src/proxy/open-feed-sources.ts';

test('a feed that no reader could ask for, or that comes from nowhere, stops the start with a sentence', () => {
  const opening = (name: string, from: string) => () =>
    openFeedSources({
      feeds: [{ name, from, fields: {} }],
    } as unknown as FeedSourcesOptions);

  expect(opening('News', 'atom')).toThrow('feed "News" needs a name of a-z, 0-9 and hyphens');
  expect(opening('news', 'rss')).toThrow('feed "news" is from "rss"; there is no such source');
  expect(opening('news', 'atom')()).toEqual([]);
});
